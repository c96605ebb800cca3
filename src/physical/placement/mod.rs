//! Where rows lie, on servers that are told: who is spread by which column, who is copied, who stays on one machine.
//!
//! The design says it by `shard by` and `reference table`. Without a word of either, a design whose contexts know
//! nothing of each other gets a machine for each context, where a server has that.

mod copies;
mod created;
mod groups;
mod keys;
mod nodes;
mod order;
mod references;
mod triggers;

use std::collections::{BTreeMap, BTreeSet};

use super::rules::shards::SHARD_KEY_UNSUPPORTED;
use super::work::{Work, column_key};
use crate::design::Shard;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Extension, Placement, QualifiedName, Schema, Table};

/// How many shards can be asked for.
const SHARDS: std::ops::RangeInclusive<u32> = 1..=1024;

pub(super) fn settle(work: &mut Work<'_>) {
    order::settle(work);
    if work.lacks(Capability::PlacedTables) {
        return;
    }
    let asked = work.schema.tables.iter().any(|table| {
        let facts = work.design.entities.get(&table.name);
        facts.is_some_and(|facts| facts.shard.is_some() || facts.reference_table.is_some())
    });
    let placed = match (asked, work.has(Capability::PlacedNamespaces)) {
        (true, _) => by_key(work),
        (false, true) => by_namespace(&work.schema),
        (false, false) => BTreeMap::new(),
    };
    if placed.is_empty() && work.lacks(Capability::Keyspaces) {
        return;
    }
    for table in &mut work.schema.tables {
        table.placement = placed.get(&table.name).cloned();
    }
    work.each_table(|work, table| {
        keys::check(work, table);
        triggers::settle(work, table);
        copies::check(work, table);
        nodes::check(work, table);
    });
    triggers::check_natives(work);
    references::check(work);
    let extension = work.dialect.defaults().extension.clone();
    let known = |name: &String| work.schema.extensions.iter().any(|one| one.name == *name);
    if let Some(name) = extension.filter(|name| !known(name)) {
        work.schema.extensions.push(Extension { name, schema: None, version: None, comment: None });
    }
}

/// What the design says of each table.
fn by_key(work: &mut Work<'_>) -> BTreeMap<QualifiedName, Placement> {
    let design = work.design;
    let mut placed = BTreeMap::new();
    let mut columns: BTreeMap<QualifiedName, String> = BTreeMap::new();
    let mut shards = BTreeMap::new();
    work.each_table(|work, table| {
        // A word to this server alone.
        if let Some(count) = table.options.shift_remove("shard_count") {
            shards.insert(table.name.clone(), count);
        }
        let Some(facts) = design.entities.get(&table.name) else { return };
        if facts.reference_table.is_some() {
            placed.insert(table.name.clone(), Placement::Reference);
        } else if let Some(shard) = &facts.shard
            && let Some(column) = key_column(work, table, shard)
        {
            columns.insert(table.name.clone(), column);
        }
    });
    let heads = groups::heads(design, &work.schema, &columns);
    let usual = work.dialect.defaults().shards;
    for (table, column) in columns {
        let head = heads.get(&table).filter(|head| **head != table).cloned();
        if let Some(head) = &head {
            groups::check_types(work, &table, head, &column);
        }
        let count = shards.get(&table).and_then(|count| count.parse().ok());
        let count = count.filter(|count| SHARDS.contains(count));
        if count.is_some() && head.is_none() {
            shards.remove(&table);
        }
        let shards = count.filter(|_| head.is_none()).or(usual.filter(|_| head.is_none()));
        placed.insert(table, Placement::Distributed { column, beside: head, shards });
    }
    for (table, count) in shards {
        let finding = Diagnostic::new(
            &SHARD_KEY_UNSUPPORTED,
            format!("`{table}` cannot have {count} shards of its own"),
        )
        .note("a number of shards is said once, on the table that others lie beside")
        .help("say it on the first table of the group, as a whole number from 1 to 1024, or leave it out");
        work.report_at(&AtomKey::new(&table, AtomKind::Option, "shard_count"), finding, "");
    }
    if work.has(Capability::LocalForeignKeys) && work.lacks(Capability::Nodes) {
        locals(&work.schema, &mut placed);
    }
    placed
}

/// The one column that places the rows of a table.
fn key_column(work: &mut Work<'_>, table: &Table, shard: &Shard) -> Option<String> {
    let name = shard.columns.first()?;
    let title = work.title();
    let mut refuse = |message: String, why: String, help: String| {
        let finding = Diagnostic::new(&SHARD_KEY_UNSUPPORTED, message).note(why).help(help);
        work.report(finding.at(shard.span, ""));
    };
    if shard.columns.len() > 1 {
        refuse(
            format!("`{}` cannot be spread by {} columns", table.name, shard.columns.len()),
            format!("{title} places a row by one column"),
            format!("write `shard by ({name})`, if the rows that are read together agree on it"),
        );
    }
    let column = table.column(name)?;
    if column.nullable {
        refuse(
            format!("`{}.{name}` places rows and may be NULL", table.name),
            format!("{title} has no shard for a row without a key"),
            format!("make `{name}` not null, or give the table another key"),
        );
    }
    if column.generated.is_some() {
        refuse(
            format!("`{}.{name}` places rows and is computed from them", table.name),
            format!("{title} has to know the key before the row is made"),
            format!("let whoever writes the row fill `{name}`"),
        );
    }
    Some(name.clone())
}

/// Tables on one machine that keys lead to or from copies must be known on every machine, and with them those that
/// they are tied to.
fn locals(schema: &Schema, placed: &mut BTreeMap<QualifiedName, Placement>) {
    let mut ties: BTreeMap<&QualifiedName, BTreeSet<&QualifiedName>> = BTreeMap::new();
    for table in &schema.tables {
        for key in &table.foreign_keys {
            ties.entry(&table.name).or_default().insert(&key.references);
            ties.entry(&key.references).or_default().insert(&table.name);
        }
    }
    let copies = placed.iter().filter(|(_, placement)| **placement == Placement::Reference);
    let mut open: Vec<QualifiedName> = copies.map(|(name, _)| name.clone()).collect();
    while let Some(name) = open.pop() {
        for tied in ties.get(&name).into_iter().flatten() {
            let known = schema.table(tied).is_some();
            if known && !placed.contains_key(*tied) {
                placed.insert((*tied).clone(), Placement::Local);
                open.push((*tied).clone());
            }
        }
    }
}

/// A machine for each context, where contexts do not know each other.
fn by_namespace(schema: &Schema) -> BTreeMap<QualifiedName, Placement> {
    let namespace = |name: &QualifiedName| name.namespace.clone();
    let all: BTreeSet<Option<String>> =
        schema.tables.iter().map(|table| namespace(&table.name)).collect();
    let apart = schema.tables.iter().all(|table| {
        let home = namespace(&table.name);
        table.foreign_keys.iter().all(|key| namespace(&key.references) == home)
    });
    if all.len() < 2 || all.contains(&None) || !apart {
        return BTreeMap::new();
    }
    schema.tables.iter().map(|table| (table.name.clone(), Placement::Namespace)).collect()
}

/// The atom of a table that a finding about its placement is shown at.
fn place_of(table: &Table) -> AtomKey {
    match table.placement.as_ref().and_then(Placement::column) {
        Some(column) => column_key(&table.name, column),
        None => AtomKey::new(&table.name, AtomKind::Table, ""),
    }
}
