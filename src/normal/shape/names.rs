//! Names in words: `shipToZip2` and `ship_to_zip_2` are both `ship to zip 2`.

use crate::schema::{Column, DataType};

pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = Kind::Break;
    for c in name.chars() {
        let kind = Kind::of(c);
        let begins = match (last, kind) {
            (_, Kind::Break) => false,
            (Kind::Upper, Kind::Lower) => false,
            (before, now) => before != now,
        };
        if begins {
            words.push(String::new());
        }
        if let (Some(word), false) = (words.last_mut(), kind == Kind::Break) {
            word.extend(c.to_lowercase());
        }
        last = kind;
    }
    words
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Break,
}

impl Kind {
    fn of(c: char) -> Kind {
        match c {
            c if c.is_ascii_digit() => Kind::Digit,
            c if c.is_uppercase() => Kind::Upper,
            c if c.is_alphabetic() => Kind::Lower,
            _ => Kind::Break,
        }
    }
}

/// The name without an ending word, in words joined by `_`; none where it does not end so.
pub fn before(name: &str, ending: &str) -> Option<String> {
    let words = words(name);
    let (last, rest) = words.split_last()?;
    (last == ending && !rest.is_empty()).then(|| rest.join("_"))
}

/// Whether two names mean one thing: the same, or one the plural of the other.
pub fn same_thing(one: &str, other: &str) -> bool {
    singular(one) == singular(other)
}

/// English singulars, as far as names of tables go.
pub fn singular(name: &str) -> String {
    let name = words(name).join("_");
    for (plural, single) in [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")] {
        if let Some(stem) = name.strip_suffix(plural)
            && stem.len() > 1
        {
            return format!("{stem}{single}");
        }
    }
    match name.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u']) => stem.to_owned(),
        _ => name,
    }
}

pub fn is_text(column: &Column) -> bool {
    match &column.data_type {
        DataType::Text | DataType::Varchar { .. } | DataType::Char { .. } => true,
        DataType::Native { sql } => {
            let sql = sql.to_ascii_lowercase();
            sql.contains("text") || sql.contains("char")
        }
        _ => false,
    }
}

pub fn is_integer(column: &Column) -> bool {
    matches!(column.data_type, DataType::SmallInt | DataType::Int | DataType::BigInt)
}

pub fn is_number(column: &Column) -> bool {
    is_integer(column)
        || matches!(column.data_type, DataType::Decimal { .. } | DataType::Real | DataType::Double)
}

/// Whether its values could identify something elsewhere.
pub fn is_identifier(column: &Column) -> bool {
    is_integer(column) || is_text(column) || column.data_type == DataType::Uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart_at_marks_cases_and_digits() {
        assert_eq!(words("shipToZip2"), ["ship", "to", "zip", "2"]);
        assert_eq!(words("ship_to__zip_2"), ["ship", "to", "zip", "2"]);
        assert_eq!(words("ID"), ["id"]);
        assert_eq!(before("customer_name", "name").as_deref(), Some("customer"));
        assert_eq!(before("name", "name"), None);
        assert!(same_thing("categories", "category") && same_thing("boxes", "box"));
        assert!(same_thing("status", "status") && !same_thing("address", "addres"));
    }
}
