//! Types, by the names that the server prints.

use super::Reader;
use super::tree::{self, Kind, Node};
use crate::schema::{DataType, QualifiedName};

/// Whether a node is a type.
pub(super) fn is_type(node: &Node) -> bool {
    matches!(
        node.kind(),
        Kind::PATH_TYPE
            | Kind::ARRAY_TYPE
            | Kind::VARCHAR_TYPE
            | Kind::CHARACTER_TYPE
            | Kind::BIT_TYPE
            | Kind::BIT_VARYING_TYPE
            | Kind::DOUBLE_TYPE
            | Kind::TIME_TYPE
            | Kind::TIMESTAMP_TYPE
            | Kind::INTERVAL_TYPE
            | Kind::PERCENT_TYPE
    )
}

/// The first type among the children.
pub(super) fn type_of(node: &Node) -> Option<Node> {
    node.children().find(is_type)
}

impl Reader<'_> {
    /// The type that a node is. One that may be the schema's own is `Named` until all is read.
    pub fn data_type(&self, node: &Node) -> DataType {
        if node.kind() == Kind::ARRAY_TYPE {
            let element = type_of(node).map(|element| self.data_type(&element));
            return match element {
                Some(nested @ DataType::Array { .. }) => nested,
                Some(element) => DataType::array_of(element),
                None => DataType::native(tree::text(node)),
            };
        }
        if node.kind() != Kind::PATH_TYPE {
            return self.dialect.lift_type(&usual(&tree::tokens(node)));
        }
        let Some(path) = tree::child(node, Kind::PATH_REF) else {
            return DataType::native(tree::text(node));
        };
        let names = tree::names(&path);
        let name = match names.as_slice() {
            [namespace, name] if namespace == "pg_catalog" => return self.built_in(name, node),
            [namespace, name] => QualifiedName::new(Some(namespace), name.clone()),
            [name] => {
                let is_quoted = tree::text(&path).starts_with('"');
                let known = match is_quoted {
                    true => DataType::native(format!("\"{name}\"")),
                    false => self.built_in(name, node),
                };
                let arguments = tree::child(node, Kind::ARG_LIST).is_some();
                match known {
                    DataType::Native { .. } if !arguments && !NATIVE.contains(&name.as_str()) => {
                        QualifiedName::bare(name.clone())
                    }
                    known => return known,
                }
            }
            _ => return DataType::native(tree::text(node)),
        };
        match tree::child(node, Kind::ARG_LIST) {
            // A type of an extension, with its own arguments.
            Some(arguments) => {
                let bare = tree::name(&name.name);
                DataType::native(format!("{bare}{}", tree::text(&arguments)))
            }
            None => DataType::Named { name },
        }
    }

    fn built_in(&self, name: &str, node: &Node) -> DataType {
        if let Some(element) = name.strip_prefix('_') {
            return DataType::array_of(self.built_in(element, node));
        }
        let arguments = tree::child(node, Kind::ARG_LIST).map(|list| tree::text(&list));
        let mut words = vec![name.to_owned()];
        words.extend(arguments);
        self.dialect.lift_type(&usual(&words))
    }

    /// The type as `format_type` prints it, without its modifiers: how routines name their arguments.
    pub fn printed_type(&self, data_type: &DataType) -> String {
        match data_type {
            DataType::SmallInt => "smallint".to_owned(),
            DataType::Int => "integer".to_owned(),
            DataType::BigInt => "bigint".to_owned(),
            DataType::Decimal { .. } => "numeric".to_owned(),
            DataType::Real => "real".to_owned(),
            DataType::Double => "double precision".to_owned(),
            DataType::Boolean => "boolean".to_owned(),
            DataType::Text => "text".to_owned(),
            DataType::Varchar { .. } => "character varying".to_owned(),
            DataType::Char { .. } => "character".to_owned(),
            DataType::Bytes => "bytea".to_owned(),
            DataType::Date => "date".to_owned(),
            DataType::Time { .. } => "time without time zone".to_owned(),
            DataType::Timestamp { .. } => "timestamp without time zone".to_owned(),
            DataType::TimestampTz { .. } => "timestamp with time zone".to_owned(),
            DataType::Interval => "interval".to_owned(),
            DataType::Uuid => "uuid".to_owned(),
            DataType::Json => "jsonb".to_owned(),
            DataType::Array { element } => format!("{}[]", self.printed_type(element)),
            DataType::Named { name } => {
                let public = name.namespace.as_deref() == Some(super::DEFAULT_NAMESPACE);
                let name = if public { QualifiedName::bare(&name.name) } else { name.clone() };
                self.dialect.qualified(&name)
            }
            DataType::Native { sql } => match sql.split_once('(') {
                Some((before, rest)) => {
                    let behind = rest.split_once(')').map_or("", |(_, behind)| behind);
                    format!("{before}{behind}")
                }
                None => sql.clone(),
            },
        }
    }
}

/// Types of the server that have no neutral name: a schema's own of the same name would need quotes
/// or its namespace.
const NATIVE: [&str; 40] = [
    "json",
    "xml",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "money",
    "bit",
    "varbit",
    "name",
    "oid",
    "regclass",
    "regproc",
    "regprocedure",
    "regtype",
    "regrole",
    "regnamespace",
    "tsvector",
    "tsquery",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "timetz",
    "pg_lsn",
    "record",
    "trigger",
    "void",
    "anyelement",
    "anyarray",
    "bpchar",
];

/// The spelling of the catalog for one of a person.
fn usual(words: &[String]) -> String {
    let text = words.join(" ").to_lowercase();
    let text = text.strip_prefix("setof ").unwrap_or(&text);
    let text = text.replace("national ", "").replace("pg_catalog . ", "");
    let (head, rest) = match text.split_once(' ') {
        Some((head, rest)) => (head, format!(" {rest}")),
        None => (text.as_str(), String::new()),
    };
    match (head, rest.as_str()) {
        ("char" | "nchar" | "character", rest) if rest.starts_with(" varying") => {
            format!("character varying{}", &rest[" varying".len()..])
        }
        ("nchar", rest) => format!("character{rest}"),
        ("varbit", rest) => format!("bit varying{rest}"),
        ("bit", "") => "bit(1)".to_owned(),
        ("dec", rest) => format!("numeric{rest}"),
        ("timetz", rest) => format!("time{rest} with time zone"),
        ("float", "") => "double precision".to_owned(),
        ("float", rest) => {
            let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
            let is_real = digits.parse::<u32>().is_ok_and(|digits| digits <= 24);
            (if is_real { "real" } else { "double precision" }).to_owned()
        }
        _ => text,
    }
}
