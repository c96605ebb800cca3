use serde_json::Value;

use crate::schema::{Difference, FieldDifference};

/// The fields of atoms that hold SQL, which a server may spell in another way.
const SPELLED: [&str; 8] =
    ["expression", "on update", "query", "columns", "definition", "predicate", "using", "check"];

/// Whether a difference is one of spelling alone, as far as texts can tell: where one side was read
/// without a server, only a server can say whether the two expressions are the same.
pub fn is_unproven(difference: &Difference) -> bool {
    let FieldDifference::Changed(fields) = &difference.fields else { return false };
    // The columns that a view names are part of its query to a server; those of a key are not.
    let is_view = fields.iter().any(|(name, ..)| name == "query");
    !fields.is_empty()
        && fields.iter().all(|(name, a, b)| match name.as_str() {
            "columns" => is_view,
            "parts" | "elements" | "keys" | "bound" => without_sql(a) == without_sql(b),
            name => SPELLED.contains(&name) && !a.is_null() && !b.is_null(),
        })
}

/// The value with every expression in it blanked out.
fn without_sql(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match name.as_str() {
                "expression" | "value" => (name.clone(), Value::Null),
                _ => (name.clone(), without_sql(value)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(without_sql).collect(),
        _ => value.clone(),
    }
}
