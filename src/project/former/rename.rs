//! A name that something had before.

use crate::emit::{Alter, Statement};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema};
use crate::template::TemplateError;

#[derive(Debug, Clone)]
pub(super) struct Rename {
    pub kind: AtomKind,
    /// Under its new name.
    pub object: QualifiedName,
    /// A column or a value of an enum, under its new name; empty for the object itself.
    pub part: String,
    pub old: String,
}

impl Rename {
    /// What holds others is called by its new name before they are.
    pub fn rank(&self) -> usize {
        match self.kind {
            AtomKind::Namespace => 0,
            AtomKind::Column => 2,
            AtomKind::Enum if !self.part.is_empty() => 2,
            _ => 1,
        }
    }

    pub fn key(&self) -> AtomKey {
        AtomKey::new(&self.object, self.kind, self.part.as_str())
    }

    /// Whether the old name is there and the new one is not.
    pub fn is_due(&self, there: &Schema) -> bool {
        let (new, old) = (&self.object, self.object.sibling(self.old.as_str()));
        let either = |has: &dyn Fn(&QualifiedName) -> bool| has(&old) && !has(new);
        match self.kind {
            AtomKind::Namespace => {
                let has = |name: &str| there.namespaces.iter().any(|item| item.name == name);
                has(&self.old) && !has(&new.name)
            }
            AtomKind::Table => either(&|name| there.table(name).is_some()),
            AtomKind::Column => there.table(new).is_some_and(|table| {
                table.column(&self.old).is_some() && table.column(&self.part).is_none()
            }),
            AtomKind::Enum if self.part.is_empty() => {
                either(&|name| there.enums.iter().any(|item| item.name == *name))
            }
            AtomKind::Enum => there.enums.iter().any(|item| {
                item.name == *new
                    && item.values.contains(&self.old)
                    && !item.values.contains(&self.part)
            }),
            AtomKind::Domain => either(&|name| there.domains.iter().any(|item| item.name == *name)),
            AtomKind::Sequence => {
                either(&|name| there.sequences.iter().any(|item| item.name == *name))
            }
            // Nothing is lost where a view is made anew.
            _ => false,
        }
    }

    /// The statement, there or back.
    pub fn statement(
        &self,
        alter: &mut Alter<'_>,
        back: bool,
    ) -> Result<Vec<Statement>, TemplateError> {
        let turned = |old: &str, new: &str| match back {
            false => (old.to_owned(), new.to_owned()),
            true => (new.to_owned(), old.to_owned()),
        };
        let object = &self.object;
        match (self.kind, self.part.is_empty()) {
            (AtomKind::Column, _) => {
                let (from, to) = turned(&self.old, &self.part);
                alter.rename_part("column", object, &from, &to, self.key())?;
            }
            (AtomKind::Enum, false) => {
                let (from, to) = turned(&self.old, &self.part);
                alter.rename_enum_value(object, &from, &to)?;
            }
            (kind, _) => {
                let word = match kind {
                    AtomKind::Table => "table",
                    AtomKind::Enum => "type",
                    AtomKind::Domain => "domain",
                    AtomKind::Sequence => "sequence",
                    _ => "schema",
                };
                let (from, to) = turned(&self.old, &object.name);
                alter.rename_object(word, &object.sibling(from), &to, self.key())?;
            }
        }
        Ok(alter.take())
    }
}
