use std::collections::HashMap;

use sqlparser::ast::{Ident, ObjectName};

use crate::schema::{Schema, Table, View};

/// The tables and views that names in queries mean.
pub struct Catalog<'s> {
    pub schema: &'s Schema,
    /// By lower-case name.
    relations: HashMap<String, Vec<Found>>,
    /// Columns of each table by lower-case name.
    columns: Vec<HashMap<String, usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Table(usize),
    View(usize),
}

impl<'s> Catalog<'s> {
    pub fn new(schema: &'s Schema) -> Catalog<'s> {
        let mut relations: HashMap<String, Vec<Found>> = HashMap::new();
        for (index, table) in schema.tables.iter().enumerate() {
            relations.entry(table.name.name.to_lowercase()).or_default().push(Found::Table(index));
        }
        for (index, view) in schema.views.iter().enumerate() {
            relations.entry(view.name.name.to_lowercase()).or_default().push(Found::View(index));
        }
        let columns = schema.tables.iter().map(|table| {
            table
                .columns
                .iter()
                .enumerate()
                .map(|(place, column)| (column.name.to_lowercase(), place))
                .collect()
        });
        let columns = columns.collect();
        Catalog { schema, relations, columns }
    }

    pub fn table(&self, index: usize) -> &'s Table {
        &self.schema.tables[index]
    }

    pub fn view(&self, index: usize) -> &'s View {
        &self.schema.views[index]
    }

    /// What a dotted name means in a query of this namespace.
    pub fn find(&self, name: &ObjectName, namespace: Option<&str>) -> Option<Found> {
        let mut parts = name.0.iter().rev().map(|part| part.as_ident());
        let own = parts.next()??;
        let qualifier = parts.next().flatten();
        let candidates = self.relations.get(&own.value.to_lowercase())?;
        let space = |found: &Found| match found {
            Found::Table(index) => self.table(*index).name.namespace.as_deref(),
            Found::View(index) => self.view(*index).name.namespace.as_deref(),
        };
        let in_space = |wanted: Option<&str>| {
            candidates.iter().find(|found| match (space(found), wanted) {
                (Some(own), Some(wanted)) => own.eq_ignore_ascii_case(wanted),
                (own, wanted) => own == wanted,
            })
        };
        let found = match qualifier {
            // The default namespace has no name in the model, and any in a query.
            Some(qualifier) => in_space(Some(&qualifier.value)).or_else(|| in_space(None)),
            None => in_space(namespace).or_else(|| in_space(None)),
        };
        found.or_else(|| (candidates.len() == 1).then(|| &candidates[0])).copied()
    }

    pub fn column(&self, table: usize, name: &Ident) -> Option<usize> {
        self.columns.get(table)?.get(&name.value.to_lowercase()).copied()
    }
}
