//! Defaults in the form that the introspector gives them.

use super::text::{expression, quoted, string};
use crate::schema::Expression;
use crate::sql::cursor::{Cursor, Flavour, TokenKind};

/// A default as the catalog shows it; none for NULL, which is what a column has anyway. `sql_type` is
/// the column's type in lower case.
pub(super) fn default(text: &str, sql_type: &str, is_mariadb: bool) -> Option<Expression> {
    let mut cursor = Cursor::new(text, Flavour::MySql);
    let mut sign = String::new();
    while cursor.is("-") || cursor.is("+") {
        if cursor.eat("-") {
            sign.push('-');
        } else {
            cursor.next();
        }
    }
    let first = cursor.next()?;
    let alone = cursor.is_at_end();
    let lower = text.to_ascii_lowercase();
    let word = sql_type.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if alone && first.kind == TokenKind::Text {
        let prefix = first.text.split(['\'', '"']).next().unwrap_or_default().to_lowercase();
        if prefix == "b" || prefix == "x" {
            return Some(Expression::new(format!("{prefix}{}", &first.text[prefix.len()..])));
        }
        let value = string(first)?;
        let value = value.trim();
        if is_number_type(word) && is_number(value) {
            return Some(Expression::new(shortest(value)));
        }
        if word == "bit" && is_number(value) {
            return Some(Expression::new(format!("b'{value}'")));
        }
        let plain = string(first)?;
        if word == "varbinary" && !is_mariadb && !plain.is_empty() {
            // MySQL shows bytes as such.
            let digits: String = plain.bytes().map(|byte| format!("{byte:02X}")).collect();
            return Some(Expression::new(format!("0x{digits}")));
        }
        return Some(Expression::new(quoted(&plain)));
    }
    if alone && first.kind == TokenKind::Number {
        let number = format!("{sign}{}", first.text);
        if !is_number(&number) {
            return Some(Expression::new(number));
        }
        if is_number_type(word) {
            return Some(Expression::new(shortest(&number)));
        }
        if word == "bit" {
            let value: u64 = number.parse().unwrap_or(0);
            return Some(Expression::new(format!("b'{value:b}'")));
        }
        return Some(Expression::new(quoted(&number)));
    }
    match lower.as_str() {
        "null" => return None,
        "true" => return Some(Expression::new("1")),
        "false" => return Some(Expression::new("0")),
        _ => {}
    }
    Some(moment(text, is_mariadb).unwrap_or_else(|| expression(text)))
}

/// The current time, in the words of the server; none for anything else.
pub(super) fn moment(text: &str, is_mariadb: bool) -> Option<Expression> {
    let mut cursor = Cursor::new(text, Flavour::MySql);
    let word = cursor.next()?.text.to_ascii_lowercase();
    if !["current_timestamp", "now", "localtime", "localtimestamp"].contains(&word.as_str()) {
        return None;
    }
    let digits = cursor.group().unwrap_or_default().trim().to_owned();
    if !cursor.is_at_end() {
        return None;
    }
    Some(Expression::new(match digits.as_str() {
        "" | "0" if is_mariadb => "current_timestamp()".to_owned(),
        "" | "0" => "current_timestamp".to_owned(),
        digits => format!("current_timestamp({digits})"),
    }))
}

fn is_number_type(word: &str) -> bool {
    [
        "tinyint",
        "smallint",
        "mediumint",
        "int",
        "bigint",
        "decimal",
        "float",
        "double",
        "year",
        "integer",
        "numeric",
        "bool",
        "boolean",
        "real",
        "dec",
        "fixed",
    ]
    .contains(&word)
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches('-');
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// `0.00` → `0`: the servers pad a literal to the scale of its column.
fn shortest(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

#[cfg(test)]
mod tests {
    use super::default;

    #[test]
    fn defaults_look_like_the_catalogs() {
        let shown = |text, sql_type| default(text, sql_type, false).map(|e| e.text().to_owned());
        for (text, sql_type, expected) in [
            ("'0.00'", "decimal(10,2)", "0"),
            ("-1", "int", "-1"),
            ("'it\\'s'", "varchar(9)", "'it''s'"),
            ("0", "varchar(9)", "'0'"),
            ("b'0'", "bit(1)", "b'0'"),
            ("5", "bit(3)", "b'101'"),
            ("NOW(3)", "datetime(3)", "current_timestamp(3)"),
            ("CURRENT_TIMESTAMP()", "timestamp", "current_timestamp"),
            ("(uuid())", "char(36)", "uuid()"),
            ("true", "tinyint(1)", "1"),
        ] {
            assert_eq!(shown(text, sql_type).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(shown("NULL", "int"), None);
    }
}
