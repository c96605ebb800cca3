//! Renames that people say besides the design: which thing a name means.

use super::Rename;
use crate::project::answers::Renames;
use crate::schema::{AtomKind, QualifiedName, Schema, Table};

/// What is called `old` before is called `new` afterwards.
pub(super) fn said(
    old: &str,
    new: &str,
    renames: &Renames,
    there: &Schema,
    wanted: &Schema,
) -> Option<Rename> {
    let old_name = |name: &QualifiedName| name.to_string();
    let rename = |kind, object: &QualifiedName, part: &str, old: &str| {
        let (object, part, old) = (object.clone(), part.to_owned(), old.to_owned());
        Some(Rename { kind, object, part, old })
    };
    if let Some((of, value)) = old.split_once(':') {
        let item = wanted.enums.iter().find(|item| old_name(&item.name) == of);
        let item = item.or_else(|| {
            let now = renames.iter().find(|(old, _)| *old == of)?.1;
            wanted.enums.iter().find(|item| item.name.name == now)
        })?;
        return item
            .values
            .iter()
            .find(|one| *one == new)
            .and_then(|one| rename(AtomKind::Enum, &item.name, one, value));
    }
    // A name as it is written, under which something of the other side stands.
    let objects = |schema: &Schema| -> Vec<(AtomKind, QualifiedName)> {
        let tables = schema.tables.iter().map(|one| (AtomKind::Table, one.name.clone()));
        let enums = schema.enums.iter().map(|one| (AtomKind::Enum, one.name.clone()));
        let domains = schema.domains.iter().map(|one| (AtomKind::Domain, one.name.clone()));
        let sequences = schema.sequences.iter().map(|one| (AtomKind::Sequence, one.name.clone()));
        tables.chain(enums).chain(domains).chain(sequences).collect()
    };
    let (before, after) = (objects(there), objects(wanted));
    let is_new = |(kind, name): &&(AtomKind, QualifiedName)| {
        let (namespace, bare) = match old.rsplit_once('.') {
            Some((namespace, bare)) => (Some(namespace), bare),
            None => (None, old),
        };
        let was = || before.iter().any(|one| one.0 == *kind && old_name(&one.1) == old);
        let is = || before.iter().any(|one| one.0 == *kind && one.1 == *name);
        name.name == new
            && !bare.is_empty()
            && name.namespace.as_deref() == namespace
            && (was() || is())
    };
    if let Some((kind, name)) = after.iter().find(is_new) {
        let bare = old.rsplit_once('.').map_or(old, |(_, bare)| bare);
        return rename(*kind, name, "", bare);
    }
    let (of, column) = old.rsplit_once('.')?;
    let now = renames.iter().find(|(old, _)| *old == of).map(|(_, new)| new);
    let bare = |table: &&Table| Some(table.name.name.as_str()) == now;
    let table = wanted.tables.iter().find(|table| old_name(&table.name) == of);
    let table = table.or_else(|| wanted.tables.iter().find(bare))?;
    table.column(new)?;
    let before =
        there.tables.iter().find(|one| old_name(&one.name) == of || one.name == table.name)?;
    before.column(column).or(before.column(new))?;
    rename(AtomKind::Column, &table.name, new, column)
}
