//! Columns of different tables that mean the same thing.

use std::collections::{BTreeMap, BTreeSet};

use crate::advise::Study;
use crate::advise::access::{ColumnId, Relation};
use crate::growth::partitions::is_time;
use crate::schema::{DataType, Table};
use crate::text::Span;

/// A column of a table, both by their places.
pub type Member = (usize, ColumnId);

#[derive(Debug, Clone)]
pub struct Family {
    pub members: BTreeSet<Member>,
    /// The one that the others refer to, else the one with most values.
    pub root: Member,
    pub declared: bool,
    pub span: Span,
}

/// Families by references and by the joins of the queries; those that could place rows: more than one value, known
/// for ever, and no moment.
pub fn families(study: &Study<'_>) -> Vec<Family> {
    let mut sets = Sets::default();
    let tables = &study.input.schema.tables;
    let place =
        |name: &crate::schema::QualifiedName| tables.iter().position(|table| table.name == *name);
    let column =
        |table: &Table, name: &str| table.columns.iter().position(|column| column.name == name);
    let mut referred: BTreeSet<Member> = BTreeSet::new();
    for (own, table) in tables.iter().enumerate() {
        for key in &table.foreign_keys {
            let Some(other) = place(&key.references) else { continue };
            for (from, to) in key.columns.iter().zip(&key.referenced_columns) {
                if let (Some(from), Some(to)) = (column(table, from), column(&tables[other], to)) {
                    sets.join((own, from), (other, to));
                    referred.insert((other, to));
                }
            }
        }
    }
    for block in study.queries.iter().flat_map(|studied| &studied.access.blocks) {
        for edge in &block.edges {
            let end = |(of, column): (usize, Option<ColumnId>)| match block.uses[of].relation {
                Relation::Table(table) => column.map(|column| (table, column)),
                _ => None,
            };
            if let (Some(left), Some(right)) = (end(edge.left), end(edge.right)) {
                sets.join(left, right);
            }
        }
    }
    name_alike(study, &mut sets);
    let mut declared: BTreeMap<Member, Span> = BTreeMap::new();
    for (own, table) in tables.iter().enumerate() {
        let shard =
            study.input.design.entities.get(&table.name).and_then(|facts| facts.shard.as_ref());
        if let Some(shard) = shard
            && let Some(first) = shard.columns.first().and_then(|name| column(table, name))
        {
            sets.find((own, first));
            declared.insert((own, first), shard.span);
        }
    }
    // A key of one table alone may place its rows too.
    for (own, table) in tables.iter().enumerate() {
        if let Some(first) =
            table.primary_key.as_ref().and_then(|key| column(table, key.columns.first()?))
        {
            sets.find((own, first));
        }
    }
    let mut found: Vec<Family> = sets
        .classes()
        .into_iter()
        .filter(|members| {
            members.iter().any(|member| declared.contains_key(member)) || fits(study, members)
        })
        .map(|members| {
            let values =
                |member: &Member| study.statistics.tables[member.0].columns[member.1].distinct;
            let root = members
                .iter()
                .max_by(|a, b| {
                    referred
                        .contains(a)
                        .cmp(&referred.contains(b))
                        .then(values(a).total_cmp(&values(b)))
                        .then(b.cmp(a))
                })
                .copied()
                .unwrap_or_default();
            let said = members.iter().find_map(|member| declared.get(member));
            let own = study.input.design.entities.get(&tables[root.0].name).map(|facts| facts.span);
            Family {
                declared: said.is_some(),
                span: said.copied().or(own).unwrap_or_default(),
                root,
                members,
            }
        })
        .collect();
    // Several keys may be declared: the one of most tables is the key, the others are judged as well.
    found.sort_by(|a, b| b.members.len().cmp(&a.members.len()).then(a.root.cmp(&b.root)));
    found
}

/// Columns that are called and typed as one that refers to a key mean that key, also where no reference says so:
/// large tables are often kept free of them.
fn name_alike(study: &Study<'_>, sets: &mut Sets) {
    let tables = &study.input.schema.tables;
    let mut meant: BTreeMap<(&str, &DataType), Option<Member>> = BTreeMap::new();
    let mut mean = |name, data_type, member: Member, sets: &mut Sets| {
        let known = meant.entry((name, data_type)).or_insert(Some(member));
        // A name that refers to different keys in different tables says nothing.
        if known.is_some_and(|known| sets.find(known) != sets.find(member)) {
            *known = None;
        }
    };
    for (own, table) in tables.iter().enumerate() {
        for key in &table.foreign_keys {
            for name in &key.columns {
                let place = table.columns.iter().position(|column| column.name == *name);
                if let Some(place) = place {
                    let column = &table.columns[place];
                    mean(&column.name, &column.data_type, (own, place), sets);
                }
            }
        }
    }
    for (own, table) in tables.iter().enumerate() {
        for (place, column) in table.columns.iter().enumerate() {
            let known = meant.get(&(column.name.as_str(), &column.data_type)).copied().flatten();
            if let Some(known) = known {
                sets.join((own, place), known);
            }
        }
    }
}

/// Time makes one shard hot, and of few values some shards stay empty.
fn fits(study: &Study<'_>, members: &BTreeSet<Member>) -> bool {
    members.iter().all(|(table, column)| {
        let own = &study.catalog.table(*table).columns[*column];
        let named = matches!(own.data_type, DataType::Named { .. });
        !is_time(own, study.input.schema) && own.data_type != DataType::Boolean && !named
    }) && members
        .iter()
        .map(|(table, column)| study.statistics.tables[*table].columns[*column].distinct)
        .fold(0.0, f64::max)
        >= 100.0
}

/// Sets of members that were found equal.
#[derive(Default)]
struct Sets {
    place: BTreeMap<Member, usize>,
    parents: Vec<usize>,
}

impl Sets {
    fn find(&mut self, member: Member) -> usize {
        let next = self.parents.len();
        let mut at = *self.place.entry(member).or_insert(next);
        if at == next {
            self.parents.push(next);
        }
        while self.parents[at] != at {
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, one: Member, other: Member) {
        let (one, other) = (self.find(one), self.find(other));
        let (low, high) = (one.min(other), one.max(other));
        self.parents[high] = low;
    }

    fn classes(mut self) -> Vec<BTreeSet<Member>> {
        let members: Vec<Member> = self.place.keys().copied().collect();
        let mut classes: BTreeMap<usize, BTreeSet<Member>> = BTreeMap::new();
        for member in members {
            classes.entry(self.find(member)).or_default().insert(member);
        }
        classes.into_values().collect()
    }
}
