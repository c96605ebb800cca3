//! `only DIALECT { … }` blocks, laid over their tables; raw blocks of other dialects, dropped.
//!
//! A dialect takes the blocks of its own name. Where it has none it takes those of the dialect it is
//! based on: entity by entity for `only`, all or nothing for raw blocks. So what is said of MySQL
//! holds for MariaDB until MariaDB has its own word, and an empty `only mariadb { }` is a word too.

use std::collections::HashSet;

use super::work::Work;
use crate::design::Overlay;
use crate::schema::{AtomKey, Column, Table};

pub(super) fn lay(work: &mut Work<'_>) {
    let name = work.dialect.name();
    let base = work.dialect.data.base.as_deref();
    let has_own = work.schema.natives.iter().any(|native| native.dialect == name);
    let spoken = if has_own { Some(name) } else { base };
    work.schema.natives.retain(|native| Some(native.dialect.as_str()) == spoken);
    let design = work.design;
    if design.overlays.is_empty() {
        return;
    }
    let places = work.table_places();
    let own = || design.overlays.iter().filter(|overlay| overlay.dialect == name);
    let with_own: HashSet<_> = own().map(|overlay| &overlay.entity).collect();
    let inherited = design.overlays.iter().filter(|overlay| {
        Some(overlay.dialect.as_str()) == base && !with_own.contains(&overlay.entity)
    });
    for overlay in inherited.chain(own()) {
        let Some(place) = places.get(&overlay.entity) else { continue };
        remember(work, overlay);
        if let Some(table) = work.schema.tables.get_mut(*place) {
            patch(table, overlay);
        }
    }
}

/// Gives every atom of the block the block's place.
fn remember(work: &mut Work<'_>, overlay: &Overlay) {
    let alone = crate::schema::Schema { tables: vec![overlay.patch.clone()], ..Default::default() };
    let keys: Vec<AtomKey> = alone.atoms().into_keys().collect();
    for key in keys {
        work.origin.overlay(key, overlay.span);
    }
}

fn patch(table: &mut Table, overlay: &Overlay) {
    let patch = overlay.patch.clone();
    for column in patch.columns {
        match table.column_mut(&column.name) {
            Some(existing) => change(existing, column),
            None => table.columns.push(column),
        }
    }
    if patch.primary_key.is_some() {
        table.primary_key = patch.primary_key;
    }
    table.uniques.extend(patch.uniques);
    table.foreign_keys.extend(patch.foreign_keys);
    table.checks.extend(patch.checks);
    table.exclusions.extend(patch.exclusions);
    table.indexes.extend(patch.indexes);
    table.triggers.extend(patch.triggers);
    table.policies.extend(patch.policies);
    if patch.partitioning.is_some() {
        table.partitioning = patch.partitioning;
    }
    if !patch.row_security.is_default() {
        table.row_security = patch.row_security;
    }
    table.unlogged |= patch.unlogged;
    table.inherits.extend(patch.inherits);
    table.comment = patch.comment.or(table.comment.take());
    table.owner = patch.owner.or(table.owner.take());
    table.options.extend(patch.options);
}

/// The block's type and what it says besides; what it does not say stays.
fn change(column: &mut Column, patch: Column) {
    column.data_type = patch.data_type;
    column.default = patch.default.or(column.default.take());
    column.identity = patch.identity.or(column.identity.take());
    column.generated = patch.generated.or(column.generated.take());
    column.on_update = patch.on_update.or(column.on_update.take());
    column.collation = patch.collation.or(column.collation.take());
    column.comment = patch.comment.or(column.comment.take());
    column.invisible |= patch.invisible;
    column.options.extend(patch.options);
}
