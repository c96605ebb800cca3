//! Types as SQL writes them, neutral where they are.

use crate::schema::{DataType, QualifiedName};

/// Reads the type of a cast: `int`, `double precision`, `timestamp(3) with time zone`, `text[]`.
///
/// What is no neutral type is a [`DataType::Named`]: a type of the schema's own, as far as the text
/// can tell. None where the text is no type at all.
pub fn parse_type(text: &str) -> Option<DataType> {
    let text = text.trim();
    if let Some(element) = text.strip_suffix(']').and_then(|rest| rest.trim_end().strip_suffix('['))
    {
        return Some(DataType::array_of(parse_type(element)?));
    }
    if text.starts_with('"') || text.contains('.') {
        return named(text);
    }
    let (words, arguments) = split(text)?;
    let number = |n: usize| arguments.get(n).and_then(|value| u32::try_from(*value).ok());
    let precision = number(0);
    let plain = |data_type: DataType| arguments.is_empty().then_some(data_type);
    match words.as_str() {
        "smallint" | "int2" => plain(DataType::SmallInt),
        "int" | "integer" | "int4" => plain(DataType::Int),
        "bigint" | "int8" => plain(DataType::BigInt),
        "decimal" | "numeric" | "dec" => {
            let scale = match arguments.get(1) {
                Some(scale) => Some(i32::try_from(*scale).ok()?),
                None => None,
            };
            Some(DataType::Decimal { precision, scale })
        }
        "real" | "float4" => plain(DataType::Real),
        "double precision" | "double" | "float8" | "float" => plain(DataType::Double),
        "boolean" | "bool" => plain(DataType::Boolean),
        "text" => plain(DataType::Text),
        "varchar" | "character varying" => Some(DataType::Varchar { length: precision }),
        "char" | "character" => Some(DataType::Char { length: precision.unwrap_or(1) }),
        "bytes" | "bytea" => plain(DataType::Bytes),
        "date" => plain(DataType::Date),
        "time" | "time without time zone" => Some(DataType::Time { precision }),
        "timestamp" | "timestamp without time zone" => Some(DataType::Timestamp { precision }),
        "timestamptz" | "timestamp with time zone" => Some(DataType::TimestampTz { precision }),
        "interval" => plain(DataType::Interval),
        "uuid" => plain(DataType::Uuid),
        "json" | "jsonb" => plain(DataType::Json),
        _ if !words.contains(' ') && arguments.is_empty() => named(text),
        _ => Some(DataType::native(text)),
    }
}

/// The words in lower case, and the numbers in brackets.
fn split(text: &str) -> Option<(String, Vec<i64>)> {
    let (before, arguments, behind) = match text.split_once('(') {
        Some((before, rest)) => {
            let (inside, behind) = rest.split_once(')')?;
            (before, inside, behind)
        }
        None => (text, "", ""),
    };
    let mut numbers = Vec::new();
    for argument in arguments.split(',').map(str::trim).filter(|argument| !argument.is_empty()) {
        numbers.push(argument.parse().ok()?);
    }
    let words: Vec<String> =
        before.split_whitespace().chain(behind.split_whitespace()).map(str::to_lowercase).collect();
    (!words.is_empty()).then(|| (words.join(" "), numbers))
}

/// `billing."Money"`.
fn named(text: &str) -> Option<DataType> {
    let parts: Vec<String> =
        text.split('.').map(|part| part.trim().trim_matches('"').to_owned()).collect();
    let name = match parts.as_slice() {
        [name] => QualifiedName::bare(name.clone()),
        [namespace, name] => QualifiedName::new(Some(namespace), name.clone()),
        _ => return None,
    };
    (!name.name.is_empty()).then_some(DataType::Named { name })
}

#[cfg(test)]
mod tests {
    use super::parse_type;

    #[test]
    fn types_are_read_as_sql_and_postgres_write_them() {
        for (written, meant) in [
            ("INT", "int"),
            ("double  precision", "double"),
            ("numeric(12, 2)", "decimal(12,2)"),
            ("character varying ( 20 )", "varchar(20)"),
            ("timestamp(3) with time zone", "timestamptz(3)"),
            ("timestamp without time zone", "timestamp"),
            ("text[] []", "text[][]"),
            ("order_status", "order_status"),
            ("billing.\"Money\"", "billing.Money"),
            ("char", "char(1)"),
            ("bit varying(3)", "native(\"bit varying(3)\")"),
        ] {
            assert_eq!(
                parse_type(written).map(|t| t.to_string()).as_deref(),
                Some(meant),
                "{written}"
            );
        }
        assert_eq!(parse_type(""), None);
        assert_eq!(parse_type("varchar(x)"), None);
    }
}
