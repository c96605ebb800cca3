//! Literals for columns: distinct from row to row, and of the shape that a type wants.

use crate::dialect::Dialect;
use crate::schema::{
    Bound, BoundValue, Column, DataType, IndexTarget, Partitioning, Schema, Table,
};

/// What is known of the values of one table.
pub struct Values<'v> {
    schema: &'v Schema,
    table: &'v Table,
    dialect: Dialect<'v>,
}

/// A text that fits a pattern of `like`, another one for each row; any other literal as it is.
fn fitting(literal: &str, number: usize) -> String {
    match literal.starts_with('\'') && literal.contains('%') {
        true => literal.replace('%', &(number + 1).to_string()).replace('_', "x"),
        false => literal.to_owned(),
    }
}

impl<'v> Values<'v> {
    pub fn new(schema: &'v Schema, table: &'v Table, dialect: Dialect<'v>) -> Values<'v> {
        Values { schema, table, dialect }
    }

    /// A literal for a column; none where the server shall take its default.
    pub fn value(&self, column: &Column, number: usize, attempt: usize) -> Option<String> {
        let is_key = self.keys().iter().any(|key| key.contains(&column.name));
        // What checks and bounds speak of, one after the other, if the plain value was refused.
        let bounds = self.bounds(column);
        if attempt > 0 || !bounds.is_empty() {
            let mut hints = bounds;
            hints.extend(self.hints(column));
            let place = if attempt == 0 { number } else { attempt - 1 + number };
            if !hints.is_empty() && attempt < hints.len() * 2 + 2 {
                return Some(fitting(&hints[place % hints.len()], number));
            }
            if attempt % 3 == 2 && column.nullable && !is_key {
                return Some("null".to_owned());
            }
            // The value of a key has to be known: others refer to it.
            if attempt % 3 == 1 && column.default.is_some() && !is_key {
                return None;
            }
        }
        // Every fifth row shows that nulls survive too.
        if column.nullable && !is_key && number % 5 == 4 {
            return Some("null".to_owned());
        }
        match self.of_type(&column.data_type, number + attempt * 7, 0) {
            Some(value) => Some(value),
            None if column.default.is_some() || column.identity.is_some() => None,
            None if column.nullable => Some("null".to_owned()),
            None => Some(self.text("0")),
        }
    }

    fn keys(&self) -> Vec<&Vec<String>> {
        let primary = self.table.primary_key.iter().map(|key| &key.columns);
        primary.chain(self.table.uniques.iter().map(|unique| &unique.columns)).collect()
    }

    fn text(&self, value: &str) -> String {
        self.dialect.string_literal(value)
    }

    fn of_type(&self, data_type: &DataType, number: usize, depth: usize) -> Option<String> {
        let n = number + 1;
        let day = format!("2026-{:02}-{:02}", number / 28 % 12 + 1, number % 28 + 1);
        Some(match data_type {
            DataType::SmallInt | DataType::Int | DataType::BigInt => n.to_string(),
            DataType::Decimal { precision, scale } => {
                let whole = precision
                    .map_or(9, |precision| i64::from(precision) - i64::from(scale.unwrap_or(0)));
                match whole {
                    i64::MIN..=0 => "0".to_owned(),
                    whole => (n as u64 % 10u64.saturating_pow(whole.min(9) as u32)).to_string(),
                }
            }
            DataType::Real | DataType::Double => format!("{n}.5"),
            DataType::Boolean => if number.is_multiple_of(2) { "true" } else { "false" }.to_owned(),
            DataType::Text | DataType::Varchar { length: None } => self.text(&format!("text {n}")),
            DataType::Varchar { length: Some(length) } => {
                self.text(&shortened(&format!("text {n}"), n, *length))
            }
            DataType::Char { length } => self.text(&shortened(&format!("text {n}"), n, *length)),
            DataType::Bytes => self.text(&format!("b{n}")),
            DataType::Date => self.text(&day),
            DataType::Time { .. } => {
                self.text(&format!("{:02}:{:02}:00", number % 24, number / 24 % 60))
            }
            DataType::Timestamp { .. } => self.text(&format!("{day} 12:00:00")),
            DataType::TimestampTz { .. } => self.text(&format!("{day} 12:00:00")),
            DataType::Interval => self.text(&format!("{n} days")),
            DataType::Uuid => self.text(&format!("00000000-0000-4000-8000-{n:012}")),
            DataType::Json => self.text(&format!("{{\"n\": {n}}}")),
            DataType::Array { .. } => self.text("{}"),
            DataType::Named { name } => {
                if let Some(found) = self.schema.enums.iter().find(|one| one.name == *name) {
                    return found
                        .values
                        .get(number % found.values.len().max(1))
                        .map(|value| self.text(value));
                }
                let domain = self.schema.domains.iter().find(|one| one.name == *name)?;
                if depth > 8 {
                    return None;
                }
                let texts: Vec<&str> =
                    domain.checks.iter().map(|check| check.expression.text()).collect();
                let hints = literals(&texts.join(" "));
                match number / 7 {
                    round if round > 0 && !hints.is_empty() => hints[round % hints.len()].clone(),
                    _ => self.of_type(&domain.data_type, number, depth + 1)?,
                }
            }
            DataType::Native { sql } => return self.native(sql, number),
        })
    }

    fn native(&self, sql: &str, number: usize) -> Option<String> {
        let n = number + 1;
        let lower = sql.to_lowercase();
        let word = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        Some(match word {
            "enum" | "set" => {
                let values = literals(sql);
                values.get(number % values.len().max(1))?.clone()
            }
            "inet" | "cidr" => self.text(&format!("10.0.{}.{}", n / 250 % 250, n % 250)),
            "macaddr" => self.text(&format!("08:00:2b:01:{:02x}:{:02x}", n / 256 % 256, n % 256)),
            "money" | "oid" | "tinyint" | "mediumint" | "year" | "serial" => {
                (n % 100 + 1).to_string()
            }
            "bit" | "varbit" => return None,
            "int" | "integer" | "bigint" | "smallint" | "decimal" | "numeric" | "float"
            | "double" | "real" => n.to_string(),
            "tsvector" | "citext" | "name" | "xml" | "ltree" | "hstore" => self.text(""),
            "datetime" | "timestamp" => self.text(&format!("2026-01-{:02} 12:00:00", n % 28 + 1)),
            "time" => self.text("12:00:00"),
            "date" => self.text(&format!("2026-01-{:02}", n % 28 + 1)),
            "json" | "jsonb" => self.text("{}"),
            "point" => self.text(&format!("({n},{n})")),
            "blob" | "binary" | "varbinary" | "tinyblob" | "mediumblob" | "longblob" => {
                self.text(&format!("{n}"))
            }
            "tinytext" | "mediumtext" | "longtext" | "text" | "varchar" | "char" | "clob" => {
                self.text(&format!("t{n}"))
            }
            _ if word.ends_with("range") => self.text("empty"),
            _ => return None,
        })
    }

    /// The literals in checks that name the column, and numbers beside them.
    fn hints(&self, column: &Column) -> Vec<String> {
        let names = |text: &str| crate::sql::identifiers(text).any(|word| word == column.name);
        let texts: Vec<&str> = self
            .table
            .checks
            .iter()
            .map(|check| check.expression.text())
            .filter(|text| names(text))
            .collect();
        literals(&texts.join(" "))
    }

    /// The values that a partition's bounds begin with, of a column that is the key.
    fn bounds(&self, column: &Column) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(partitioning) = &self.table.partitioning {
            gather(partitioning, column, &mut found);
        }
        found
    }
}

