//! Where rows lie: the statements that a database of several machines is told it by.

use serde::Serialize;

use super::Writer;
use crate::emit::Alter;
use crate::schema::{AtomKey, AtomKind, Placement, QualifiedName, Table};
use crate::template::TemplateError;

/// `place_table.hbs`, `place_table_anew.hbs` and `unplace_table.hbs`: of `column`, `reference` and `local` one is set.
#[derive(Serialize)]
pub(super) struct PlaceTable<'a> {
    /// Spelled as a statement names it, for the functions that take it as a text.
    pub table: String,
    pub column: Option<&'a str>,
    /// Spelled as the table is.
    pub beside: Option<String>,
    pub shards: Option<u32>,
    /// With all tables that lie beside it.
    pub together: bool,
    pub reference: bool,
    pub local: bool,
}

/// `place_namespace.hbs` and `unplace_namespace.hbs`.
#[derive(Serialize)]
pub(super) struct PlaceNamespace {
    /// Spelled as a statement names it.
    pub namespace: String,
}

impl<'s> Writer<'s> {
    pub(super) fn placement(&mut self, table: &Table) -> Result<(), TemplateError> {
        let Some(placement) = &table.placement else { return Ok(()) };
        if *placement == Placement::Namespace {
            return self.place_namespace(&table.name);
        }
        let model = self.place_table(&table.name, placement);
        let change = match placement {
            Placement::Distributed { column, .. } => {
                format!("distribute {} by {column}", table.name)
            }
            Placement::Reference => format!("copy {} to every node", table.name),
            _ => format!("make {} known to every node", table.name),
        };
        self.statement("place_table", &model, key(&table.name), change)
    }

    /// Once for all tables of a namespace; it is the first one's statement.
    fn place_namespace(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        let Some(namespace) = &table.namespace else { return Ok(()) };
        let change = format!("give {namespace} a node of its own");
        if self.statements.iter().any(|statement| statement.change == change) {
            return Ok(());
        }
        let model = PlaceNamespace { namespace: self.dialect.quote(namespace) };
        self.statement("place_namespace", &model, key(table), change)
    }

    fn place_table<'a>(&self, table: &QualifiedName, placement: &'a Placement) -> PlaceTable<'a> {
        let (beside, shards) = match placement {
            Placement::Distributed { beside, shards, .. } => (beside.as_ref(), *shards),
            _ => (None, None),
        };
        PlaceTable {
            table: self.dialect.qualified(table),
            column: placement.column(),
            beside: beside.map(|beside| self.dialect.qualified(beside)),
            shards,
            together: false,
            reference: *placement == Placement::Reference,
            local: *placement == Placement::Local,
        }
    }
}

impl Alter<'_> {
    /// Rows move from the shards back to one machine.
    pub fn unplace_table(
        &mut self,
        table: &QualifiedName,
        from: &Placement,
    ) -> Result<(), TemplateError> {
        if let (Placement::Namespace, Some(namespace)) = (from, &table.namespace) {
            let model = PlaceNamespace { namespace: self.writer.dialect.quote(namespace) };
            let change = format!("take the node of its own from {namespace}");
            let known = self.writer.statements.iter().any(|statement| statement.change == change);
            return match known {
                true => Ok(()),
                false => self.writer.statement("unplace_namespace", &model, key(table), change),
            };
        }
        let model = self.writer.place_table(table, from);
        let change = format!("bring {table} back to one node");
        self.writer.statement("unplace_table", &model, key(table), change)
    }

    /// Rows move from where they lie to where they are to lie.
    pub fn replace_table(
        &mut self,
        table: &QualifiedName,
        from: &Placement,
        to: &Placement,
    ) -> Result<(), TemplateError> {
        let model = self.writer.place_table(table, to);
        match (from, to) {
            (
                Placement::Distributed { column, beside, shards },
                Placement::Distributed { column: other, beside: neighbour, shards: count },
            ) => {
                // The server refuses what is so already.
                let model = PlaceTable {
                    column: model.column.filter(|_| column != other),
                    beside: model.beside.filter(|_| beside != neighbour),
                    shards: model.shards.filter(|_| shards != count),
                    together: column == other && shards != count && neighbour.is_none(),
                    ..model
                };
                let change = format!("distribute {table} anew");
                self.writer.statement("place_table_anew", &model, key(table), change)
            }
            _ => {
                self.unplace_table(table, from)?;
                let change = format!("place {table} anew");
                self.writer.statement("place_table", &model, key(table), change)
            }
        }
    }
}

fn key(object: &QualifiedName) -> AtomKey {
    AtomKey::new(object, AtomKind::Placement, "")
}

/// View models with every field set, for the test that walks all templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    let table = || {
        serde_json::json!(PlaceTable {
            table: "t".into(),
            column: Some("a"),
            beside: Some("b".into()),
            shards: Some(1),
            together: true,
            reference: true,
            local: true,
        })
    };
    let namespace = || serde_json::json!(PlaceNamespace { namespace: "n".into() });
    vec![
        ("place_table", table()),
        ("place_table_anew", table()),
        ("unplace_table", table()),
        ("place_namespace", namespace()),
        ("unplace_namespace", namespace()),
    ]
}
