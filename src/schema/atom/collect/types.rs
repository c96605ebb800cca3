//! Enums, domains, composite types, ranges and sequences.

use serde_json::json;

use super::{Collector, check_fields, fields, put};
use crate::schema::{Atom, AtomKind, Schema};

impl Collector {
    pub(super) fn types(&mut self, schema: &Schema) {
        for item in &schema.enums {
            self.add(&item.name, AtomKind::Enum, "", fields! { "values": item.values });
            self.owner(&item.name, &item.owner);
            self.comment(&item.name, "", &item.comment);
        }
        for domain in &schema.domains {
            self.add(
                &domain.name,
                AtomKind::Domain,
                "",
                fields! { "type": domain.data_type, "not null": domain.not_null, "collation": domain.collation },
            );
            if let Some(default) = &domain.default {
                self.add(
                    &domain.name,
                    AtomKind::DomainDefault,
                    "",
                    fields! { "expression": default },
                );
            }
            for check in &domain.checks {
                self.comment(&domain.name, &check.part(), &check.comment);
                self.add(&domain.name, AtomKind::DomainCheck, check.part(), check_fields(check));
            }
            self.owner(&domain.name, &domain.owner);
            self.comment(&domain.name, "", &domain.comment);
        }
        for composite in &schema.composites {
            self.add(&composite.name, AtomKind::Composite, "", Atom::new());
            for (position, attribute) in composite.attributes.iter().enumerate() {
                self.add(
                    &composite.name,
                    AtomKind::Attribute,
                    &attribute.name,
                    fields! { "type": attribute.data_type, "collation": attribute.collation, "position": position },
                );
                self.comment(&composite.name, &attribute.name, &attribute.comment);
            }
            self.owner(&composite.name, &composite.owner);
            self.comment(&composite.name, "", &composite.comment);
        }
        for range in &schema.ranges {
            self.add(&range.name, AtomKind::Range, "", fields! { "subtype": range.subtype });
            self.options(&range.name, "", &range.options);
            self.owner(&range.name, &range.owner);
            self.comment(&range.name, "", &range.comment);
        }
        for sequence in &schema.sequences {
            let mut atom = fields! {
                "type": sequence.data_type,
                "owned by": sequence.owned_by.as_ref().map(|(table, column)| format!("{table}.{column}")),
            };
            put(&mut atom, "options", json!(sequence.options));
            self.add(&sequence.name, AtomKind::Sequence, "", atom);
            self.owner(&sequence.name, &sequence.owner);
            self.comment(&sequence.name, "", &sequence.comment);
        }
    }
}
