//! The data side of the type map.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::Version;
use super::lift::normal;
use crate::schema::DataType;

/// The neutral types by name. Where two are spelled alike, reading back takes the first in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeName {
    SmallInt,
    Int,
    BigInt,
    Decimal,
    Real,
    Double,
    Boolean,
    Text,
    Varchar,
    Char,
    Bytes,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
    Json,
    Interval,
    Array,
}

/// What each neutral type is spelled as.
pub type TypeMap = BTreeMap<TypeName, TypeForms>;

/// The forms of one type; the first that fits its arguments and the version is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeForms(pub Vec<TypeForm>);

/// One way to spell a type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeForm {
    #[serde(default)]
    pub since: Option<Version>,
    #[serde(default)]
    pub until: Option<Version>,
    /// Arguments a type must have for this form, besides those in `sql`.
    #[serde(default)]
    pub given: Vec<Argument>,
    /// The largest arguments this form can take.
    #[serde(default)]
    pub max: BTreeMap<Argument, i64>,
    /// With `{length}`, `{precision}`, `{scale}` or `{element}`; none: there is no form.
    #[serde(default)]
    pub sql: Option<String>,
    /// Why there is none.
    #[serde(default)]
    pub missing: Option<String>,
    /// What the server's own catalog or other people call this form.
    #[serde(default)]
    pub also: Vec<Alias>,
    /// What is lost.
    #[serde(default)]
    pub loss: Option<String>,
    /// The size in an index key.
    #[serde(default)]
    pub bytes: Option<Bytes>,
    /// What is read as this form: `sql` and `also`, in their normal spelling.
    #[serde(skip)]
    pub(super) patterns: Vec<Alias>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Argument {
    Length,
    Precision,
    Scale,
}

/// The arguments of a type, by name.
pub type Arguments = BTreeMap<Argument, i64>;

/// Another spelling of a form, with the arguments it implies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    pub sql: String,
    pub implies: Arguments,
}

/// How many bytes a value takes in an index key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Bytes {
    Fixed(u32),
    By(BytesBy),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BytesBy {
    /// Length times the widest character of the character set.
    Characters,
    /// The length itself.
    Length,
    /// Packed decimal: four bytes for nine digits, on each side of the point.
    Digits,
}

/// A type without a neutral name whose size is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeType {
    pub sql: String,
    pub bytes: Bytes,
}

impl TypeForm {
    /// Works out what is read as this form. Called once, when a dialect is loaded.
    pub(in super::super) fn prepare(&mut self) {
        let own = self.sql.iter().map(|sql| Alias { sql: normal(sql), implies: Arguments::new() });
        let others =
            self.also.iter().map(|alias| Alias { sql: normal(&alias.sql), ..alias.clone() });
        self.patterns = own.chain(others).collect();
    }

    pub fn is_at(&self, version: Version) -> bool {
        self.since.is_none_or(|since| since <= version)
            && self.until.is_none_or(|until| version < until)
    }

    /// Whether the form has a place, or a reason, for these arguments.
    pub fn fits(&self, arguments: &Arguments) -> bool {
        let needed = |argument: &Argument| {
            self.given.contains(argument)
                || self.sql.as_ref().is_some_and(|sql| sql.contains(argument.placeholder()))
        };
        [Argument::Length, Argument::Precision, Argument::Scale]
            .iter()
            .all(|argument| !needed(argument) || arguments.contains_key(argument))
            && self
                .max
                .iter()
                .all(|(argument, max)| arguments.get(argument).is_none_or(|value| value <= max))
    }
}

impl Argument {
    pub fn placeholder(self) -> &'static str {
        match self {
            Argument::Length => "{length}",
            Argument::Precision => "{precision}",
            Argument::Scale => "{scale}",
        }
    }
}

