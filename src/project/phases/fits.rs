//! Whether a table can be moved into one with partitions while it is written: each row has to be found again, and what
//! the new one asks of rows the old one has to ask already.

use std::collections::BTreeSet;

use super::beside::is_fixed;
use crate::dialect::{Capability, Dialect};
use crate::schema::{
    Bound, BoundValue, Check, Deferral, Index, IndexTarget, PartitionStrategy, Partitioning,
    QualifiedName, RowSecurity, Schema, Table,
};

/// The key by which rows are found in the new table, and the column that orders those of the old one.
pub(super) struct Found {
    pub key: Vec<String>,
    pub by: String,
}

/// What is in the way is said behind the table's name.
pub(super) fn fits(
    old: &Table,
    new: &Table,
    from: &Schema,
    dialect: Dialect<'_>,
) -> Result<Found, String> {
    const ELSEWHERE: &str = "do that in a migration of its own, before";
    if old.row_security == RowSecurity::Forced {
        return Err(
            "has rules for its rows that its owner is asked too, which may hide some of them: let the rules be for \
             others while its rows move"
                .to_owned(),
        );
    }
    if !old.inherits.is_empty() || !new.inherits.is_empty() {
        return Err(format!("is one of several that inherit: {ELSEWHERE}"));
    }
    same_columns(old, new).map_err(|why| format!("{why}: {ELSEWHERE}"))?;
    let key = key(new).ok_or(
        "has no primary key, nor a unique key of columns that are never null, by which a row is found again: give it \
         one",
    )?;
    if let Some(column) = new.columns.iter().find(|one| is_fixed(one) && !key.contains(&one.name)) {
        return Err(format!(
            "has `{}`, which the server numbers always and which is not in the key: let it be numbered by default before",
            column.name
        ));
    }
    let old_keys = keys(old);
    let within = |columns: &[String]| old_keys.iter().any(|old| is_in(old, columns));
    if !within(&key) {
        return Err(format!(
            "has no key now of which all columns are in the new key ({}): two rows might be taken for one; give it such \
             a key before",
            key.join(", ")
        ));
    }
    for unique in new.uniques.iter().map(|unique| &unique.columns).chain(unique_indexes(new).iter())
    {
        if !within(unique) && !weaker(unique, old) {
            return Err(format!(
                "is to have no two rows of the same {}, which it does not ask now: {ELSEWHERE}",
                unique.join(", ")
            ));
        }
    }
    let asked = |expression: &str| old.checks.iter().any(|one| one.expression.text() == expression);
    if let Some(check) = new.checks.iter().find(|check| !asked(check.expression.text())) {
        return Err(format!("gets the check `{}`: {ELSEWHERE}", check.part()));
    }
    if let Some(one) = new
        .exclusions
        .iter()
        .find(|one| !old.exclusions.iter().any(|other| other.elements == one.elements))
    {
        return Err(format!("gets the exclusion `{}`: {ELSEWHERE}", one.part()));
    }
    for reference in &new.foreign_keys {
        let like = |other: &crate::schema::ForeignKey| {
            (&other.columns, &other.references, &other.referenced_columns)
                == (&reference.columns, &reference.references, &reference.referenced_columns)
        };
        if reference.references == old.name {
            return Err(format!(
                "refers to itself by `{}`, so that its rows cannot come one after the other: change it without \
                 `--phases`, or take the reference away meanwhile",
                reference.part()
            ));
        }
        if !old.foreign_keys.iter().any(like) {
            return Err(format!("gets the reference `{}`: {ELSEWHERE}", reference.part()));
        }
    }
    let partitioning = new.partitioning.as_ref();
    if let Some(name) = partitioning.and_then(|one| table_of(one, from)) {
        return Err(format!("takes `{name}` in as a partition: {ELSEWHERE} or behind"));
    }
    if partitioning.is_some_and(does_something) {
        return Err(
            "has partitions with triggers or rules of their own: give them those later".to_owned()
        );
    }
    if !dialect.has(Capability::PartitionsAsTables) {
        within_one_table(old, new, from, dialect)?;
    }
    let by = old_keys.iter().find(|key| key.len() == 1).or(old_keys.first());
    let by = by.and_then(|key| key.first()).cloned().unwrap_or_default();
    Ok(Found { key, by })
}

