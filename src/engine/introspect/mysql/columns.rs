//! Columns, with their defaults in one form: an SQL expression in which strings are quoted.

use super::catalog::Fields;
use super::text::{Printer, quoted};
use super::{Family, Reader};
use crate::schema::{
    Column, DataType, Expression, Generated, GeneratedStorage, Identity, IdentityMode,
    SequenceOptions, Table,
};

impl Reader<'_> {
    /// A column of `columns.sql`. `table_collation` is what texts have unless they say otherwise.
    pub(super) fn column(&self, row: &Fields, table_collation: &str) -> Column {
        let sql_type = row.text(5);
        let data_type = match self.printer.family == Family::MariaDb && has_own_width(sql_type) {
            true => DataType::native(without_comment(sql_type)),
            false => (self.types)(without_comment(sql_type)),
        };
        let mut column = Column::new(row.text(2), data_type);
        if let Some(note) = note(sql_type) {
            column.options.insert(note.to_lowercase(), "true".to_owned());
        }
        let extra = row.text(8);
        let lower = extra.to_ascii_lowercase();
        column.nullable = row.text(4) == "YES";
        column.invisible = lower.split_whitespace().any(|word| word == "invisible");
        column.comment = row.optional(9).filter(|text| !text.is_empty()).map(str::to_owned);
        if lower.contains("auto_increment") {
            column.identity =
                Some(Identity::new(IdentityMode::ByDefault, SequenceOptions::default()));
        }
        if let Some(at) = lower.find("on update ") {
            let text = &extra[at + "on update ".len()..];
            let text = text.find(") ").map_or(text, |end| &text[..=end]);
            let text = text.strip_suffix(" INVISIBLE").unwrap_or(text);
            column.on_update = Some(Expression::new(text.to_ascii_lowercase()));
        }
        if let Some(expression) = row.optional(10).filter(|text| !text.is_empty()) {
            let storage = if lower.contains("virtual") {
                GeneratedStorage::Virtual
            } else {
                GeneratedStorage::Stored
            };
            column.generated =
                Some(Generated { expression: self.printer.expression(expression), storage });
        } else if let Some(text) = row.optional(3) {
            column.default =
                default(&self.printer, text, sql_type, lower.contains("default_generated"));
        }
        if let (Some(charset), Some(collation)) = (row.optional(6), row.optional(7))
            && collation != table_collation
        {
            column.collation = Some(collation.to_owned());
            if charset != charset_of(table_collation) {
                column.options.insert("charset".to_owned(), charset.to_owned());
            }
        }
        if let Some(reference_system) = row.optional(11) {
            column.options.insert("srid".to_owned(), reference_system.to_owned());
        }
        column
    }

    /// On MariaDB `json` is a text with a check of its own: here it becomes the type that was meant.
    pub(super) fn fold_json(&self, table: &mut Table, sql_type: impl Fn(&str) -> Option<String>) {
        if self.printer.family != Family::MariaDb {
            return;
        }
        for column in &mut table.columns {
            let is_text =
                sql_type(&column.name).is_some_and(|text| text.eq_ignore_ascii_case("longtext"));
            let is_json = |text: &str| {
                text == format!("json_valid({})", super::text::quoted_name(&column.name))
            };
            let check = table.checks.iter().position(|check| {
                check.name.as_deref() == Some(column.name.as_str())
                    && is_json(check.expression.text())
            });
            if let Some(check) = check.filter(|_| is_text) {
                table.checks.remove(check);
                column.data_type = (self.types)("json");
                // It always has this one.
                column.collation =
                    column.collation.take().filter(|collation| collation != "utf8mb4_bin");
                column.options.shift_remove("charset");
            }
        }
    }
}

/// A default as an expression; none for one that says NULL, which is what a column has anyway.
fn default(
    printer: &Printer<'_>,
    text: &str,
    sql_type: &str,
    is_expression: bool,
) -> Option<Expression> {
    let word = sql_type.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let shown_bare = || {
        const BARE: [&str; 12] = [
            "tinyint",
            "smallint",
            "mediumint",
            "int",
            "bigint",
            "decimal",
            "float",
            "double",
            "bit",
            "year",
            "binary",
            "varbinary",
        ];
        BARE.contains(&word) && (!word.ends_with("binary") || text.starts_with("0x"))
    };
    let expression = match printer.family {
        Family::MySql if is_expression => printer.expression(text),
        // No byte at all is shown as the mark of hexadecimal digits without any.
        Family::MySql if text == "0x" => Expression::new("''"),
        Family::MySql if shown_bare() => Expression::new(text),
        Family::MySql => Expression::new(quoted(text)),
        Family::MariaDb => printer.expression(text),
    };
    let lower = expression.text().to_ascii_lowercase();
    match lower.as_str() {
        "null" => None,
        // A literal and an expression that is one print differently; their values do not.
        "true" => Some(Expression::new("1")),
        "false" => Some(Expression::new("0")),
        _ if is_number(&lower) => Some(Expression::new(shortest(&lower))),
        _ if lower.starts_with("current_timestamp") => Some(Expression::new(lower)),
        _ => match lower.strip_prefix("now(").and_then(|rest| rest.strip_suffix(')')) {
            Some("") if printer.family == Family::MySql => {
                Some(Expression::new("current_timestamp"))
            }
            Some(digits) if is_number(digits) => {
                Some(Expression::new(format!("current_timestamp({digits})")))
            }
            _ => Some(expression),
        },
    }
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

/// The charset that a collation belongs to: the first word of its name.
pub(super) fn charset_of(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// Whether an integer is shown with another width than its type has when none is given: MariaDB keeps those.
fn has_own_width(sql_type: &str) -> bool {
    let Some((word, rest)) = sql_type.split_once('(') else { return false };
    let Some((width, rest)) = rest.split_once(')') else { return false };
    let (signed, unsigned) = match word {
        "tinyint" if width == "1" => return false,
        "tinyint" => ("4", "3"),
        "smallint" => ("6", "5"),
        "mediumint" => ("9", "8"),
        "int" => ("11", "10"),
        "bigint" => ("20", "20"),
        _ => return false,
    };
    width != if rest.contains("unsigned") { unsigned } else { signed }
}

/// What MariaDB notes behind a type: `text /*M!100301 COMPRESSED*/`.
fn note(sql_type: &str) -> Option<&str> {
    let inner = sql_type.split_once("/*M!")?.1.split_once("*/")?.0;
    Some(inner.trim_start_matches(|c: char| c.is_ascii_digit()).trim())
}

fn without_comment(sql_type: &str) -> &str {
    sql_type.split_once("/*M!").map_or(sql_type, |(before, _)| before).trim()
}
