//! What types and sequences need, and whatever is of a type.

use super::{Finder, Id};
use crate::change::virtual_pieces::OWNED_BY;
use crate::schema::{AtomKind, DataType};

impl Finder<'_, '_> {
    pub(super) fn types(&mut self) {
        let schema = self.side.schema;
        for domain in &schema.domains {
            let id = self.id(&domain.name, AtomKind::Domain, "");
            self.data_type(id, &domain.data_type);
            self.collation(id, domain.collation.as_deref());
            if let Some(default) = &domain.default {
                let id = self.id(&domain.name, AtomKind::DomainDefault, "");
                self.expression(id, default, None);
            }
            for check in &domain.checks {
                let id = self.id(&domain.name, AtomKind::DomainCheck, &check.part());
                self.expression(id, &check.expression, None);
            }
        }
        for composite in &schema.composites {
            let whole = self.id(&composite.name, AtomKind::Composite, "");
            for attribute in &composite.attributes {
                let id = self.id(&composite.name, AtomKind::Attribute, &attribute.name);
                self.data_type(id, &attribute.data_type);
                self.data_type(whole, &attribute.data_type);
                self.collation(id, attribute.collation.as_deref());
            }
        }
        for range in &schema.ranges {
            let id = self.id(&range.name, AtomKind::Range, "");
            self.data_type(id, &range.subtype);
            for (name, value) in &range.options {
                if name != "multirange_type_name" {
                    let found = self.names.in_expression(value, None);
                    self.all(id, found);
                }
            }
        }
        for sequence in &schema.sequences {
            if let Some((table, column)) = &sequence.owned_by {
                let id = self.id(&sequence.name, AtomKind::Sequence, OWNED_BY);
                let column = self.column(table, column);
                self.must(id, column);
            }
        }
    }

    pub(super) fn data_type(&mut self, of: Option<Id>, data_type: &DataType) {
        match data_type {
            DataType::Array { element } => self.data_type(of, element),
            DataType::Named { name } => {
                let found: Vec<Id> = self.names.named(name).collect();
                self.all(of, found);
            }
            DataType::Native { sql } => {
                let found = self.names.in_expression(sql, None);
                self.all(of, found);
            }
            _ => {}
        }
    }

    pub(super) fn collation(&mut self, of: Option<Id>, name: Option<&str>) {
        let Some(name) = name else { return };
        let found = self.names.in_body(&format!("\"{name}\""));
        self.all(of, found);
    }
}
