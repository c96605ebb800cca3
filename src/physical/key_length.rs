//! Keys whose columns are together wider than a server can index.

use indexmap::IndexMap;

use super::rules::indexes::{INDEX_COLUMNS, KEY_NEEDS_PREFIX, KEY_TOO_LONG};
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Column, DataType, IndexPart, IndexTarget, Table};

pub(super) fn check(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        // What is known is known of the server's own engine; others have limits of their own.
        let usual = &work.dialect.defaults().engine;
        if table.options.get("engine").is_some_and(|engine| Some(engine) != usual.as_ref()) {
            return;
        }
        if let Some(key) = &table.primary_key {
            let part = |column: &String| IndexPart {
                prefix: prefix(&key.options, column),
                ..IndexPart::column(column)
            };
            let parts: Vec<IndexPart> = key.columns.iter().map(part).collect();
            check_key(work, table, &AtomKey::new(&table.name, AtomKind::PrimaryKey, ""), &parts);
        }
        for unique in &table.uniques {
            let parts: Vec<IndexPart> = unique.columns.iter().map(IndexPart::column).collect();
            let name = unique.name.as_deref().unwrap_or_default();
            check_key(work, table, &AtomKey::new(&table.name, AtomKind::Unique, name), &parts);
        }
        for index in &table.indexes {
            let name = index.name.as_deref().unwrap_or_default();
            let key = AtomKey::new(&table.name, AtomKind::Index, name);
            // Other methods have their own ways of storing values.
            if index.method.is_none() {
                check_key(work, table, &key, &index.parts);
            }
        }
    });
}

/// How much of a key's column is indexed.
fn prefix(options: &IndexMap<String, String>, column: &str) -> Option<u32> {
    options.get(&format!("prefix.{column}"))?.parse().ok()
}

fn check_key(work: &mut Work<'_>, table: &Table, key: &AtomKey, parts: &[IndexPart]) {
    let most = work.dialect.limits().index_columns as usize;
    if parts.len() > most {
        let message = format!(
            "{} has {} columns, and {} indexes {most} at most",
            described(key),
            parts.len(),
            work.title()
        );
        let finding = Diagnostic::new(&INDEX_COLUMNS, message)
            .help("leave columns away that narrow the search no further");
        work.report_at(key, finding, "");
    }
    let mut sizes: Vec<(&str, u32)> = Vec::new();
    for part in parts {
        let IndexTarget::Column(name) = &part.target else { continue };
        let Some(column) = table.column(name) else { continue };
        match bytes(work, table, column, part.prefix) {
            Some(size) => sizes.push((name, size)),
            None if work.has(Capability::PrefixIndexes) && is_unbounded(&column.data_type) => {
                needs_prefix(work, key, column);
            }
            None => {}
        }
    }
    let Some(limit) = work.dialect.limits().index_bytes else { return };
    let sum: u32 = sizes.iter().fold(0, |sum, (_, size)| sum.saturating_add(*size));
    if sum > limit {
        let parts: Vec<String> =
            sizes.iter().map(|(name, size)| format!("`{name}` {size}")).collect();
        let message =
            format!("{} is {sum} bytes wide, and {} allows {limit}", described(key), work.title());
        let finding = Diagnostic::new(&KEY_TOO_LONG, message)
            .note(format!("in bytes: {}", parts.join(", ")))
            .help("shorten a column, or index its first characters only");
        work.report_at(key, finding, "");
    }
}

/// The most bytes of a column that a key holds.
fn bytes(work: &Work<'_>, table: &Table, column: &Column, prefix: Option<u32>) -> Option<u32> {
    let charset =
        column.options.get("charset").or_else(|| table.options.get("charset")).map(String::as_str);
    let whole = work.dialect.storage_bytes(&column.data_type, charset);
    let Some(prefix) = prefix else { return whole };
    let is_text = match &column.data_type {
        DataType::Bytes => false,
        DataType::Native { sql } => !["blob", "binary"].iter().any(|word| sql.contains(word)),
        _ => true,
    };
    let width = if is_text {
        work.dialect.storage_bytes(&DataType::Char { length: 1 }, charset).unwrap_or(4)
    } else {
        1
    };
    let part = prefix.saturating_mul(width);
    Some(whole.map_or(part, |whole| whole.min(part)))
}

/// Types of any length, which a key holds by a prefix only.
fn is_unbounded(data_type: &DataType) -> bool {
    match data_type {
        DataType::Text | DataType::Bytes | DataType::Json | DataType::Varchar { length: None } => {
            true
        }
        DataType::Native { sql } => {
            // `enum('text')` is none.
            let word = sql.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            word.ends_with("text") || word.ends_with("blob")
        }
        _ => false,
    }
}

fn needs_prefix(work: &mut Work<'_>, key: &AtomKey, column: &Column) {
    let message = format!(
        "`{}` has no length, so it cannot stand in {} on {}",
        column.name,
        described(key),
        work.title()
    );
    let finding = Diagnostic::new(&KEY_NEEDS_PREFIX, message)
        .note(format!("on {} it is of type `{}`", work.title(), column.data_type))
        .help(format!("give `{}` a length, as in `varchar(255)`", column.name));
    work.report_at(key, finding, "");
}

fn described(key: &AtomKey) -> String {
    match key.part.as_str() {
        "" => format!("the primary key of `{}`", key.object),
        part => format!("{} `{part}`", key.kind.words()),
    }
}