fn gather(partitioning: &Partitioning, column: &Column, found: &mut Vec<String>) {
    let place = partitioning
        .keys
        .iter()
        .position(|key| matches!(&key.target, IndexTarget::Column(name) if *name == column.name));
    for partition in &partitioning.partitions {
        if let Some(place) = place {
            match &partition.bound {
                Bound::Range { from, .. } => {
                    if let Some(BoundValue::Value(value)) = from.get(place) {
                        found.push(value.text().to_owned());
                    }
                }
                Bound::List { values } => {
                    found.extend(values.iter().filter_map(|value| match value {
                        BoundValue::Value(value) => Some(value.text().to_owned()),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        if let Some(inner) = &partition.partitioning {
            gather(inner, column, found);
        }
    }
}

/// What fits into a length and still differs from row to row.
fn shortened(text: &str, n: usize, length: u32) -> String {
    let length = length as usize;
    if text.len() <= length {
        return text.to_owned();
    }
    let digits = n.to_string();
    if digits.len() <= length {
        return digits;
    }
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    char::from(LETTERS[n % 26]).to_string().repeat(length.min(1))
}

/// Strings and numbers of a text, each number with its neighbours.
fn literals(text: &str) -> Vec<String> {
    use crate::sql::cursor::{Flavour, TokenKind, tokens};
    let mut found = Vec::new();
    for token in tokens(text, Flavour::Postgres) {
        match token.kind {
            TokenKind::Text => found.push(token.text.to_owned()),
            TokenKind::Number => {
                found.push(token.text.to_owned());
                if let Ok(number) = token.text.parse::<i64>() {
                    found.push((number.saturating_add(1)).to_string());
                    found.push((number.saturating_sub(1)).to_string());
                }
            }
            _ => {}
        }
    }
    found.dedup();
    found
}
