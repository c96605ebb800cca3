//! What the rules ask about a design besides the table they look at.

use std::collections::{HashMap, HashSet};

use super::names::singular;
use crate::design::Design;
use crate::schema::{QualifiedName, Table};

pub struct World<'d> {
    pub design: &'d Design,
    /// Tables by the singular of their names.
    by_thing: HashMap<String, Vec<&'d Table>>,
    by_name: HashMap<&'d QualifiedName, &'d Table>,
    /// Tables that others refer to.
    referred: HashSet<&'d QualifiedName>,
    /// The foreign keys that lead to a table: from which table.
    children: HashMap<&'d QualifiedName, Vec<&'d Table>>,
}

impl<'d> World<'d> {
    pub fn new(design: &'d Design) -> World<'d> {
        let mut world = World {
            design,
            by_thing: HashMap::new(),
            by_name: HashMap::new(),
            referred: HashSet::new(),
            children: HashMap::new(),
        };
        for table in &design.schema.tables {
            world.by_thing.entry(singular(&table.name.name)).or_default().push(table);
            world.by_name.insert(&table.name, table);
            for key in table.foreign_keys.iter().filter(|key| key.references != table.name) {
                world.referred.insert(&key.references);
                world.children.entry(&key.references).or_default().push(table);
            }
        }
        world
    }

    pub fn table(&self, name: &QualifiedName) -> Option<&'d Table> {
        self.by_name.get(name).copied()
    }

    /// A table for this thing, whatever the number of its name.
    pub fn table_of(&self, thing: &str) -> Option<&'d Table> {
        self.by_thing.get(&singular(thing)).and_then(|tables| tables.first()).copied()
    }

    pub fn is_referred(&self, table: &Table) -> bool {
        self.referred.contains(&table.name)
    }

    pub fn children(&self, table: &Table) -> &[&'d Table] {
        self.children.get(&table.name).map_or(&[], Vec::as_slice)
    }

    /// Whether somebody has said what determines the attribute: then there is nothing to suspect.
    pub fn is_declared(&self, table: &Table, attribute: &str) -> bool {
        self.design.entities.get(&table.name).is_some_and(|facts| {
            facts.dependencies.iter().any(|one| one.right.iter().any(|name| name == attribute))
        })
    }
}

/// Whether a column is in a foreign key.
pub fn refers(table: &Table, column: &str) -> bool {
    table.foreign_keys.iter().any(|key| key.columns.iter().any(|name| name == column))
}

/// Whether the column alone is a key, nullable or not.
pub fn is_key(table: &Table, column: &str) -> bool {
    let alone = |columns: &[String]| matches!(columns, [only] if only == column);
    table.primary_key.as_ref().is_some_and(|key| alone(&key.columns))
        || table.uniques.iter().any(|unique| alone(&unique.columns))
        || table.indexes.iter().any(|index| {
            index.unique && index.parts.len() == 1 && index.columns().next() == Some(column)
        })
}
