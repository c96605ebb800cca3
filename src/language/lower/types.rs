//! Types: SQL's words, their synonyms, and the enums and domains of the design.

use crate::diagnostics::Diagnostic;
use crate::language::ast;
use crate::schema::DataType;
use crate::text::Span;

use super::names::{Declared, ObjectKind, suggest, unknown};
use super::place::{InFile, Word};
use super::rules;
use super::world::{Names, Output};

/// A type as an attribute writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// None where the type is unknown, which is reported.
    pub data_type: Option<DataType>,
    pub span: Span,
    /// `serial` and its like number their rows.
    pub numbered: bool,
}

/// What arguments a type takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
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
    Interval,
    Uuid,
    Json,
}

const TYPES: [(&str, Shape); 18] = [
    ("smallint", Shape::SmallInt),
    ("int", Shape::Int),
    ("bigint", Shape::BigInt),
    ("decimal", Shape::Decimal),
    ("real", Shape::Real),
    ("double", Shape::Double),
    ("boolean", Shape::Boolean),
    ("text", Shape::Text),
    ("varchar", Shape::Varchar),
    ("char", Shape::Char),
    ("bytes", Shape::Bytes),
    ("date", Shape::Date),
    ("time", Shape::Time),
    ("timestamp", Shape::Timestamp),
    ("timestamptz", Shape::TimestampTz),
    ("interval", Shape::Interval),
    ("uuid", Shape::Uuid),
    ("json", Shape::Json),
];

