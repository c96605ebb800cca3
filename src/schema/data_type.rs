use std::fmt;

use serde::{Deserialize, Serialize};

use super::QualifiedName;

/// A column type. Each dialect's table says what a server makes of it and what is lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataType {
    SmallInt,
    Int,
    BigInt,
    /// Without arguments: any precision, where a server has that.
    Decimal {
        precision: Option<u32>,
        scale: Option<i32>,
    },
    Real,
    Double,
    Boolean,
    Text,
    /// Length in characters; none means unbounded.
    Varchar {
        length: Option<u32>,
    },
    Char {
        length: u32,
    },
    Bytes,
    Date,
    /// Fractional digits of seconds; none means the server's own default.
    Time {
        precision: Option<u32>,
    },
    Timestamp {
        precision: Option<u32>,
    },
    TimestampTz {
        precision: Option<u32>,
    },
    Interval,
    Uuid,
    Json,
    Array {
        element: Box<DataType>,
    },
    /// An enum, domain, composite or range type of the schema.
    Named {
        name: QualifiedName,
    },
    /// A type of one server, as that server spells it.
    Native {
        sql: String,
    },
}

impl DataType {
    /// How PostgreSQL stores the values of a type when nothing is said (`typstorage` of its catalog `pg_type`).
    pub fn usual_storage(&self) -> &'static str {
        match self {
            DataType::SmallInt
            | DataType::Int
            | DataType::BigInt
            | DataType::Real
            | DataType::Double
            | DataType::Boolean
            | DataType::Date
            | DataType::Time { .. }
            | DataType::Timestamp { .. }
            | DataType::TimestampTz { .. }
            | DataType::Interval
            | DataType::Uuid => "plain",
            DataType::Decimal { .. } => "main",
            _ => "extended",
        }
    }

    pub fn native(sql: impl Into<String>) -> DataType {
        DataType::Native { sql: sql.into() }
    }

    pub fn array_of(element: DataType) -> DataType {
        DataType::Array { element: Box::new(element) }
    }
}

/// As the entity language writes it.
impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timed =
            |f: &mut fmt::Formatter<'_>, word: &str, precision: &Option<u32>| match precision {
                Some(digits) => write!(f, "{word}({digits})"),
                None => f.write_str(word),
            };
        match self {
            DataType::SmallInt => f.write_str("smallint"),
            DataType::Int => f.write_str("int"),
            DataType::BigInt => f.write_str("bigint"),
            DataType::Decimal { precision: Some(p), scale: Some(s) } => {
                write!(f, "decimal({p},{s})")
            }
            DataType::Decimal { precision: Some(p), scale: None } => write!(f, "decimal({p})"),
            DataType::Decimal { .. } => f.write_str("decimal"),
            DataType::Real => f.write_str("real"),
            DataType::Double => f.write_str("double"),
            DataType::Boolean => f.write_str("boolean"),
            DataType::Text => f.write_str("text"),
            DataType::Varchar { length: Some(n) } => write!(f, "varchar({n})"),
            DataType::Varchar { length: None } => f.write_str("varchar"),
            DataType::Char { length } => write!(f, "char({length})"),
            DataType::Bytes => f.write_str("bytes"),
            DataType::Date => f.write_str("date"),
            DataType::Time { precision } => timed(f, "time", precision),
            DataType::Timestamp { precision } => timed(f, "timestamp", precision),
            DataType::TimestampTz { precision } => timed(f, "timestamptz", precision),
            DataType::Interval => f.write_str("interval"),
            DataType::Uuid => f.write_str("uuid"),
            DataType::Json => f.write_str("json"),
            DataType::Array { element } => write!(f, "{element}[]"),
            DataType::Named { name } => write!(f, "{name}"),
            DataType::Native { sql } => write!(f, "native({:?})", sql),
        }
    }
}
