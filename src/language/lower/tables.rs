//! The design's tables as SQL in one context sees them.

use sqlparser::ast::Ident;

use crate::language::ast;

use super::names::{Advice, Declared, ObjectKind};
use super::sql::{Catalog, Relation};
use super::world::World;

pub struct Tables<'w, 's> {
    pub world: &'w World<'s>,
    pub context: Option<&'w str>,
}

/// Schemas that every server has.
const SYSTEM: [&str; 6] =
    ["information_schema", "pg_catalog", "mysql", "performance_schema", "sys", "pg_toast"];

impl Catalog for Tables<'_, '_> {
    fn relation(&self, qualifier: Option<&Ident>, name: &Ident) -> Relation<'_> {
        let qualifier = qualifier.map(|ident| ident.value.as_str());
        // `public` is the default context's name on Postgres.
        let (context, qualifier) = match qualifier {
            Some("public") if !self.world.names.contexts.contains_key("public") => (None, None),
            other => (self.context, other),
        };
        let objects = &self.world.names.objects;
        let found = match objects.resolve(context, qualifier, &name.value) {
            None if name.quote_style.is_none() => {
                objects.resolve_folded(context, qualifier, &name.value)
            }
            found => found,
        };
        match found {
            Some((_, Declared { kind: ObjectKind::Entity, index, .. })) => {
                let entity = &self.world.entities[index];
                if entity.complete {
                    Relation::Known(&entity.columns_anywhere)
                } else {
                    Relation::Opaque
                }
            }
            Some((_, Declared { kind: ObjectKind::View | ObjectKind::Sequence, .. })) => {
                Relation::Opaque
            }
            _ if self.may_exist(qualifier, &name.value) => Relation::Opaque,
            _ => Relation::Missing,
        }
    }

    fn advice(&self, qualifier: Option<&Ident>, name: &Ident) -> Option<Advice> {
        let qualifier = qualifier.map(|ident| ident.value.as_str());
        let is_table = |kind| matches!(kind, ObjectKind::Entity | ObjectKind::View);
        self.world.names.objects.advice(self.context, qualifier, &name.value, is_table)
    }
}

impl Tables<'_, '_> {
    /// Whether a table the design does not declare may be there all the same.
    fn may_exist(&self, qualifier: Option<&str>, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        let system = qualifier
            .is_some_and(|qualifier| SYSTEM.contains(&qualifier.to_ascii_lowercase().as_str()))
            || lower.starts_with("pg_")
            || lower.starts_with("sqlite_")
            || lower == "dual";
        let partition = || {
            self.world.entities.iter().any(|entity| {
                lower
                    .strip_prefix(&entity.name.name.to_ascii_lowercase())
                    .is_some_and(|rest| rest.starts_with('_'))
                    && entity.lines.iter().any(|line| matches!(line.node, ast::Line::Partition(_)))
            })
        };
        system || self.world.native_words.contains(&lower) || partition()
    }
}
