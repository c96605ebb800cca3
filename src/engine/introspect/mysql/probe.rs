//! The statements that make the doubles of tables and views, see `settle`.
//!
//! A double has no keys and no not-null rules: they are no expressions, and without them everything
//! else can be said in one statement a table.

use super::Family;
use super::catalog::Fields;
use super::text::quoted_name;
use crate::engine::introspect::tokens::{Cursor, Flavour, TokenKind};
use crate::schema::{
    Bound, BoundValue, Column, Expression, GeneratedStorage, IndexTarget, PartitionKey,
    PartitionStrategy, Partitioning, Table, View,
};

/// The double of a table, or nothing where the table has no expressions. `columns` are the rows of
/// `columns.sql` for the table itself.
pub(super) fn create_table(
    family: Family,
    database: &str,
    name: &str,
    table: &Table,
    columns: &[Fields],
) -> Option<String> {
    if columns.is_empty() || !has_expressions(table) {
        return None;
    }
    let mut lines: Vec<String> =
        columns.iter().map(|row| column(family, row, table.column(row.text(2)))).collect();
    for (position, check) in table.checks.iter().enumerate() {
        lines.push(format!(
            "constraint {} check ({})",
            quoted_name(&check_name(name, position)),
            check.expression
        ));
    }
    for (position, index) in table.indexes.iter().enumerate() {
        let expressions = index.parts.iter().filter_map(|part| match &part.target {
            IndexTarget::Expression(expression) => Some(format!("({expression})")),
            IndexTarget::Column(_) => None,
        });
        let expressions: Vec<String> = expressions.collect();
        if !expressions.is_empty() {
            lines.push(format!(
                "key {} ({})",
                quoted_name(&index_name(position)),
                expressions.join(", ")
            ));
        }
    }
    let partitions = table.partitioning.as_ref().and_then(partition_clause).unwrap_or_default();
    Some(format!(
        "create table {}.{} ({}){partitions}",
        quoted_name(database),
        quoted_name(name),
        lines.join(", ")
    ))
}

/// The double of a view; its query is read with the scratch database as the default one.
pub(super) fn create_view(database: &str, name: &str, view: &View) -> String {
    let columns: Vec<String> = view.columns.iter().map(|column| quoted_name(column)).collect();
    let columns =
        if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    format!(
        "create view {}.{}{columns} as {}",
        quoted_name(database),
        quoted_name(name),
        view.query
    )
}

/// Names of checks are unique in a database.
pub(super) fn check_name(table: &str, position: usize) -> String {
    format!("{table}_c{position}")
}

pub(super) fn index_name(position: usize) -> String {
    format!("i{position}")
}

fn has_expressions(table: &Table) -> bool {
    let in_column = |column: &Column| {
        column.default.is_some() || column.on_update.is_some() || column.generated.is_some()
    };
    let in_index = table.indexes.iter().flat_map(|index| &index.parts);
    table.columns.iter().any(in_column)
        || !table.checks.is_empty()
        || in_index.into_iter().any(|part| matches!(part.target, IndexTarget::Expression(_)))
        || table.partitioning.is_some()
}

fn column(family: Family, row: &Fields, design: Option<&Column>) -> String {
    let sql_type = row.text(5);
    let mut text = format!("{} {sql_type}", quoted_name(row.text(2)));
    if let (Some(charset), Some(collation)) = (row.optional(6), row.optional(7)) {
        text.push_str(&format!(" character set {charset} collate {collation}"));
    }
    let Some(design) = design else { return text };
    if let Some(generated) = &design.generated {
        let storage = match generated.storage {
            GeneratedStorage::Stored => "stored",
            GeneratedStorage::Virtual => "virtual",
        };
        text.push_str(&format!(" generated always as ({}) {storage}", generated.expression));
        return text;
    }
    // Said, lest an old server gives a timestamp a default of its own.
    text.push_str(" null");
    if let Some(default) = &design.default {
        text.push_str(&format!(" default {}", default_clause(family, sql_type, default)));
    }
    if let Some(on_update) = &design.on_update {
        text.push_str(&format!(" on update {on_update}"));
    }
    text
}

/// Literals and the current time stand bare, all else in parentheses; MySQL wants those for the
/// literals of long types too.
fn default_clause(family: Family, sql_type: &str, default: &Expression) -> String {
    let lower = sql_type.to_ascii_lowercase();
    let is_long =
        ["text", "blob", "json", "geometry", "point"].iter().any(|word| lower.contains(word));
    let is_bare = is_plain(default.text())
        && !(is_long && family == Family::MySql)
        // The time of another precision is an expression like any other.
        && (!is_time(default.text()) || digits(default.text()) == digits(sql_type));
    if is_bare { default.text().to_owned() } else { format!("({default})") }
}

fn is_plain(text: &str) -> bool {
    let mut cursor = Cursor::new(text, Flavour::MySql);
    if cursor.eat("-") || cursor.eat("+") {
        return cursor.next().is_some_and(|token| token.kind == TokenKind::Number)
            && cursor.is_at_end();
    }
    let Some(first) = cursor.next() else { return false };
    let is_time = is_time(text);
    if is_time {
        cursor.group();
    }
    let is_literal = matches!(first.kind, TokenKind::Number | TokenKind::Text)
        || ["null", "true", "false"].iter().any(|word| first.is(word));
    (is_time || is_literal) && cursor.is_at_end()
}

