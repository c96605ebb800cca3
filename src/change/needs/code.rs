//! What views, routines and statements kept as they are speak of.

use super::{Finder, Id, Strength};
use crate::change::alone::of_other;
use crate::schema::{AtomKind, OtherObject, Routine};

impl Finder<'_, '_> {
    pub(super) fn views(&mut self) {
        for view in &self.side.schema.views {
            let id = self.id(&view.name, AtomKind::View, "");
            let found = self.names.in_query(view.query.text(), None);
            // Columns that are no keys of a group may be read where their table's key groups.
            if view.query.text().to_ascii_lowercase().contains("group by") {
                let tables = found.iter().filter_map(|found| self.key_of(*found));
                let keys: Vec<Id> = tables.collect();
                self.all(id, keys);
            }
            self.all(id, found);
            for index in &view.indexes {
                self.index(&view.name, index);
            }
        }
    }

    /// The primary key of a table.
    pub(super) fn key_of(&self, id: Id) -> Option<Id> {
        self.id(self.names.relation_of(id)?, AtomKind::PrimaryKey, "")
    }

    pub(super) fn routines(&mut self) {
        for routine in &self.side.schema.routines {
            let part = format!("({})", routine.arguments);
            let id = self.id(&routine.name, AtomKind::Routine, &part);
            let (head, body, checked) = head_and_body(routine);
            // Its own name is that of its overloads too.
            let signature = head.split_once('(').map_or(head, |(_, rest)| rest);
            let found = self.names.in_expression(signature, None);
            self.all(id, found);
            if checked {
                let overloads: Vec<Id> = self.names.named(&routine.name).collect();
                let found = self.names.in_query(body, None);
                self.all(id, found.into_iter().filter(|one| !overloads.contains(one)));
            } else {
                for found in self.names.in_body(body) {
                    self.need(id, Some(found), Strength::Body);
                }
            }
        }
    }

    pub(super) fn other_id(&self, other: &OtherObject) -> Option<Id> {
        self.id(&other.name, AtomKind::Other, &other.part_of_key())
    }

    /// What a primary key of a parent alone holds `not null`.
    fn required_by_key(&self, other: &OtherObject) -> Vec<Id> {
        let keyed = of_other(self.side, other).filter(|alone| alone.is_primary_key);
        let (Some(alone), Some(text)) = (keyed, other.statements.first()) else {
            return Vec::new();
        };
        let named = self.names.in_query(text, None);
        let name = &alone.table.name;
        let columns = alone.table.columns.iter().map(|column| column.name.as_str());
        let in_key = columns
            .filter(|column| self.column(name, column).is_some_and(|id| named.contains(&id)));
        in_key.filter_map(|column| self.id(name, AtomKind::NotNull, column)).collect()
    }

    pub(super) fn others(&mut self) {
        let others = &self.side.schema.others;
        for (place, other) in others.iter().enumerate() {
            let id = self.other_id(other);
            for statement in &other.statements {
                let found = self.names.in_query(statement, None);
                self.all(id, found);
            }
            let required = self.required_by_key(other);
            self.all(id, required);
            // Others of early kinds stand in an order in which they can be made.
            for earlier in others[..place].iter().filter(|earlier| earlier.early) {
                let named = other.statements.iter().any(|text| text.contains(&earlier.name.name));
                if named {
                    let earlier = self.other_id(earlier);
                    self.must(id, earlier);
                }
            }
        }
    }
}

/// What a routine's definition says before its body, the body, and whether the server holds the
/// body as something it has understood, with all that it names.
pub(in crate::change) fn head_and_body(routine: &Routine) -> (&str, &str, bool) {
    let text = routine.definition.as_str();
    let at = |words: &[&str]| words.iter().filter_map(|word| text.find(word)).min();
    let written = at(&["\nAS ", " AS $"]);
    let understood = at(&["\nBEGIN ATOMIC", "\nRETURN ", "\n RETURN "]);
    match (written, understood) {
        (Some(written), Some(understood)) if understood < written => {
            (&text[..understood], &text[understood..], true)
        }
        (Some(written), _) => (&text[..written], &text[written..], false),
        (None, Some(understood)) => (&text[..understood], &text[understood..], true),
        // Where the body begins is not known of other servers, which check no names in it anyway.
        (None, None) => ("", text, false),
    }
}