/// Other spellings, and what the language writes.
const SYNONYMS: [(&str, &str); 39] = [
    ("integer", "int"),
    ("int4", "int"),
    ("mediumint", "int"),
    ("int2", "smallint"),
    ("tinyint", "smallint"),
    ("int8", "bigint"),
    ("long", "bigint"),
    ("numeric", "decimal"),
    ("dec", "decimal"),
    ("number", "decimal"),
    ("float", "double"),
    ("float8", "double"),
    ("double precision", "double"),
    ("float4", "real"),
    ("bool", "boolean"),
    ("string", "text"),
    ("clob", "text"),
    ("tinytext", "text"),
    ("mediumtext", "text"),
    ("longtext", "text"),
    ("long text", "text"),
    ("character varying", "varchar"),
    ("national character varying", "varchar"),
    ("nvarchar", "varchar"),
    ("character", "char"),
    ("national character", "char"),
    ("nchar", "char"),
    ("bytea", "bytes"),
    ("blob", "bytes"),
    ("longblob", "bytes"),
    ("binary", "bytes"),
    ("varbinary", "bytes"),
    ("datetime", "timestamp"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("time without time zone", "time"),
    ("jsonb", "json"),
    ("guid", "uuid"),
    ("uniqueidentifier", "uuid"),
];

/// Types that number rows: what the language writes for them.
const SERIALS: [(&str, &str); 3] =
    [("smallserial", "smallint"), ("serial", "int"), ("bigserial", "bigint")];

/// Decimals beyond this precision exist on no server.
const MOST_DIGITS: i32 = 1000;

/// Whether the word is the language's own name of a type, or another spelling of one: an enum or a
/// domain of that name is never meant by it.
pub fn is_type_word(name: &str) -> bool {
    let word = name.to_ascii_lowercase();
    word == "native"
        || word == "ref"
        || shape(&word).is_some()
        || SYNONYMS.iter().any(|(synonym, _)| *synonym == word)
        || SERIALS.iter().any(|(serial, _)| *serial == word)
}

/// Whether the language has words for just this type, its arguments included.
pub fn is_type(data_type: &DataType) -> bool {
    let digits = |precision: &Option<u32>| precision.is_none_or(|digits| digits <= 6);
    let most = MOST_DIGITS as u32;
    match data_type {
        DataType::Decimal { precision, scale } => match (precision, scale) {
            (None, None) => true,
            (Some(p), None) => (1..=most).contains(p),
            (Some(p), Some(s)) => (1..=most).contains(p) && (-MOST_DIGITS..=*p as i32).contains(s),
            (None, Some(_)) => false,
        },
        DataType::Varchar { length } => {
            length.is_none_or(|length| (1..=i32::MAX as u32).contains(&length))
        }
        DataType::Char { length } => (1..=i32::MAX as u32).contains(length),
        DataType::Time { precision }
        | DataType::Timestamp { precision }
        | DataType::TimestampTz { precision } => digits(precision),
        _ => true,
    }
}

/// Reads a type written in `context`.
pub fn read_type(
    node: &ast::Type,
    here: InFile,
    context: Option<&str>,
    names: &Names,
    out: &mut Output,
) -> Written {
    let mut written = Written { data_type: None, span: here.node(node), numbered: false };
    let element = match node.name() {
        Some(path) => named(node, path, here, context, names, &mut written, out),
        None => node.native().map(|text| DataType::native(text.text)),
    };
    let array =
        |element| (0..node.dimensions()).fold(element, |element, _| DataType::array_of(element));
    written.data_type = element.map(array);
    written
}

fn named(
    node: &ast::Type,
    path: ast::Path,
    here: InFile,
    context: Option<&str>,
    names: &Names,
    written: &mut Written,
    out: &mut Output,
) -> Option<DataType> {
    let name = here.span(path.range.clone());
    let arguments = Arguments::of(node, here, name);
    let shown = node.text();
    let word = shown.to_ascii_lowercase();
    let meant = SYNONYMS
        .iter()
        .find(|(synonym, _)| *synonym == word)
        .map_or(word.as_str(), |(_, meant)| meant);
    if let Some((_, meant)) = SERIALS.iter().find(|(serial, _)| *serial == word) {
        written.numbered = true;
        out.report(spelling(&shown, &format!("{meant} identity"), written.span, name));
        return shape(meant).map(fallback);
    }
    if let Some(shape) = shape(meant) {
        if meant != shown {
            out.report(spelling(&shown, meant, written.span, name));
        }
        return Some(build(shape, meant, &arguments, out));
    }
    let data_type = declared(&here.path(path), context, names, out)?;
    if !arguments.given.is_empty() {
        out.report(
            Diagnostic::new(&rules::TYPE_ARGUMENTS, format!("`{data_type}` takes no arguments"))
                .at(arguments.span, "remove these"),
        );
    }
    Some(data_type)
}

/// What stands in parentheses after a type.
struct Arguments {
    given: Vec<String>,
    span: Span,
}

impl Arguments {
    fn of(node: &ast::Type, here: InFile, name: Span) -> Arguments {
        let given = node.arguments();
        let span = given.iter().map(|text| here.span(text.range.clone())).reduce(Span::cover);
        Arguments {
            given: given.into_iter().map(|text| text.text).collect(),
            span: span.unwrap_or(name),
        }
    }
}

fn shape(word: &str) -> Option<Shape> {
    TYPES.iter().find(|(name, _)| *name == word).map(|(_, shape)| *shape)
}

fn spelling(written: &str, canonical: &str, whole: Span, name: Span) -> Diagnostic {
    let finding = Diagnostic::new(
        &rules::TYPE_SPELLING,
        format!("`{written}` is written `{canonical}` here"),
    )
    .at(name, format!("write `{canonical}`"));
    // Words behind the arguments (`timestamp(3) with time zone`) cannot be replaced in one edit.
    if whole == name {
        finding.fix(format!("write `{canonical}`"), name, canonical)
    } else {
        finding
    }
}

/// An enum or a domain.
fn declared(
    parts: &[Word],
    context: Option<&str>,
    names: &Names,
    out: &mut Output,
) -> Option<DataType> {
    let (qualifier, name) = match parts {
        [name] => (None, name),
        [qualifier, name] => (Some(qualifier.text.as_str()), name),
        [first, ..] => (None, first),
        [] => return None,
    };
    let is_type = |kind| matches!(kind, ObjectKind::Enum | ObjectKind::Domain);
    match names.objects.resolve(context, qualifier, &name.text) {
        Some((full, Declared { kind, .. })) if is_type(kind) => {
            Some(DataType::Named { name: full })
        }
        Some((full, Declared { kind, span, .. })) => {
            let finding = Diagnostic::new(
                &rules::UNKNOWN_TYPE,
                format!("`{full}` is {}, not a type", kind.word()),
            )
            .at(name.span, "a type is needed here")
            .at(span, "declared here");
            out.report(match kind {
                ObjectKind::Entity => {
                    finding.help(format!("a reference is written `ref {}`", name.text))
                }
                _ => finding,
            });
            None
        }
        None => {
            out.report(unknown_type(name, qualifier, context, names));
            None
        }
    }
}

fn unknown_type(
    name: &Word,
    qualifier: Option<&str>,
    context: Option<&str>,
    names: &Names,
) -> Diagnostic {
    let message = format!("there is no type `{}`", name.text);
    let is_type = |kind| matches!(kind, ObjectKind::Enum | ObjectKind::Domain);
    let advice = names.objects.advice(context, qualifier, &name.text, is_type);
    let words = TYPES.iter().map(|(word, _)| *word);
    let finding = match advice {
        Some(advice) => advice.give(
            Diagnostic::new(&rules::UNKNOWN_TYPE, message).at(name.span, "no such type"),
            name.span,
        ),
        None => unknown(&rules::UNKNOWN_TYPE, message, name, "no such type", words),
    };
    if finding.help.is_some() {
        return finding;
    }
    let synonym = crate::text::did_you_mean(&name.text, SYNONYMS.iter().map(|(word, _)| *word));
    let meant = SYNONYMS.iter().find(|(word, _)| Some(*word) == synonym).map(|(_, meant)| *meant);
    match meant {
        Some(_) => suggest(finding, meant, name.span),
        None => finding.help(format!(
            "a type that one server alone has is written `native(\"{}\")`, within `only DIALECT {{ … }}` where others are targets too",
            name.text
        )),
    }
}

/// A built-in type with its arguments.
fn build(shape: Shape, word: &str, arguments: &Arguments, out: &mut Output) -> DataType {
    let mut wrong = |message: String| {
        out.report(
            Diagnostic::new(&rules::TYPE_ARGUMENTS, message).at(arguments.span, "these arguments"),
        );
    };
    let numbers: Option<Vec<i32>> = arguments.given.iter().map(|text| text.parse().ok()).collect();
    let Some(numbers) = numbers else {
        wrong(format!("the arguments of `{word}` are whole numbers"));
        return fallback(shape);
    };
    let timed = |wrong: &mut dyn FnMut(String)| match numbers[..] {
        [] => None,
        [digits @ 0..=6] => Some(digits as u32),
        _ => {
            wrong(format!("`{word}` takes 0 to 6 digits of a second"));
            None
        }
    };
    match shape {
        Shape::Varchar | Shape::Char => match numbers[..] {
            [] if shape == Shape::Varchar => DataType::Varchar { length: None },
            [] => DataType::Char { length: 1 },
            [length] if length >= 1 => match shape {
                Shape::Varchar => DataType::Varchar { length: Some(length as u32) },
                _ => DataType::Char { length: length as u32 },
            },
            _ => {
                wrong(format!("`{word}` takes one length of at least 1"));
                fallback(shape)
            }
        },
        Shape::Decimal => match numbers[..] {
            [] => DataType::Decimal { precision: None, scale: None },
            [p @ 1..=MOST_DIGITS] => DataType::Decimal { precision: Some(p as u32), scale: None },
            [p @ 1..=MOST_DIGITS, s] if s <= p && s >= -MOST_DIGITS => {
                DataType::Decimal { precision: Some(p as u32), scale: Some(s) }
            }
            [p @ 1..=MOST_DIGITS, s] => {
                wrong(format!("a `{word}` of {p} digits cannot have {s} of them behind the point"));
                fallback(shape)
            }
            _ => {
                wrong(format!("`{word}` takes a precision from 1 to {MOST_DIGITS} and a scale"));
                fallback(shape)
            }
        },
        Shape::Time => DataType::Time { precision: timed(&mut wrong) },
        Shape::Timestamp => DataType::Timestamp { precision: timed(&mut wrong) },
        Shape::TimestampTz => DataType::TimestampTz { precision: timed(&mut wrong) },
        _ => {
            if !numbers.is_empty() {
                wrong(format!("`{word}` takes no arguments"));
            }
            fallback(shape)
        }
    }
}

/// The type without arguments.
fn fallback(shape: Shape) -> DataType {
    match shape {
        Shape::SmallInt => DataType::SmallInt,
        Shape::Int => DataType::Int,
        Shape::BigInt => DataType::BigInt,
        Shape::Decimal => DataType::Decimal { precision: None, scale: None },
        Shape::Real => DataType::Real,
        Shape::Double => DataType::Double,
        Shape::Boolean => DataType::Boolean,
        Shape::Text => DataType::Text,
        Shape::Varchar => DataType::Varchar { length: None },
        Shape::Char => DataType::Char { length: 1 },
        Shape::Bytes => DataType::Bytes,
        Shape::Date => DataType::Date,
        Shape::Time => DataType::Time { precision: None },
        Shape::Timestamp => DataType::Timestamp { precision: None },
        Shape::TimestampTz => DataType::TimestampTz { precision: None },
        Shape::Interval => DataType::Interval,
        Shape::Uuid => DataType::Uuid,
        Shape::Json => DataType::Json,
    }
}