/// What else is asked where partitions are parts of their table, and names change without a transaction.
fn within_one_table(
    old: &Table,
    new: &Table,
    from: &Schema,
    dialect: Dialect<'_>,
) -> Result<(), String> {
    let refers = |table: &Table| table.foreign_keys.iter().any(|key| key.references == old.name);
    if !old.foreign_keys.is_empty() || from.tables.iter().any(refers) {
        return Err(
            "refers to others or is referred to, which a table with partitions does not know here, and what a \
             reference does to rows no trigger hears of: take the references away in a migration of its own, before"
                .to_owned(),
        );
    }
    if !old.triggers.is_empty() {
        return Err(
            "has triggers, which cannot move in the moment in which names change here: take them away in a migration of \
             its own, before, or change the table without `--phases`"
                .to_owned(),
        );
    }
    let named = |check: &Check| old.checks.iter().any(|other| other.name == check.name);
    let of_both = new.checks.iter().find(|check| named(check));
    if let Some(check) = of_both.filter(|_| !dialect.has(Capability::CheckNamesPerTable)) {
        return Err(format!(
            "has the check `{}` before and afterwards, and no two tables here may have one of the same name: give it \
             another name in the design",
            check.part()
        ));
    }
    let takes_all = new.partitioning.as_ref().is_none_or(takes_all);
    if !takes_all {
        return Err(
            "has no partition for every value, so that rows that programs write now might be refused meanwhile: give it \
             one that takes the rest, and drop that behind if need be"
                .to_owned(),
        );
    }
    Ok(())
}

fn takes_all(partitioning: &Partitioning) -> bool {
    use PartitionStrategy::{Hash, Key};
    matches!(partitioning.strategy, Hash | Key)
        || partitioning.partitions.iter().any(|partition| match &partition.bound {
            Bound::Default => true,
            Bound::Range { to, .. } => to.first() == Some(&BoundValue::Maximum),
            _ => false,
        })
}

fn same_columns(old: &Table, new: &Table) -> Result<(), String> {
    let names = |table: &Table| -> BTreeSet<String> {
        table.columns.iter().map(|column| column.name.clone()).collect()
    };
    if let Some(name) = names(old).symmetric_difference(&names(new)).next() {
        return Err(format!("has `{name}` on one side only"));
    }
    for column in &new.columns {
        let Some(before) = old.column(&column.name) else { continue };
        let name = &column.name;
        if before.data_type != column.data_type || before.collation != column.collation {
            return Err(format!("gets another type for `{name}`"));
        }
        if before.nullable && !column.nullable {
            return Err(format!("has a `{name}` that may be null now, and not afterwards"));
        }
        if before.generated != column.generated {
            return Err(format!("gets a `{name}` that is computed otherwise"));
        }
        if before.identity.is_some() != column.identity.is_some()
            || before.default != column.default
        {
            return Err(format!("gets other values for a `{name}` that nobody says"));
        }
    }
    Ok(())
}

/// The key that a statement can name when it says what becomes of a row that is there.
fn key(table: &Table) -> Option<Vec<String>> {
    let primary = table.primary_key.as_ref().filter(|key| key.deferral == Deferral::default());
    let uniques = table.uniques.iter().filter(|unique| unique.deferral == Deferral::default());
    let candidates = primary.map(|key| &key.columns).into_iter();
    let mut candidates = candidates.chain(uniques.map(|unique| &unique.columns));
    candidates.find(|columns| is_never_null(table, columns)).cloned()
}

/// What no two rows have in common now.
fn keys(table: &Table) -> Vec<Vec<String>> {
    let primary = table.primary_key.iter().map(|key| key.columns.clone());
    let uniques = table.uniques.iter().map(|unique| unique.columns.clone());
    let all = primary.chain(uniques).chain(unique_indexes(table));
    all.filter(|columns| is_never_null(table, columns)).collect()
}

/// Those of plain columns and all rows.
fn unique_indexes(table: &Table) -> Vec<Vec<String>> {
    let unique = table.indexes.iter().filter(|index| index.unique && index.predicate.is_none());
    unique.filter_map(columns).collect()
}

fn columns(index: &Index) -> Option<Vec<String>> {
    let name = |part: &crate::schema::IndexPart| match &part.target {
        IndexTarget::Column(name) => Some(name.clone()),
        IndexTarget::Expression(_) => None,
    };
    index.parts.iter().map(name).collect()
}

/// Whether the table asks already for what no more than this asks for.
fn weaker(columns: &[String], table: &Table) -> bool {
    let uniques = table.uniques.iter().map(|unique| unique.columns.clone());
    uniques.chain(unique_indexes(table)).any(|unique| is_in(&unique, columns))
}

fn is_never_null(table: &Table, columns: &[String]) -> bool {
    columns.iter().all(|name| table.column(name).is_some_and(|column| !column.nullable))
}

fn is_in(some: &[String], all: &[String]) -> bool {
    some.iter().all(|name| all.contains(name))
}

/// A partition that is a table by itself now.
fn table_of<'p>(partitioning: &'p Partitioning, from: &Schema) -> Option<&'p QualifiedName> {
    partitioning.partitions.iter().find_map(|partition| match from.table(&partition.name) {
        Some(_) => Some(&partition.name),
        None => table_of(partition.partitioning.as_deref()?, from),
    })
}

fn does_something(partitioning: &Partitioning) -> bool {
    partitioning.partitions.iter().any(|partition| {
        let own = partition.own.as_ref();
        own.is_some_and(|own| {
            !own.triggers.is_empty()
                || !own.policies.is_empty()
                || own.row_security != RowSecurity::Off
        }) || partition.partitioning.as_deref().is_some_and(does_something)
    })
}
