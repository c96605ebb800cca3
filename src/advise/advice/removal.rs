use std::collections::BTreeSet;

use super::{Advice, Removed, Why};
use crate::advise::access::Relation;
use crate::advise::shape::{Method, Origin, Shape};
use crate::advise::study::{Outcome, Study};
use crate::schema::Table;

/// Existing indexes that need not be there.
pub(super) fn removals(study: &Study<'_>, outcome: &Outcome, advice: &mut Advice) {
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (number, shape) in study.existing.iter().enumerate() {
        let Origin::Index(place) = shape.origin else { continue };
        let table = study.catalog.table(shape.table);
        let index = &table.indexes[place];
        if index.unique {
            continue;
        }
        let why = within(study, number, shape, &gone)
            .or_else(|| replaced(study, outcome, shape, advice))
            .or_else(|| unused(study, outcome, number, shape, table));
        let Some(why) = why else { continue };
        // The last index under a foreign key stays where the server needs one.
        let only_support = supports_foreign_key(shape, table)
            && !matches!(why, Why::Within(_) | Why::Same(_) | Why::Replaced(_));
        if only_support {
            continue;
        }
        gone.insert(number);
        let name = index.name.clone().unwrap_or_default();
        if let Why::Replaced(by) = &why
            && let Some(added) =
                advice.added.iter_mut().find(|added| added.index.name.as_deref() == Some(by))
        {
            added.replaces.push(name.clone());
        }
        advice.removed.push(Removed {
            table: table.name.clone(),
            name,
            index: index.clone(),
            why,
            bytes: shape.bytes,
            span: study.input.design.entity_span(&table.name),
        });
    }
}

fn within(study: &Study<'_>, number: usize, shape: &Shape, gone: &BTreeSet<usize>) -> Option<Why> {
    if shape.method != Method::Tree {
        return None;
    }
    study.existing.iter().enumerate().find_map(|(other_number, other)| {
        let comparable = other_number != number
            && other.table == shape.table
            && other.method == Method::Tree
            && !gone.contains(&other_number)
            && (other.condition.is_empty() || other.condition == shape.condition);
        let prefix = comparable && covers(other, shape);
        if !prefix {
            return None;
        }
        let same = covers(shape, other) && other.condition == shape.condition;
        // Of two that are the same the first one stays.
        if same && other_number > number {
            return None;
        }
        // A narrow index beside a wide one that repeats it may be there for its size.
        if !same && other.bytes > shape.bytes * 3.0 {
            return None;
        }
        let name = existing_name(study, other);
        Some(if same { Why::Same(name) } else { Why::Within(name) })
    })
}

/// Whether one key begins with all of the other and carries what it carries.
fn covers(wide: &Shape, narrow: &Shape) -> bool {
    wide.key.len() >= narrow.key.len()
        && wide.key.iter().zip(&narrow.key).all(|(a, b)| {
            a.target == b.target
                && a.operator_class == b.operator_class
                && (a.descending == b.descending || narrow.key.len() == 1)
        })
        && narrow.include.iter().all(|column| wide.holds(*column))
}

fn existing_name(study: &Study<'_>, shape: &Shape) -> String {
    let table = study.catalog.table(shape.table);
    let list = |columns: &[String]| format!("({})", columns.join(", "));
    match shape.origin {
        Origin::PrimaryKey => {
            let key = table.primary_key.as_ref();
            let columns = key.map(|key| list(&key.columns)).unwrap_or_default();
            format!("primary key {columns}")
        }
        Origin::Unique(place) => format!("unique {}", list(&table.uniques[place].columns)),
        Origin::Index(place) => table.indexes[place].name.clone().unwrap_or_default(),
        Origin::Proposed => String::new(),
    }
}

fn replaced(study: &Study<'_>, outcome: &Outcome, shape: &Shape, advice: &Advice) -> Option<Why> {
    let by = outcome.chosen.iter().position(|place| {
        let other = &study.proposals[*place];
        other.table == shape.table
            && other.method == shape.method
            && shape.method == Method::Tree
            && (other.condition.is_empty() || other.condition == shape.condition)
            && covers(other, shape)
    })?;
    Some(Why::Replaced(advice.added.get(by)?.index.name.clone()?))
}

fn unused(
    study: &Study<'_>,
    outcome: &Outcome,
    number: usize,
    shape: &Shape,
    table: &Table,
) -> Option<Why> {
    // Without queries on the table nothing is known of its use.
    let asked = study.queries.iter().any(|studied| {
        studied
            .access
            .blocks
            .iter()
            .flat_map(|block| &block.uses)
            .any(|used| used.relation == Relation::Table(shape.table))
    });
    let small = study.statistics.tables[shape.table].rows < 1_000.0;
    let idle = outcome.idle.contains(&number) && shape.method == Method::Tree;
    (idle && asked && !small && !supports_foreign_key(shape, table)).then_some(Why::Unused)
}

/// Whether the index holds the columns of a foreign key in front.
fn supports_foreign_key(shape: &Shape, table: &Table) -> bool {
    table.foreign_keys.iter().any(|key| {
        let front: Vec<&str> = shape
            .key_columns()
            .iter()
            .take(key.columns.len())
            .map(|column| table.columns[*column].name.as_str())
            .collect();
        front.len() == key.columns.len()
            && key.columns.iter().all(|column| front.contains(&column.as_str()))
    })
}
