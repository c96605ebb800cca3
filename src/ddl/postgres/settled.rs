//! Defaults as the server prints them, where that is certain: literals, and calls without arguments.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::dialect::Dialect;
use crate::schema::{Column, DataType, Expression, QualifiedName};
use crate::sql::{Piece, scan};

/// Puts the defaults of all columns into the server's spelling.
pub(super) fn settle_defaults(draft: &mut Draft, dialect: Dialect<'_>) {
    let enums: Vec<QualifiedName> = draft.enums.keys().cloned().collect();
    let domains: BTreeMap<QualifiedName, DataType> =
        draft.domains.iter().map(|(name, item)| (name.clone(), item.data_type.clone())).collect();
    for column in draft.tables.values_mut().flat_map(|table| &mut table.columns) {
        let Some(default) = column.default.take() else { continue };
        let text = default.text();
        if text.eq_ignore_ascii_case("null") {
            column.default = null(column, &domains).map(Expression::new);
            continue;
        }
        let settled = literal(text, &column.data_type)
            .or_else(|| match &column.data_type {
                DataType::Named { name } if is_string(text) && enums.contains(name) => {
                    Some(format!("{text}::{}", dialect.qualified(name)))
                }
                _ => None,
            })
            .or_else(|| bare(text));
        column.default = Some(settled.map_or(default, Expression::new));
    }
}

/// What is kept of `DEFAULT NULL`: nothing, unless the type makes an expression of it.
fn null(column: &Column, domains: &BTreeMap<QualifiedName, DataType>) -> Option<String> {
    let data_type = match &column.data_type {
        DataType::Named { name } => return domains.get(name).map(|base| cast("NULL", base)),
        other => other,
    };
    let is_cut = match data_type {
        DataType::Varchar { length } => length.is_some(),
        DataType::Char { .. } => true,
        DataType::Decimal { precision, .. } => precision.is_some(),
        DataType::Time { precision }
        | DataType::Timestamp { precision }
        | DataType::TimestampTz { precision } => precision.is_some(),
        _ => false,
    };
    is_cut.then(|| cast("NULL", data_type))
}

fn cast(text: &str, data_type: &DataType) -> String {
    let name = match data_type {
        DataType::SmallInt => "smallint",
        DataType::Int => "integer",
        DataType::BigInt => "bigint",
        DataType::Decimal { .. } => "numeric",
        DataType::Double => "double precision",
        DataType::Real => "real",
        DataType::Boolean => "boolean",
        DataType::Text => "text",
        DataType::Varchar { .. } => "character varying",
        DataType::Char { .. } => "bpchar",
        DataType::Bytes => "bytea",
        DataType::Date => "date",
        DataType::Time { .. } => "time without time zone",
        DataType::Timestamp { .. } => "timestamp without time zone",
        DataType::TimestampTz { .. } => "timestamp with time zone",
        DataType::Uuid => "uuid",
        DataType::Json => "jsonb",
        DataType::Native { sql } => sql,
        _ => "text",
    };
    format!("{text}::{name}")
}

/// A literal for a column of the type.
fn literal(text: &str, data_type: &DataType) -> Option<String> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_string(text) {
        let integer = matches!(data_type, DataType::SmallInt | DataType::Int | DataType::BigInt);
        let negative = text.strip_prefix('-').map(str::trim_start).filter(|rest| is_digits(rest));
        return match negative {
            Some(digits) if integer && digits.len() < 10 => Some(format!("'-{digits}'::integer")),
            _ => None,
        };
    }
    let inner = text.get(1..text.len() - 1)?;
    Some(match data_type {
        DataType::Text | DataType::Varchar { .. } | DataType::Char { .. } => cast(text, data_type),
        DataType::Int if is_digits(inner) => {
            let digits = inner.trim_start_matches('0');
            (if digits.is_empty() { "0" } else { digits }).to_owned()
        }
        DataType::Int | DataType::SmallInt | DataType::BigInt
            if is_digits(inner.trim_start_matches('-')) =>
        {
            cast(text, data_type)
        }
        DataType::Boolean => match inner.to_lowercase().as_str() {
            "t" | "true" | "1" | "y" | "yes" | "on" => "true".to_owned(),
            "f" | "false" | "0" | "n" | "no" | "off" => "false".to_owned(),
            _ => return None,
        },
        DataType::Json if matches!(inner, "{}" | "[]") => cast(text, data_type),
        DataType::Array { element } if inner == "{}" => format!("{}[]", cast(text, element)),
        _ => return None,
    })
}

/// Words and calls that the server spells in one way.
fn bare(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let upper = [
        "current_timestamp",
        "current_date",
        "current_time",
        "current_user",
        "session_user",
        "localtimestamp",
        "localtime",
    ];
    if upper.contains(&lower.as_str()) {
        return Some(lower.to_uppercase());
    }
    if lower == "true" || lower == "false" {
        return Some(lower);
    }
    if let Some(name) = lower.strip_prefix("nextval(").and_then(|rest| rest.strip_suffix(')'))
        && is_string(name)
    {
        let sequence = &text["nextval(".len()..text.len() - 1];
        return Some(format!("nextval({sequence}::regclass)"));
    }
    let name = lower.strip_suffix("()")?;
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_name && !name.is_empty()).then(|| lower.clone())
}

/// Whether the text is one plain string and nothing else.
fn is_string(text: &str) -> bool {
    text.starts_with('\'') && matches!(scan(text).as_slice(), [(Piece::Literal, _)])
}

#[cfg(test)]
mod tests {
    use super::{bare, literal};
    use crate::schema::DataType;

    #[test]
    fn literals_and_calls_look_as_the_server_prints_them() {
        for (text, data_type, expected) in [
            ("'a'", DataType::Text, "'a'::text"),
            ("'00'", DataType::Int, "0"),
            ("'7'", DataType::BigInt, "'7'::bigint"),
            ("-1", DataType::BigInt, "'-1'::integer"),
            ("'f'", DataType::Boolean, "false"),
            ("'{}'", DataType::array_of(DataType::Int), "'{}'::integer[]"),
        ] {
            assert_eq!(literal(text, &data_type).as_deref(), Some(expected));
        }
        assert_eq!(literal("'a' || 'b'", &DataType::Text), None);
        assert_eq!(bare("NOW()").as_deref(), Some("now()"));
        assert_eq!(bare("current_timestamp").as_deref(), Some("CURRENT_TIMESTAMP"));
        assert_eq!(bare("nextval('S')").as_deref(), Some("nextval('S'::regclass)"));
        assert_eq!(bare("a + b"), None);
    }
}