impl TypeName {
    /// The name and arguments of a type; none for those a schema or one server defines.
    pub fn of(data_type: &DataType) -> Option<(TypeName, Arguments)> {
        let bare = |name| (name, Arguments::new());
        let timed = |name, precision: &Option<u32>| {
            (
                name,
                precision.iter().map(|digits| (Argument::Precision, i64::from(*digits))).collect(),
            )
        };
        Some(match data_type {
            DataType::SmallInt => bare(TypeName::SmallInt),
            DataType::Int => bare(TypeName::Int),
            DataType::BigInt => bare(TypeName::BigInt),
            DataType::Decimal { precision, scale } => {
                let mut arguments = Arguments::new();
                if let Some(precision) = precision {
                    arguments.insert(Argument::Precision, i64::from(*precision));
                    // SQL's own rule: without a scale there are no digits behind the point.
                    arguments.insert(Argument::Scale, i64::from(scale.unwrap_or(0)));
                }
                (TypeName::Decimal, arguments)
            }
            DataType::Real => bare(TypeName::Real),
            DataType::Double => bare(TypeName::Double),
            DataType::Boolean => bare(TypeName::Boolean),
            DataType::Text => bare(TypeName::Text),
            DataType::Varchar { length } => (
                TypeName::Varchar,
                length.iter().map(|length| (Argument::Length, i64::from(*length))).collect(),
            ),
            DataType::Char { length } => {
                (TypeName::Char, Arguments::from([(Argument::Length, i64::from(*length))]))
            }
            DataType::Bytes => bare(TypeName::Bytes),
            DataType::Date => bare(TypeName::Date),
            DataType::Time { precision } => timed(TypeName::Time, precision),
            DataType::Timestamp { precision } => timed(TypeName::Timestamp, precision),
            DataType::TimestampTz { precision } => timed(TypeName::TimestampTz, precision),
            DataType::Interval => bare(TypeName::Interval),
            DataType::Uuid => bare(TypeName::Uuid),
            DataType::Json => bare(TypeName::Json),
            DataType::Array { .. } => bare(TypeName::Array),
            DataType::Named { .. } | DataType::Native { .. } => return None,
        })
    }

    /// The type of this name with these arguments; none where they do not make one.
    pub fn with(self, arguments: &Arguments) -> Option<DataType> {
        let number = |argument: Argument| {
            arguments.get(&argument).and_then(|value| u32::try_from(*value).ok())
        };
        let precision = number(Argument::Precision);
        Some(match self {
            TypeName::SmallInt => DataType::SmallInt,
            TypeName::Int => DataType::Int,
            TypeName::BigInt => DataType::BigInt,
            TypeName::Decimal => DataType::Decimal {
                precision,
                scale: arguments.get(&Argument::Scale).and_then(|value| i32::try_from(*value).ok()),
            },
            TypeName::Real => DataType::Real,
            TypeName::Double => DataType::Double,
            TypeName::Boolean => DataType::Boolean,
            TypeName::Text => DataType::Text,
            TypeName::Varchar => DataType::Varchar { length: number(Argument::Length) },
            TypeName::Char => DataType::Char { length: number(Argument::Length)? },
            TypeName::Bytes => DataType::Bytes,
            TypeName::Date => DataType::Date,
            TypeName::Time => DataType::Time { precision },
            TypeName::Timestamp => DataType::Timestamp { precision },
            TypeName::TimestampTz => DataType::TimestampTz { precision },
            TypeName::Uuid => DataType::Uuid,
            TypeName::Json => DataType::Json,
            TypeName::Interval => DataType::Interval,
            TypeName::Array => return None,
        })
    }

    /// As the entity language and the keys of `dialect.toml` write it.
    pub fn key(self) -> &'static str {
        match self {
            TypeName::SmallInt => "smallint",
            TypeName::Int => "int",
            TypeName::BigInt => "bigint",
            TypeName::Decimal => "decimal",
            TypeName::Real => "real",
            TypeName::Double => "double",
            TypeName::Boolean => "boolean",
            TypeName::Text => "text",
            TypeName::Varchar => "varchar",
            TypeName::Char => "char",
            TypeName::Bytes => "bytes",
            TypeName::Date => "date",
            TypeName::Time => "time",
            TypeName::Timestamp => "timestamp",
            TypeName::TimestampTz => "timestamptz",
            TypeName::Uuid => "uuid",
            TypeName::Json => "json",
            TypeName::Interval => "interval",
            TypeName::Array => "array",
        }
    }
}

/// In `dialect.toml`: a spelling, a table, or a list of tables.
impl<'de> Deserialize<'de> for TypeForms {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<TypeForms, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "a spelling, or tables of sql, also, given, max, loss, bytes, since, until and missing"
        )]
        enum Written {
            Sql(String),
            One(TypeForm),
            Many(Vec<TypeForm>),
        }
        Ok(TypeForms(match Written::deserialize(deserializer)? {
            Written::Sql(sql) => vec![TypeForm { sql: Some(sql), ..TypeForm::default() }],
            Written::One(form) => vec![form],
            Written::Many(forms) => forms,
        }))
    }
}

/// In `dialect.toml`: a spelling, or a table of `sql` and the arguments it implies.
impl<'de> Deserialize<'de> for Alias {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Alias, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Implying {
            sql: String,
            length: Option<i64>,
            precision: Option<i64>,
            scale: Option<i64>,
        }
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a spelling, or { sql, length, precision, scale }")]
        enum Written {
            Sql(String),
            Implying(Implying),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Sql(sql) => Alias { sql, implies: Arguments::new() },
            Written::Implying(Implying { sql, length, precision, scale }) => {
                let implied = [
                    (Argument::Length, length),
                    (Argument::Precision, precision),
                    (Argument::Scale, scale),
                ];
                let implies =
                    implied.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
                Alias { sql, implies }
            }
        })
    }
}
