//! What a change of type asks of the rows.

use super::Reader;
use crate::dialect::Capability;
use crate::hazard::kind::Kind;
use crate::schema::{Column, DataType, QualifiedName};
use crate::sql::cursor::split_list;

/// How a new type stands to the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Widening {
    Same,
    /// Every value is the same, and lies there as it did.
    Free,
    /// Every value fits, in another form.
    Rewrite,
    /// A value may not fit, or loses something.
    Narrows,
}

impl Reader<'_> {
    /// Of PostgreSQL's types, whose longer forms hold the shorter ones as they lie.
    pub fn widening(&self, old: &DataType, new: &DataType) -> Widening {
        use DataType::{Char, Decimal, Int, SmallInt, Text, Timestamp, TimestampTz, Varchar};
        if old == new {
            return Widening::Same;
        }
        let longer = |old: &Option<u32>, new: &Option<u32>| match (old, new) {
            (_, None) => Widening::Free,
            (Some(old), Some(new)) if old <= new => Widening::Free,
            _ => Widening::Narrows,
        };
        let digits = self.dialect.defaults().time_precision;
        let finer = |old: &Option<u32>, new: &Option<u32>| {
            longer(&Some(old.unwrap_or(digits)), &Some(new.unwrap_or(digits)))
        };
        match (old, new) {
            (Varchar { length: old }, Varchar { length: new }) => longer(old, new),
            (Varchar { .. }, Text) | (Text, Varchar { length: None }) => Widening::Free,
            (Text, Varchar { length: Some(_) }) => Widening::Narrows,
            (Char { .. }, Text | Varchar { length: None }) => Widening::Rewrite,
            (Char { length: old }, Char { length: new } | Varchar { length: Some(new) })
                if old <= new =>
            {
                Widening::Rewrite
            }
            (Decimal { .. }, Decimal { precision: None, .. }) => Widening::Free,
            (
                Decimal { precision: Some(old), scale },
                Decimal { precision: Some(new), scale: new_scale },
            ) => {
                let (scale, new_scale) = (scale.unwrap_or(0), new_scale.unwrap_or(0));
                let whole = |precision: u32, scale: i32| i64::from(precision) - i64::from(scale);
                match () {
                    () if scale == new_scale && old <= new => Widening::Free,
                    () if new_scale >= scale && whole(*new, new_scale) >= whole(*old, scale) => {
                        Widening::Rewrite
                    }
                    () => Widening::Narrows,
                }
            }
            (Timestamp { precision: old }, Timestamp { precision: new })
            | (TimestampTz { precision: old }, TimestampTz { precision: new }) => finer(old, new),
            (SmallInt, Int | DataType::BigInt | Decimal { precision: None, .. })
            | (Int, DataType::BigInt | Decimal { precision: None, .. })
            | (DataType::BigInt, Decimal { precision: None, .. })
            | (DataType::Real, DataType::Double)
            | (DataType::Date, Timestamp { .. } | TimestampTz { .. })
            | (Timestamp { .. }, TimestampTz { .. })
            | (TimestampTz { .. }, Timestamp { .. })
            | (DataType::Named { .. }, Text | Varchar { length: None })
            | (
                SmallInt
                | Int
                | DataType::BigInt
                | DataType::Uuid
                | DataType::Json
                | DataType::Boolean,
                Text,
            ) => Widening::Rewrite,
            (DataType::Native { sql: old }, DataType::Native { sql: new })
                if old == "cidr" && new == "inet" =>
            {
                Widening::Free
            }
            (DataType::Native { sql: old }, DataType::Json) if old == "json" => Widening::Rewrite,
            _ => Widening::Narrows,
        }
    }

    /// Of types that are stored by their length's own length: only a varchar grows in place.
    pub fn redefined(&self, table: &QualifiedName, known: &Column, new: &DataType) -> Widening {
        if known.data_type == *new {
            return Widening::Same;
        }
        if let (DataType::Varchar { length: Some(old) }, DataType::Varchar { length: Some(new) }) =
            (&known.data_type, new)
        {
            let width = self.bytes_of_character(table, known);
            let short = |length: u32| length.saturating_mul(width) <= 255;
            return match () {
                () if new < old => Widening::Narrows,
                () if short(*old) == short(*new) => Widening::Free,
                () => Widening::Rewrite,
            };
        }
        match self.widening(&known.data_type, new) {
            Widening::Narrows => Widening::Narrows,
            _ => Widening::Rewrite,
        }
    }

    fn bytes_of_character(&self, table: &QualifiedName, column: &Column) -> u32 {
        let of_table = self.table(table).and_then(|table| table.options.get("charset"));
        let charset = column.options.get("charset").or(of_table);
        let known = charset.and_then(|charset| self.dialect.data.charsets.get(charset));
        known.copied().unwrap_or(4)
    }

    /// A list of values inside of the type: none where it is no such type, nothing where it stays.
    pub fn enum_change(&self, old: &DataType, new: &DataType) -> Option<Option<Kind>> {
        if !self.dialect.has(Capability::InlineEnums) {
            return None;
        }
        let (DataType::Native { sql: old }, DataType::Native { sql: new }) = (old, new) else {
            return None;
        };
        let values = |sql: &str| -> Option<(String, Vec<String>)> {
            let (word, rest) = sql.split_once('(')?;
            let word = word.trim().to_lowercase();
            let inner = rest.trim_end().strip_suffix(')')?;
            let is_list = word == "enum" || word == "set";
            let list = split_list(inner, self.flavour).into_iter().map(str::to_owned).collect();
            is_list.then_some((word, list))
        };
        let ((old_word, old), (new_word, new)) = (values(old)?, values(new)?);
        Some(match () {
            () if old_word != new_word => Some(Kind::SetType),
            () if old == new => None,
            () if new.starts_with(&old) => Some(Kind::AppendEnumValue),
            () => Some(Kind::ChangeEnumValues),
        })
    }
}
