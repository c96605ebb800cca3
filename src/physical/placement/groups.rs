//! Tables whose rows of one key lie on one shard.

use std::collections::BTreeMap;

use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::physical::rules::shards::SHARD_KEY_UNSUPPORTED;
use crate::physical::work::Work;
use crate::schema::{DataType, QualifiedName, Schema};

type Columns = BTreeMap<QualifiedName, String>;

/// The first table of each spread table's group: the one that `with` names, else the first in the sources. Keys belong
/// together that references equate, that refer to the same column, or that are called and typed alike.
pub(super) fn heads(
    design: &Design,
    schema: &Schema,
    columns: &Columns,
) -> BTreeMap<QualifiedName, QualifiedName> {
    let order: Vec<&QualifiedName> = schema
        .tables
        .iter()
        .map(|table| &table.name)
        .filter(|name| columns.contains_key(*name))
        .collect();
    let mut group: Vec<usize> = (0..order.len()).collect();
    let place = |name: &QualifiedName| order.iter().position(|known| *known == name);
    let mut join = |one: usize, other: usize| {
        let (from, to) = (group[one].max(group[other]), group[one].min(group[other]));
        group.iter_mut().filter(|number| **number == from).for_each(|number| *number = to);
    };
    let mut referred: BTreeMap<(&QualifiedName, &str), usize> = BTreeMap::new();
    let mut alike: BTreeMap<(&str, &DataType), usize> = BTreeMap::new();
    for (own, name) in order.iter().enumerate() {
        let (Some(table), Some(column)) = (schema.table(name), columns.get(*name)) else {
            continue;
        };
        for key in &table.foreign_keys {
            for (from, to) in key.columns.iter().zip(&key.referenced_columns) {
                if from != column {
                    continue;
                }
                join(own, *referred.entry((&key.references, to)).or_insert(own));
                let there = place(&key.references);
                if let Some(there) = there.filter(|_| columns.get(&key.references) == Some(to)) {
                    join(own, there);
                }
            }
        }
        if let Some(found) = table.column(column) {
            join(own, *alike.entry((column, &found.data_type)).or_insert(own));
        }
        let with = design.entities.get(*name).and_then(|facts| facts.shard.as_ref()?.with.as_ref());
        if let Some(there) = with.and_then(place) {
            join(own, there);
        }
    }
    let named = |name: &QualifiedName| {
        design.entities.values().any(|facts| {
            facts.shard.as_ref().is_some_and(|shard| shard.with.as_ref() == Some(name))
        })
    };
    let mut heads: BTreeMap<usize, usize> = BTreeMap::new();
    for (own, name) in order.iter().enumerate() {
        let head = heads.entry(group[own]).or_insert(own);
        if named(name) && !named(order[*head]) {
            *head = own;
        }
    }
    let head = |own: usize| heads.get(&group[own]).map_or(own, |head| *head);
    order
        .iter()
        .enumerate()
        .map(|(own, name)| ((*name).clone(), order[head(own)].clone()))
        .collect()
}

/// The same value has to mean the same shard.
pub(super) fn check_types(
    work: &mut Work<'_>,
    table: &QualifiedName,
    head: &QualifiedName,
    column: &str,
) {
    let shard = |name| work.design.entities.get(name).and_then(|facts| facts.shard.as_ref());
    let (Some(own), Some(other)) = (shard(table), shard(head)) else { return };
    let there = other.columns.first().map(String::as_str).unwrap_or_default();
    let data_type = |name, column| Some(work.schema.table(name)?.column(column)?.data_type.clone());
    let types = (data_type(table, column), data_type(head, there));
    let (Some(one), Some(two)) = types else { return };
    if one == two {
        return;
    }
    let message = format!("`{table}.{column}` and `{head}.{there}` cannot place rows side by side");
    let finding = Diagnostic::new(&SHARD_KEY_UNSUPPORTED, message)
        .note(format!(
            "they are `{one}` and `{two}`, and {} hashes each type its own way",
            work.title()
        ))
        .help("give both keys one type, or leave `with` out");
    work.report(finding.at(own.span, ""));
}
