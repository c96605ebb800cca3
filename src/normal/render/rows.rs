//! Example rows as a small table, with values that look like what they stand for.

use unicode_width::UnicodeWidthStr;

use crate::normal::relation::EntityRelation;
use crate::schema::DataType;
use crate::theory::{AttributeSet, Instance};

/// Values of well-known attributes; the others get values by their type.
const FAMILIAR: [(&str, [&str; 3]); 17] = [
    ("zip", ["10115", "20095", "50667"]),
    ("postal_code", ["10115", "20095", "50667"]),
    ("city", ["Berlin", "Hamburg", "Cologne"]),
    ("country_code", ["DE", "FR", "PL"]),
    ("country", ["Germany", "France", "Poland"]),
    ("region", ["North", "South", "East"]),
    ("district", ["North", "South", "East"]),
    ("currency", ["EUR", "USD", "CHF"]),
    ("first_name", ["Ada", "Bob", "Eve"]),
    ("last_name", ["Lovelace", "Noyce", "Curie"]),
    ("email", ["ada@x.org", "bob@x.org", "eve@x.org"]),
    ("course", ["Logic", "Algebra", "Physics"]),
    ("teacher", ["Ada", "Bob", "Eve"]),
    ("vendor", ["Acme", "Globex", "Initech"]),
    ("model", ["X1", "X2", "X3"]),
    ("status", ["new", "paid", "sent"]),
    ("language", ["de", "en", "fr"]),
];

/// At most this many columns are shown; the others would hide what matters.
const COLUMNS: usize = 7;

/// The columns to show: those that matter first in their declared order, then others while there
/// is room.
pub fn columns_of(matter: &AttributeSet, all: &AttributeSet) -> AttributeSet {
    let others = all - matter;
    matter.iter().chain(others.iter()).take(COLUMNS.max(2)).collect()
}

/// Lines of a table: a head, then the rows, each line under the given indentation.
pub fn table(
    entity: &EntityRelation<'_>,
    rows: &Instance,
    columns: &AttributeSet,
    indent: &str,
) -> Vec<String> {
    let shown: Vec<(usize, usize)> = rows
        .attributes
        .iter()
        .enumerate()
        .filter(|(_, attribute)| columns.contains(*attribute))
        .collect();
    let mut lines: Vec<Vec<String>> = vec![
        shown
            .iter()
            .filter_map(|(_, attribute)| entity.relation.names().get(*attribute).cloned())
            .collect(),
    ];
    for row in &rows.rows {
        let value = |(place, attribute): &(usize, usize)| {
            value(entity, *attribute, row.get(*place).copied().unwrap_or_default())
        };
        lines.push(shown.iter().map(value).collect());
    }
    let widths: Vec<usize> = (0..shown.len())
        .map(|place| {
            lines
                .iter()
                .filter_map(|line| line.get(place))
                .map(|text| text.width())
                .max()
                .unwrap_or(0)
        })
        .collect();
    lines
        .into_iter()
        .map(|line| {
            let mut text = indent.to_owned();
            for (cell, width) in line.iter().zip(&widths) {
                text.push_str(cell);
                text.push_str(&" ".repeat(width - cell.width() + 2));
            }
            text.trim_end().to_owned()
        })
        .collect()
}

/// The `number`th value of an attribute, from 1.
fn value(entity: &EntityRelation<'_>, attribute: usize, number: u32) -> String {
    let Some(column) = entity.table.columns.get(attribute) else { return number.to_string() };
    let place = (number as usize).saturating_sub(1);
    let familiar = FAMILIAR.iter().find(|(name, _)| *name == column.name);
    if let Some(value) = familiar.and_then(|(_, values)| values.get(place)) {
        return (*value).to_owned();
    }
    match &column.data_type {
        DataType::SmallInt | DataType::Int | DataType::BigInt => number.to_string(),
        DataType::Decimal { .. } | DataType::Real | DataType::Double => format!("{number}0.00"),
        DataType::Boolean => if number % 2 == 1 { "true" } else { "false" }.to_owned(),
        DataType::Date => format!("2026-01-{number:02}"),
        DataType::Time { .. } => format!("{number:02}:00"),
        DataType::Timestamp { .. } | DataType::TimestampTz { .. } => {
            format!("2026-01-{number:02} 12:00")
        }
        _ => format!("{} {number}", column.name),
    }
}
