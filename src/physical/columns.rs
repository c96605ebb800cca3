//! What is said of columns besides their type: collations, generated values, what only some servers know.

use super::rules::types::{COLUMN_FEATURE_LOST, COLUMN_FEATURE_UNSUPPORTED};
use super::work::{Work, column_key};
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{
    AtomKey, AtomKind, Column, ForeignKey, GeneratedStorage, QualifiedName, ReferentialAction,
    Table,
};
use crate::sql::identifiers;

pub(super) fn settle(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        let name = table.name.clone();
        sources(work, table);
        for column in &mut table.columns {
            generated(work, &name, column);
            features(work, &name, column);
        }
        table_options(work, table);
    });
}

fn generated(work: &mut Work<'_>, table: &QualifiedName, column: &mut Column) {
    let Some(generated) = &column.generated else { return };
    let key = AtomKey::new(table, AtomKind::Generated, &column.name);
    let (capability, word, other) = match generated.storage {
        GeneratedStorage::Stored => (Capability::GeneratedStored, "stored", "virtual"),
        GeneratedStorage::Virtual => (Capability::GeneratedVirtual, "virtual", "stored"),
    };
    if work.lacks(capability) {
        let message =
            format!("`{table}.{}` cannot be a {word} column on {}", column.name, work.title());
        let finding = Diagnostic::new(&COLUMN_FEATURE_UNSUPPORTED, message)
            .note(work.dialect.lacks(capability))
            .help(format!("say `{other}` instead"));
        work.report_at(&key, finding, "");
    }
    if !column.nullable && work.lacks(Capability::GeneratedNotNull) {
        column.nullable = true;
        let message = format!("`{table}.{}` may be NULL on {}", column.name, work.title());
        work.loss(
            &COLUMN_FEATURE_LOST,
            &key,
            message,
            work.dialect.lacks(Capability::GeneratedNotNull),
        );
    }
}

/// Columns that some servers do not let a generated column be computed from.
fn sources(work: &mut Work<'_>, table: &Table) {
    let changed = changed_by_references(table);
    for column in &table.columns {
        let Some(generated) = &column.generated else { continue };
        let stored = generated.storage == GeneratedStorage::Stored;
        for name in identifiers(generated.expression.text()) {
            let numbered = table.column(name).is_some_and(|source| source.identity.is_some());
            let capability = match (numbered, stored && changed.contains(&name)) {
                (true, _) => Capability::GeneratedOverIdentity,
                (false, true) => Capability::StoredOverReferences,
                (false, false) => continue,
            };
            if work.has(capability) {
                continue;
            }
            let key = AtomKey::new(&table.name, AtomKind::Generated, &column.name);
            let message = format!(
                "`{}.{}` cannot be computed from `{name}` on {}",
                table.name,
                column.name,
                work.title()
            );
            let finding = Diagnostic::new(&COLUMN_FEATURE_UNSUPPORTED, message)
                .note(work.dialect.lacks(capability))
                .help("compute it in a view, or in queries");
            work.report_at(&key, finding, "");
        }
    }
}

/// The columns whose values a foreign key's action sets.
pub(super) fn changed_by_references(table: &Table) -> Vec<&str> {
    use ReferentialAction::{Cascade, SetDefault, SetNull};
    let changes = |foreign: &&ForeignKey| {
        matches!(foreign.on_delete, SetNull | SetDefault)
            || matches!(foreign.on_update, Cascade | SetNull | SetDefault)
    };
    table
        .foreign_keys
        .iter()
        .filter(changes)
        .flat_map(|key| key.columns.iter().map(String::as_str))
        .collect()
}

fn features(work: &mut Work<'_>, table: &QualifiedName, column: &mut Column) {
    let key = column_key(table, &column.name);
    if column.collation.is_some() && work.lacks(Capability::ColumnCollations) {
        column.collation = None;
        lost(work, &key, "collation", Capability::ColumnCollations);
    }
    if column.invisible && work.lacks(Capability::InvisibleColumns) {
        column.invisible = false;
        lost(work, &key, "invisibility", Capability::InvisibleColumns);
    }
    let charsets = work.has(Capability::ColumnCharsets);
    let storage = work.has(Capability::StorageParameters);
    let of_servers = |name: &str| match name {
        "charset" => charsets,
        "storage" | "compression" | "statistics" => storage,
        _ => true,
    };
    column.options.retain(|name, _| of_servers(name));
}

fn lost(work: &mut Work<'_>, key: &AtomKey, what: &str, capability: Capability) {
    let message =
        format!("the {what} of `{}.{}` is left out on {}", key.object, key.part, work.title());
    work.loss(&COLUMN_FEATURE_LOST, key, message, work.dialect.lacks(capability));
}

/// Options that everyone writes on a target, and the server's defaults that its catalog will show.
fn table_options(work: &mut Work<'_>, table: &mut Table) {
    let key = AtomKey::new(&table.name, AtomKind::Table, "");
    if table.unlogged && work.lacks(Capability::UnloggedTables) {
        table.unlogged = false;
        let message = format!("`{}` is a logged table on {}", table.name, work.title());
        work.loss(
            &COLUMN_FEATURE_LOST,
            &key,
            message,
            work.dialect.lacks(Capability::UnloggedTables),
        );
    }
    let kept = |name: &str| match name {
        "engine" => work.has(Capability::StorageEngines),
        "charset" | "collation" => work.has(Capability::TableCharsets),
        "tablespace" => work.has(Capability::Tablespaces),
        "strict" => work.has(Capability::StrictTables),
        "without_rowid" => work.has(Capability::WithoutRowid),
        _ => true,
    };
    table.options.retain(|name, value| {
        // A switch that is off is as good as none.
        let is_switch = ["strict", "without_rowid"].contains(&name.as_str());
        let is_on = !["false", "off", "no", "0"].contains(&value.as_str());
        if is_switch && is_on {
            *value = "true".to_owned();
        }
        kept(name) && (is_on || !is_switch)
    });
    let defaults = work.dialect.defaults();
    let mut fill = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            table.options.entry(name.to_owned()).or_insert_with(|| value.clone());
        }
    };
    if work.has(Capability::StorageEngines) {
        fill("engine", &defaults.engine);
    }
    if work.has(Capability::TableCharsets) {
        fill("charset", &defaults.charset);
        fill("collation", &defaults.collation);
    }
}
