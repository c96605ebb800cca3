//! Changes of a table on a server that adds no constraint to what stands: where it stands, as far as that
//! goes, else by a table that is made anew and takes its place, with all changes at once.

use super::Writer;
use crate::change::{Fate, Id};
use crate::emit::{Anew, beside};
use crate::schema::{AtomKey, AtomKind, Table};
use crate::template::TemplateError;

impl Writer<'_, '_> {
    pub(super) fn whole_table(&mut self, id: Id, key: &AtomKey) -> Result<(), TemplateError> {
        let (from, to) = (self.changes.from.table(&key.object), self.changes.to.table(&key.object));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        match self.changes.fates[id] {
            Fate::SHAKE => self.anew(from, to),
            _ => self.as_it_stands(id, from, to),
        }
    }

    fn anew(&mut self, from: &Table, to: &Table) -> Result<(), TemplateError> {
        let columns = to.columns.iter().filter_map(|column| self.source_of(from, column)).collect();
        let schemas = [self.changes.from.schema, self.changes.to.schema];
        let taken = |name: &str| {
            let is = |other: &str| other.eq_ignore_ascii_case(name);
            schemas.iter().any(|schema| {
                schema.tables.iter().any(|table| is(&table.name.name))
                    || schema.views.iter().any(|view| is(&view.name.name))
                    || schema.unmodelled.iter().any(|item| is(&item.name))
            })
        };
        let beside = beside(&from.name, &taken);
        let anew = Anew { before: from, after: to, beside, columns, joins: Vec::new() };
        let rest = self.alter.make_anew(&anew)?;
        // Triggers that come have moves of their own.
        let stay = rest.into_iter().filter(|statement| {
            statement.object.kind != AtomKind::Trigger
                || self.changes.id(&statement.object).map(|id| self.changes.fates[id])
                    == Some(Fate::Keep)
        });
        self.alter.append(stay.collect::<Vec<_>>());
        Ok(())
    }

    fn as_it_stands(&mut self, id: Id, from: &Table, to: &Table) -> Result<(), TemplateError> {
        let Some(node) = self.actions.arrive[id] else { return Ok(()) };
        let changes = self.changes;
        let parts = || {
            let along = self.actions.along[node].iter();
            along.map(|part| (&changes.keys[*part], changes.fates[*part]))
        };
        let of = |kind: AtomKind, goes: bool| {
            parts()
                .filter(move |(key, _)| key.kind == kind)
                .filter(move |(_, fate)| if goes { fate.goes() } else { fate.comes() })
                .map(|(key, _)| key.part.clone())
                .collect::<Vec<String>>()
        };
        let (old_columns, columns) = (of(AtomKind::Column, true), of(AtomKind::Column, false));
        // What is computed from others goes before them, and comes behind them.
        let computed = |table: &Table, name: &String| {
            table.column(name).is_some_and(|column| column.generated.is_some())
        };
        let (first, then): (Vec<_>, Vec<_>) =
            old_columns.iter().partition(|name| computed(from, name));
        for column in first.into_iter().chain(then) {
            self.alter.drop_column(&from.name, column)?;
        }
        let (then, first): (Vec<_>, Vec<_>) = columns.iter().partition(|name| computed(to, name));
        for column in first.into_iter().chain(then).filter_map(|name| to.column(name)) {
            self.alter.add_column(to, column)?;
        }
        Ok(())
    }
}
