//! What becomes of a value when its column's type changes.

use crate::dialect::Dialect;
use crate::schema::DataType;

/// The expression that makes the new value, where the server does not find the way by itself.
pub(super) fn using(
    column: &str,
    from: &DataType,
    to: &DataType,
    to_sql: &str,
    dialect: Dialect<'_>,
) -> Option<String> {
    let name = dialect.quote(column);
    match way(from, to) {
        Way::Assigned => None,
        Way::Cast => Some(format!("{name}::{to_sql}")),
        Way::ByInt => Some(format!("{name}::integer::{to_sql}")),
        Way::ByText => Some(format!("{name}::text::{to_sql}")),
        Way::ByTexts => Some(format!("{name}::text[]::{to_sql}")),
        Way::Wrapped => Some(format!("array[{name}]::{to_sql}")),
        Way::First => Some(format!("{name}[1]::{to_sql}")),
    }
}

enum Way {
    /// The server does it on assignment.
    Assigned,
    Cast,
    ByInt,
    /// By what the value is written as, which every type has.
    ByText,
    ByTexts,
    Wrapped,
    First,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Family {
    Whole,
    Number,
    Text,
    Boolean,
    Date,
    Timestamp,
    Time,
    Json,
    Bytes,
    Other,
}

fn family(data_type: &DataType) -> Family {
    match data_type {
        DataType::SmallInt | DataType::Int | DataType::BigInt => Family::Whole,
        DataType::Decimal { .. } | DataType::Real | DataType::Double => Family::Number,
        DataType::Text | DataType::Varchar { .. } | DataType::Char { .. } => Family::Text,
        DataType::Boolean => Family::Boolean,
        DataType::Date => Family::Date,
        DataType::Timestamp { .. } | DataType::TimestampTz { .. } => Family::Timestamp,
        DataType::Time { .. } => Family::Time,
        DataType::Json => Family::Json,
        DataType::Bytes => Family::Bytes,
        DataType::Native { sql } if sql == "json" || sql == "jsonb" => Family::Json,
        DataType::Native { sql } if sql.starts_with("time") => Family::Time,
        _ => Family::Other,
    }
}

fn way(from: &DataType, to: &DataType) -> Way {
    use Family as F;
    match (from, to) {
        (DataType::Array { element: from }, DataType::Array { element: to }) => {
            return match way(from, to) {
                Way::Assigned => Way::Assigned,
                Way::Cast => Way::Cast,
                _ => Way::ByTexts,
            };
        }
        (_, DataType::Array { .. }) if family(from) != F::Text => return Way::Wrapped,
        (_, DataType::Array { .. }) => return Way::Wrapped,
        (DataType::Array { .. }, _) if family(to) != F::Text => return Way::First,
        _ => {}
    }
    match (family(from), family(to)) {
        (_, F::Text) => Way::Assigned,
        (F::Whole | F::Number, F::Whole | F::Number) => Way::Assigned,
        (F::Date | F::Timestamp, F::Date | F::Timestamp) => Way::Assigned,
        (F::Timestamp, F::Time) | (F::Time, F::Time) | (F::Json, F::Json) => Way::Assigned,
        (F::Whole, F::Boolean) | (F::Boolean, F::Whole) => Way::ByInt,
        (F::Text, _) => Way::Cast,
        _ if from == to => Way::Assigned,
        _ => Way::ByText,
    }
}
