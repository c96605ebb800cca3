//! What each piece needs: found in what it says, at the grain of columns.

mod access;
mod code;
mod parts;
mod partition;
mod table;
mod types;
mod words;

use std::collections::HashMap;

use super::names::Names;
use super::{Id, Side};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, Expression, QualifiedName};

pub(super) use code::head_and_body;

/// One thing that a piece needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    pub id: Id,
    pub strength: Strength,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Is a part of it, and goes where it goes.
    Part,
    /// Cannot be without it.
    Must,
    /// The body of a routine speaks of it; the server may not look before the routine runs.
    Body,
}

pub(super) fn needs(
    side: &Side<'_>,
    ids: &HashMap<AtomKey, Id>,
    dialect: Dialect<'_>,
) -> Vec<Vec<Need>> {
    let mut finder = Finder {
        side,
        ids,
        names: Names::default(),
        sequences: HashMap::new(),
        // A foreign key inside its table may name what is not there yet, and what is gone.
        references: match dialect.has(Capability::AddConstraint) {
            true => Strength::Must,
            false => Strength::Body,
        },
        needs: vec![Vec::new(); ids.len()],
    };
    finder.names.home.clone_from(&dialect.data.defaults.namespace);
    finder.learn();
    finder.parts();
    finder.types();
    for table in &side.schema.tables {
        for part in table.with_partitions() {
            finder.table(part);
        }
        finder.partitions(table);
    }
    finder.views();
    finder.routines();
    finder.others();
    finder.access();
    for (id, needs) in finder.needs.iter_mut().enumerate() {
        needs.sort_unstable();
        needs.retain(|need| need.id != id);
        needs.dedup_by_key(|need| need.id);
    }
    finder.needs
}

struct Finder<'f, 's> {
    side: &'f Side<'s>,
    ids: &'f HashMap<AtomKey, Id>,
    names: Names<'s>,
    /// The identity columns by the names of the sequences behind them.
    sequences: HashMap<String, Id>,
    /// How foreign keys need what they refer to.
    references: Strength,
    needs: Vec<Vec<Need>>,
}

impl<'s> Finder<'_, 's> {
    fn id(&self, object: &QualifiedName, kind: AtomKind, part: &str) -> Option<Id> {
        self.ids.get(&AtomKey::new(object, kind, part)).copied()
    }

    fn need(&mut self, of: Option<Id>, needed: Option<Id>, strength: Strength) {
        if let (Some(of), Some(needed)) = (of, needed) {
            self.needs[of].push(Need { id: needed, strength });
        }
    }

    fn must(&mut self, of: Option<Id>, needed: Option<Id>) {
        self.need(of, needed, Strength::Must);
    }

    fn all(&mut self, of: Option<Id>, needed: impl IntoIterator<Item = Id>) {
        for id in needed {
            self.must(of, Some(id));
        }
    }

    fn column(&self, table: &QualifiedName, column: &str) -> Option<Id> {
        let known = self.names.column_of(table, column);
        known.or_else(|| self.id(table, AtomKind::Column, column))
    }

    fn expression(&mut self, of: Option<Id>, expression: &Expression, own: Option<&QualifiedName>) {
        let found = self.names.in_expression(expression.text(), own);
        self.all(of, found);
    }

    fn columns<'c>(
        &mut self,
        of: Option<Id>,
        table: &QualifiedName,
        columns: impl IntoIterator<Item = &'c String>,
    ) {
        for name in columns {
            let column = self.column(table, name);
            self.must(of, column);
        }
    }
}
