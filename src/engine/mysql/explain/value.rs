//! Values that stand for parameters, and the names of types.

use mysql::Column;
use mysql::consts::{ColumnFlags, ColumnType};

use crate::engine::ExplainRequest;
use crate::engine::introspect::tokens::{Flavour, TokenKind, tokens};

/// A literal for every placeholder. `inferred` are the server's own ideas of their types.
pub(super) fn placeholder_values(query: &ExplainRequest, inferred: &[String]) -> Vec<String> {
    let tokens = tokens(&query.sql, Flavour::MySql);
    let placeholders = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.kind == TokenKind::Symbol && token.text == "?");
    let values = placeholders.enumerate().map(|(number, (at, _))| {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        // Nothing but a number may stand there.
        if before.is_some_and(|token| token.is("limit") || token.is("offset")) {
            return "1".to_owned();
        }
        let parameter = query.parameters.get(number);
        if let Some(value) = parameter.and_then(|parameter| parameter.value.clone()) {
            return value;
        }
        let given = parameter.and_then(|parameter| parameter.sql_type.as_deref());
        literal(given.or(inferred.get(number).map(String::as_str)).unwrap_or_default())
    });
    values.collect()
}

/// Some value of a type: the planner looks at its type, and at the value only where it has statistics.
fn literal(sql_type: &str) -> String {
    let lower = sql_type.to_ascii_lowercase();
    let word = lower.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let value = match word {
        "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" | "bool"
        | "boolean" | "bit" | "year" => "1",
        "decimal" | "numeric" | "float" | "double" | "real" => "1.0",
        "date" => "date'2000-01-01'",
        "datetime" | "timestamp" => "timestamp'2000-01-01 00:00:00'",
        "time" => "time'00:00:00'",
        "json" => "'{}'",
        "uuid" => "'00000000-0000-4000-8000-000000000000'",
        "binary" | "varbinary" | "blob" | "tinyblob" | "mediumblob" | "longblob" => "x'00'",
        "" | "null" => "'1'",
        _ => "'a'",
    };
    value.to_owned()
}

/// The name of a column's or a parameter's type, without its length.
pub(super) fn type_name(column: &Column) -> String {
    let is_binary = column.character_set() == 63;
    let unsigned =
        if column.flags().contains(ColumnFlags::UNSIGNED_FLAG) { " unsigned" } else { "" };
    let (name, is_number) = match column.column_type() {
        ColumnType::MYSQL_TYPE_TINY => ("tinyint", true),
        ColumnType::MYSQL_TYPE_SHORT => ("smallint", true),
        ColumnType::MYSQL_TYPE_INT24 => ("mediumint", true),
        ColumnType::MYSQL_TYPE_LONG => ("int", true),
        ColumnType::MYSQL_TYPE_LONGLONG => ("bigint", true),
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => ("decimal", true),
        ColumnType::MYSQL_TYPE_FLOAT => ("float", true),
        ColumnType::MYSQL_TYPE_DOUBLE => ("double", true),
        ColumnType::MYSQL_TYPE_BIT => ("bit", false),
        ColumnType::MYSQL_TYPE_YEAR => ("year", false),
        ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE => ("date", false),
        ColumnType::MYSQL_TYPE_TIME | ColumnType::MYSQL_TYPE_TIME2 => ("time", false),
        ColumnType::MYSQL_TYPE_DATETIME | ColumnType::MYSQL_TYPE_DATETIME2 => ("datetime", false),
        ColumnType::MYSQL_TYPE_TIMESTAMP | ColumnType::MYSQL_TYPE_TIMESTAMP2 => {
            ("timestamp", false)
        }
        ColumnType::MYSQL_TYPE_JSON => ("json", false),
        ColumnType::MYSQL_TYPE_GEOMETRY => ("geometry", false),
        ColumnType::MYSQL_TYPE_NULL => ("null", false),
        ColumnType::MYSQL_TYPE_STRING if is_binary => ("binary", false),
        ColumnType::MYSQL_TYPE_STRING => ("char", false),
        ColumnType::MYSQL_TYPE_VARCHAR | ColumnType::MYSQL_TYPE_VAR_STRING if is_binary => {
            ("varbinary", false)
        }
        ColumnType::MYSQL_TYPE_VARCHAR | ColumnType::MYSQL_TYPE_VAR_STRING => ("varchar", false),
        ColumnType::MYSQL_TYPE_BLOB
        | ColumnType::MYSQL_TYPE_TINY_BLOB
        | ColumnType::MYSQL_TYPE_MEDIUM_BLOB
        | ColumnType::MYSQL_TYPE_LONG_BLOB => (if is_binary { "blob" } else { "text" }, false),
        _ => ("unknown", false),
    };
    if is_number { format!("{name}{unsigned}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ExplainParameter;

    #[test]
    fn declared_types_come_before_inferred_ones_and_limits_are_numbers() {
        let parameter = |sql_type: Option<&str>| ExplainParameter {
            name: "p".to_owned(),
            sql_type: sql_type.map(str::to_owned),
            value: None,
        };
        let query = ExplainRequest {
            sql: "select 1 from t where a = ? and b = ? and c = ? and d = ? limit ? offset ?"
                .to_owned(),
            parameters: vec![
                parameter(Some("datetime(6)")),
                parameter(None),
                parameter(Some("varchar(20)")),
            ],
            namespace: None,
        };
        let inferred = ["varchar", "bigint unsigned"].map(str::to_owned);
        assert_eq!(
            placeholder_values(&query, &inferred),
            ["timestamp'2000-01-01 00:00:00'", "1", "'a'", "'1'", "1", "1"]
        );
    }
}
