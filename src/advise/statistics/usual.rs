//! What is taken for granted of a column of which nobody says anything.

use super::ColumnFigures;
use crate::schema::{Column, DataType, Schema};

/// Last words of names whose columns hold one of a few words.
const FEW_WORDS: [&str; 34] = [
    "status",
    "state",
    "type",
    "kind",
    "mode",
    "flag",
    "priority",
    "segment",
    "category",
    "class",
    "level",
    "role",
    "gender",
    "sex",
    "currency",
    "language",
    "locale",
    "reason",
    "severity",
    "method",
    "source",
    "channel",
    "tier",
    "phase",
    "stage",
    "platform",
    "unit",
    "scope",
    "format",
    "action",
    "direction",
    "visibility",
    "instruct",
    "event",
];
/// Values of such a column.
const FEW_VALUES: f64 = 10.0;
/// Last words of names whose columns hold one of some dozens.
const SOME_WORDS: [&str; 12] = [
    "country",
    "nation",
    "region",
    "province",
    "brand",
    "color",
    "colour",
    "size",
    "container",
    "department",
    "manufacturer",
    "timezone",
];
const SOME_VALUES: f64 = 50.0;
/// Limits that nobody measured: their texts are much shorter.
const ROUND_LIMITS: [u32; 26] = [
    30, 32, 50, 60, 64, 75, 80, 100, 120, 127, 128, 150, 160, 180, 190, 191, 200, 250, 254, 255,
    256, 300, 320, 400, 500, 512,
];

/// The figures of a column by its type and its name.
pub fn usual(column: &Column, schema: &Schema, rows: f64) -> ColumnFigures {
    let (width, mut distinct) = by_type(&column.data_type, schema, rows);
    if let Some(few) = by_name(column, schema) {
        distinct = distinct.min(few);
    }
    let default = column.default.as_ref().map(|default| default.text().to_lowercase());
    let default = default.unwrap_or_default();
    // Values made when the row comes lie in the order of the rows.
    let appended = column.identity.is_some()
        || ["now()", "current_timestamp", "uuid_v7", "uuidv7", "nextval("]
            .iter()
            .any(|word| default.contains(word));
    ColumnFigures {
        distinct: distinct.max(1.0),
        nulls: if column.nullable { 0.5 } else { 0.0 },
        width,
        correlation: if appended { 0.95 } else { 0.0 },
        common: Vec::new(),
        histogram: Vec::new(),
        known: false,
    }
}

/// How many values a column has whose name says that they are few.
fn by_name(column: &Column, schema: &Schema) -> Option<f64> {
    if !holds_words(&column.data_type, schema) {
        return None;
    }
    let name = column.name.to_lowercase();
    let last = name.rsplit('_').next().unwrap_or(&name);
    let ends = |words: &[&str]| {
        words.iter().any(|word| last == *word || word.len() >= 4 && last.ends_with(word))
    };
    if ends(&FEW_WORDS) { Some(FEW_VALUES) } else { ends(&SOME_WORDS).then_some(SOME_VALUES) }
}

fn holds_words(data_type: &DataType, schema: &Schema) -> bool {
    match data_type {
        DataType::SmallInt | DataType::Int | DataType::Char { .. } => true,
        DataType::Varchar { .. } | DataType::Text => true,
        DataType::Named { name } => schema
            .domains
            .iter()
            .find(|domain| domain.name == *name)
            .is_some_and(|domain| matches!(domain.data_type, DataType::Varchar { .. })),
        _ => false,
    }
}

/// Bytes of a value, and how many values there may be.
fn by_type(data_type: &DataType, schema: &Schema, rows: f64) -> (f64, f64) {
    let tenth = rows / 10.0;
    match data_type {
        DataType::Boolean => (1.0, 2.0),
        DataType::SmallInt => (2.0, 100.0),
        DataType::Int => (4.0, tenth),
        DataType::BigInt => (8.0, tenth),
        DataType::Real => (4.0, tenth),
        DataType::Double => (8.0, tenth),
        // Two bytes for four digits, of which values on average use half.
        DataType::Decimal { precision, .. } => {
            (precision.map_or(8.0, |digits| 3.0 + (f64::from(digits) / 4.0).ceil()), tenth)
        }
        DataType::Date => (4.0, rows.min(2_500.0)),
        DataType::Time { .. } => (8.0, rows.min(86_400.0)),
        DataType::Timestamp { .. } | DataType::TimestampTz { .. } => (8.0, rows),
        DataType::Interval => (16.0, tenth),
        DataType::Uuid => (16.0, rows),
        DataType::Char { length } => {
            let distinct = if *length <= 3 { 50.0 } else { tenth };
            (f64::from(*length) + 1.0, distinct)
        }
        DataType::Varchar { length: Some(length) } => (varchar_width(*length), tenth),
        DataType::Text | DataType::Varchar { length: None } => (48.0, tenth),
        DataType::Bytes => (100.0, rows),
        DataType::Json => (200.0, rows),
        DataType::Array { .. } => (60.0, tenth),
        DataType::Named { name } => {
            if let Some(found) = schema.enums.iter().find(|item| item.name == *name) {
                return (4.0, found.values.len().max(1) as f64);
            }
            match schema.domains.iter().find(|domain| domain.name == *name) {
                Some(domain) if !matches!(domain.data_type, DataType::Named { .. }) => {
                    by_type(&domain.data_type, schema, rows)
                }
                _ => (16.0, tenth),
            }
        }
        DataType::Native { sql } if sql.to_lowercase().starts_with("enum") => {
            (2.0, sql.matches(',').count() as f64 + 1.0)
        }
        DataType::Native { .. } => (16.0, tenth),
    }
}

/// Bytes of a text. A round limit is far above what comes; another was measured, and most of it is
/// used.
fn varchar_width(limit: u32) -> f64 {
    let length = f64::from(limit);
    match limit {
        0..=24 => length * 0.8,
        _ if ROUND_LIMITS.contains(&limit) || limit.is_multiple_of(100) || limit > 512 => {
            (16.0 + length / 8.0).min(64.0)
        }
        _ => length * 0.62,
    }
}
