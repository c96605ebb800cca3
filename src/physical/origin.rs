use std::collections::BTreeMap;

use crate::design::Design;
use crate::schema::{AtomKey, AtomKind, QualifiedName};
use crate::text::Span;

/// Where the atoms of a physical schema come from.
///
/// Only what differs is kept: an atom that is not mentioned has the same key in the design.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    keys: BTreeMap<AtomKey, AtomKey>,
    /// Atoms that an `only DIALECT` block has brought, with the place of the block.
    overlays: BTreeMap<AtomKey, Span>,
}

impl Origin {
    /// The design's atom that a physical atom was made from.
    pub fn design_key<'a>(&'a self, key: &'a AtomKey) -> &'a AtomKey {
        self.keys.get(key).unwrap_or(key)
    }

    /// Where a physical atom was said: itself, else its column, else its entity.
    pub fn span(&self, design: &Design, key: &AtomKey) -> Option<Span> {
        let origin = self.design_key(key);
        design
            .span(origin)
            .or_else(|| self.overlays.get(key).or_else(|| self.overlays.get(origin)).copied())
            .or_else(|| self.column_span(design, &origin.object, &origin.part))
            .or_else(|| design.entity_span(&origin.object))
    }

    /// Where a column was said, if it is one.
    pub fn column_span(
        &self,
        design: &Design,
        table: &QualifiedName,
        column: &str,
    ) -> Option<Span> {
        design.attribute_span(table, column).or_else(|| {
            let key = AtomKey::new(table, AtomKind::Column, column);
            self.overlays.get(&key).copied()
        })
    }

    /// Remembers that `made` stands for what the design (or a pass before) knows as `from`.
    pub(super) fn derive(&mut self, made: AtomKey, from: AtomKey) {
        let from = self.keys.get(&from).cloned().unwrap_or(from);
        if made != from {
            self.keys.insert(made, from);
        }
    }

    pub(super) fn overlay(&mut self, key: AtomKey, span: Span) {
        self.overlays.insert(key, span);
    }
}
