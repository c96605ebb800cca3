//! Prepares a query for its mistakes and types, and asks the planner about it.
//!
//! `EXPLAIN` takes no parameters, so placeholders become literals of their types: those that the
//! request gives, else those that the server infers. On empty tables the planner may say no more than
//! that there is nothing to find; that is then the plan. Nothing is ever run.

mod plan;
mod value;

use mysql::Conn;
use mysql::prelude::Queryable;
use serde_json::Value;

use self::value::{placeholder_values, type_name};
use super::refusal::without_scratch;
use crate::engine::introspect::tokens::{Flavour, TokenKind, tokens};
use crate::engine::{ExplainRequest, Explanation, ResultColumn};

/// The statement cannot be prepared; that alone is no mistake of it.
const NOT_PREPARABLE: u16 = 1295;

pub(super) fn explain(
    connection: &mut Conn,
    query: &ExplainRequest,
    scratch: &str,
) -> mysql::Result<Explanation> {
    let (parameter_types, result_columns) = prepare(connection, &query.sql)?;
    let values = placeholder_values(query, &parameter_types);
    let sql = with_values(&query.sql, &values);
    let answer: Option<String> = connection.query_first(format!("explain format=json {sql}"))?;
    let answer = without_scratch(&answer.unwrap_or_default(), scratch);
    let raw: Value = serde_json::from_str(&answer).unwrap_or(Value::String(answer));
    Ok(Explanation {
        plan: plan::read(&raw),
        total_cost: plan::total_cost(&raw),
        estimated_rows: plan::estimated_rows(&raw),
        parameter_types,
        result_columns,
        raw,
    })
}

/// The types of the parameters and the columns of the result.
fn prepare(connection: &mut Conn, sql: &str) -> mysql::Result<(Vec<String>, Vec<ResultColumn>)> {
    let statement = match connection.prep(sql) {
        Err(mysql::Error::MySqlError(error)) if error.code == NOT_PREPARABLE => {
            return Ok((Vec::new(), Vec::new()));
        }
        other => other?,
    };
    let parameters = statement.params().iter().map(type_name).collect();
    let columns = statement.columns();
    let columns = columns
        .iter()
        .map(|column| ResultColumn {
            name: column.name_str().into_owned(),
            sql_type: type_name(column),
        })
        .collect();
    connection.close(statement)?;
    Ok((parameters, columns))
}

/// The query with its placeholders replaced, one after the other.
fn with_values(sql: &str, values: &[String]) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut from = 0;
    let mut values = values.iter();
    for token in tokens(sql, Flavour::MySql) {
        if token.kind == TokenKind::Symbol && token.text == "?" {
            text.push_str(&sql[from..token.start]);
            text.push_str(values.next().map_or("null", String::as_str));
            from = token.end();
        }
    }
    text.push_str(&sql[from..]);
    text
}

#[cfg(test)]
mod tests {
    use super::with_values;

    #[test]
    fn placeholders_outside_strings_are_replaced() {
        let values = ["1".to_owned(), "'x'".to_owned()];
        assert_eq!(
            with_values("select '?', `?` from t -- ?\nwhere a = ? and b=? and c = ?", &values),
            "select '?', `?` from t -- ?\nwhere a = 1 and b='x' and c = null"
        );
    }
}
