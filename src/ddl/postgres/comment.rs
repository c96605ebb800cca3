//! `COMMENT ON`.

use super::tree::{self, Kind, Node};
use super::{DEFAULT_NAMESPACE, Reader, Why};
use crate::schema::{QualifiedName, Table};

impl Reader<'_> {
    pub fn comment_on(&mut self, node: &Node) -> Result<(), Why> {
        let object = node.children().next().ok_or("it names no object")?;
        let text = node.children().last().and_then(|literal| tree::string(&literal));
        // An empty comment is none.
        let text = text.filter(|text| !text.is_empty());
        let missing = || format!("there is no {} before it", tree::text(&object).to_lowercase());
        match self.place(&object) {
            Some(Place::Slot(slot)) => *slot = text,
            Some(Place::ViewColumn(view, column)) => {
                if let Some(view) = self.draft.views.get_mut(&view) {
                    match text {
                        Some(text) => {
                            view.column_comments.insert(column, text);
                        }
                        None => {
                            view.column_comments.shift_remove(&column);
                        }
                    }
                }
            }
            Some(Place::Unseen(what)) => self.leave(format!("comment on {what}")),
            None => return Err(missing()),
        }
        Ok(())
    }

    fn place(&mut self, object: &Node) -> Option<Place<'_>> {
        let parts = object.children().next().map(|name| tree::names(&name)).unwrap_or_default();
        let last = parts.last().cloned().unwrap_or_default();
        let relation = self.found(parts.clone(), |name| self.draft.is_relation(name));
        match object.kind() {
            Kind::OBJECT_TABLE | Kind::OBJECT_VIEW | Kind::OBJECT_MATERIALIZED_VIEW => {
                let draft = &mut self.draft;
                (draft.tables.get_mut(&relation).map(|table| &mut table.comment))
                    .or_else(|| draft.views.get_mut(&relation).map(|view| &mut view.comment))
                    .map(Place::Slot)
            }
            Kind::OBJECT_SEQUENCE => {
                if self.draft.identities.contains(&relation) {
                    return Some(Place::Unseen("the sequence of an identity column"));
                }
                Some(Place::Slot(&mut self.draft.sequences.get_mut(&relation)?.comment))
            }
            Kind::OBJECT_INDEX => {
                if self.draft.index(&relation).is_none() {
                    let known = self.draft.indexes.contains_key(&relation);
                    return known.then_some(Place::Unseen("the index of a constraint"));
                }
                Some(Place::Slot(&mut self.draft.index(&relation)?.comment))
            }
            Kind::OBJECT_COLUMN => {
                let mut parts = parts;
                let column = parts.pop()?;
                let relation = self.found(parts.clone(), |name| self.draft.is_relation(name));
                if self.draft.views.contains_key(&relation) {
                    return Some(Place::ViewColumn(relation, column));
                }
                let composite = self.found(parts, |name| self.draft.is_type(name));
                let draft = &mut self.draft;
                if let Some(table) = draft.tables.get_mut(&relation) {
                    return Some(Place::Slot(&mut table.column_mut(&column)?.comment));
                }
                let composite = draft.composites.get_mut(&composite)?;
                let mut attributes = composite.attributes.iter_mut();
                let attribute = attributes.find(|attribute| attribute.name == column)?;
                Some(Place::Slot(&mut attribute.comment))
            }
            Kind::OBJECT_TYPE | Kind::OBJECT_DOMAIN => {
                let name = self.found(parts, |name| self.draft.is_type(name));
                let draft = &mut self.draft;
                (draft.enums.get_mut(&name).map(|item| &mut item.comment))
                    .or_else(|| draft.domains.get_mut(&name).map(|item| &mut item.comment))
                    .or_else(|| draft.composites.get_mut(&name).map(|item| &mut item.comment))
                    .or_else(|| draft.ranges.get_mut(&name).map(|item| &mut item.comment))
                    .map(Place::Slot)
            }
            Kind::OBJECT_SCHEMA => {
                if last == DEFAULT_NAMESPACE {
                    return Some(Place::Unseen("the default schema"));
                }
                let mut namespaces = self.draft.schema.namespaces.iter_mut();
                Some(Place::Slot(&mut namespaces.find(|item| item.name == last)?.comment))
            }
            Kind::OBJECT_EXTENSION => {
                let mut extensions = self.draft.schema.extensions.iter_mut();
                match extensions.find(|item| item.name == last) {
                    // A dump repeats the comment that the extension comes with.
                    Some(_) => Some(Place::Unseen("an extension, which brings its own")),
                    None if last == "plpgsql" => {
                        Some(Place::Unseen("an extension of every database"))
                    }
                    None => None,
                }
            }
            Kind::OBJECT_ROLE => {
                let mut roles = self.draft.schema.roles.iter_mut();
                Some(Place::Slot(&mut roles.find(|item| item.name == last)?.comment))
            }
            Kind::OBJECT_DATABASE => Some(Place::Unseen("the database")),
            Kind::OBJECT_FUNCTION
            | Kind::OBJECT_PROCEDURE
            | Kind::OBJECT_AGGREGATE
            | Kind::OBJECT_ROUTINE => {
                let signature = object.children().next()?;
                let key = self.known_routine(&signature)?;
                Some(Place::Slot(&mut self.draft.routines.get_mut(&key)?.comment))
            }
            Kind::OBJECT_CONSTRAINT | Kind::OBJECT_TRIGGER | Kind::OBJECT_POLICY => {
                let of = object.children().nth(1)?;
                if of.kind() == Kind::DOMAIN_REF {
                    let name = self.known_name(&of, |name| self.draft.is_type(name));
                    let mut checks = self.draft.domains.get_mut(&name)?.checks.iter_mut();
                    let check =
                        checks.find(|check| check.name.as_deref() == Some(last.as_str()))?;
                    return Some(Place::Slot(&mut check.comment));
                }
                let name = self.relation(&of);
                let table = self.draft.tables.get_mut(&name)?;
                match object.kind() {
                    Kind::OBJECT_TRIGGER => table
                        .triggers
                        .iter_mut()
                        .find(|item| item.name == last)
                        .map(|i| &mut i.comment),
                    Kind::OBJECT_POLICY => table
                        .policies
                        .iter_mut()
                        .find(|item| item.name == last)
                        .map(|i| &mut i.comment),
                    _ => constraint(table, &last),
                }
                .map(Place::Slot)
            }
            _ => None,
        }
    }
}

enum Place<'d> {
    Slot(&'d mut Option<String>),
    ViewColumn(QualifiedName, String),
    /// What has no comment in the model.
    Unseen(&'static str),
}

fn constraint<'t>(table: &'t mut Table, name: &str) -> Option<&'t mut Option<String>> {
    let is = |own: &Option<String>| own.as_deref() == Some(name);
    if let Some(key) = table.primary_key.as_mut().filter(|key| is(&key.name)) {
        return Some(&mut key.comment);
    }
    (table.uniques.iter_mut().find(|item| is(&item.name)).map(|item| &mut item.comment))
        .or_else(|| {
            table.checks.iter_mut().find(|item| is(&item.name)).map(|item| &mut item.comment)
        })
        .or_else(|| {
            table.foreign_keys.iter_mut().find(|item| is(&item.name)).map(|item| &mut item.comment)
        })
        .or_else(|| {
            table.exclusions.iter_mut().find(|item| is(&item.name)).map(|item| &mut item.comment)
        })
}