/// Whether it begins with a word for the current time.
fn is_time(text: &str) -> bool {
    const WORDS: [&str; 4] = ["current_timestamp", "now", "localtime", "localtimestamp"];
    let cursor = Cursor::new(text, Flavour::MySql);
    WORDS.iter().any(|word| cursor.is(word))
}

/// What stands in the first parentheses: `6` of `datetime(6)` and of `now(6)`.
fn digits(text: &str) -> &str {
    let inner = text.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    inner.map_or("", |(digits, _)| digits.trim())
}

/// Nothing where no text is in it: partitions by `key` name columns and no more.
fn partition_clause(partitioning: &Partitioning) -> Option<String> {
    let keys = |keys: &[PartitionKey]| keys.iter().map(key).collect::<Vec<_>>().join(", ");
    let columns = if partitioning.columns().is_some() { " columns" } else { "" };
    let head = match partitioning.strategy {
        PartitionStrategy::Key => return None,
        PartitionStrategy::Hash => {
            return Some(format!(" partition by hash ({}) partitions 1", keys(&partitioning.keys)));
        }
        PartitionStrategy::Range => {
            format!(" partition by range{columns} ({})", keys(&partitioning.keys))
        }
        PartitionStrategy::List => {
            format!(" partition by list{columns} ({})", keys(&partitioning.keys))
        }
    };
    let sub =
        partitioning.partitions.iter().find_map(|partition| partition.partitioning.as_deref());
    let sub = sub.filter(|sub| sub.strategy == PartitionStrategy::Hash);
    let sub = sub
        .map(|sub| format!(" subpartition by hash ({}) subpartitions 1", keys(&sub.keys)))
        .unwrap_or_default();
    let partitions = partitioning.partitions.iter().enumerate();
    let partitions: Vec<String> = partitions
        .map(|(position, partition)| format!("partition p{position}{}", bound(&partition.bound)))
        .collect();
    Some(format!("{head}{sub} ({})", partitions.join(", ")))
}

fn key(key: &PartitionKey) -> String {
    match &key.target {
        IndexTarget::Column(name) => quoted_name(name),
        IndexTarget::Expression(expression) => expression.text().to_owned(),
    }
}

fn bound(bound: &Bound) -> String {
    let list = |values: &[BoundValue]| {
        let texts = values.iter().map(|value| match value {
            BoundValue::Maximum => "maxvalue".to_owned(),
            BoundValue::Null | BoundValue::Minimum => "null".to_owned(),
            BoundValue::Value(expression) => expression.text().to_owned(),
        });
        texts.collect::<Vec<_>>().join(", ")
    };
    match bound {
        Bound::Range { to, .. } => format!(" values less than ({})", list(to)),
        Bound::List { values } => format!(" values in ({})", list(values)),
        Bound::Default => " default".to_owned(),
        Bound::Hash { .. } => String::new(),
    }
}

/// Puts the texts of a double's partitions in the places of the design's.
pub(super) fn take_partition_texts(design: &mut Partitioning, printed: &Partitioning) {
    design.keys.clone_from(&printed.keys);
    if design.strategy == PartitionStrategy::Hash {
        return;
    }
    for (partition, printed) in design.partitions.iter_mut().zip(&printed.partitions) {
        partition.bound = printed.bound.clone();
        if let (Some(sub), Some(printed)) = (&mut partition.partitioning, &printed.partitioning) {
            sub.keys.clone_from(&printed.keys);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_the_current_time_stand_bare() {
        let clause =
            |sql_type, text| default_clause(Family::MySql, sql_type, &Expression::new(text));
        for text in ["'it''s'", "-1.5", "NULL", "b'101'", "true"] {
            assert_eq!(clause("varchar(20)", text), text);
        }
        for text in ["now()", "CURRENT_TIMESTAMP"] {
            assert_eq!(clause("datetime", text), text);
            assert_eq!(clause("datetime(6)", text), format!("({text})"));
        }
        assert_eq!(clause("timestamp(6)", "now(6)"), "now(6)");
        for text in ["uuid()", "1 + 1", "now() + interval 1 day", "current_date", "'a' 'b'"] {
            assert_eq!(clause("varchar(20)", text), format!("({text})"));
        }
        assert_eq!(clause("longtext", "'x'"), "('x')");
        assert_eq!(default_clause(Family::MariaDb, "longtext", &Expression::new("'x'")), "'x'");
    }

    #[test]
    fn partitions_are_said_again() {
        let value = |text: &str| BoundValue::Value(Expression::new(text));
        let range = |from, to| Bound::Range { from: vec![from], to: vec![to] };
        let name = |name: &str| crate::schema::QualifiedName::bare(name);
        let partition = |text: &str, bound| crate::schema::Partition::new(name(text), bound);
        let mut partitioning = Partitioning {
            strategy: PartitionStrategy::Range,
            keys: vec![PartitionKey::column("at")],
            partitions: vec![
                partition("old", range(BoundValue::Minimum, value("'2026-01-01'"))),
                partition("new", range(value("'2026-01-01'"), BoundValue::Maximum)),
            ],
        };
        assert_eq!(
            partition_clause(&partitioning).unwrap(),
            " partition by range columns (`at`) (partition p0 values less than ('2026-01-01'), \
             partition p1 values less than (maxvalue))"
        );
        partitioning.strategy = PartitionStrategy::Key;
        assert_eq!(partition_clause(&partitioning), None);
    }
}
