//! Everything that can be meant by a word.

use super::Finder;
use crate::schema::{AtomKind, QualifiedName, Table};

impl<'s> Finder<'_, 's> {
    /// Everything that can be meant by a word.
    pub(super) fn learn(&mut self) {
        let schema = self.side.schema;
        let types = (schema.enums.iter().map(|item| (&item.name, AtomKind::Enum)))
            .chain(schema.domains.iter().map(|item| (&item.name, AtomKind::Domain)))
            .chain(schema.composites.iter().map(|item| (&item.name, AtomKind::Composite)))
            .chain(schema.ranges.iter().map(|item| (&item.name, AtomKind::Range)))
            .chain(schema.sequences.iter().map(|item| (&item.name, AtomKind::Sequence)));
        for (name, kind) in types {
            if let Some(id) = self.id(name, kind, "") {
                self.names.object(name, id);
            }
        }
        for routine in &schema.routines {
            let part = format!("({})", routine.arguments);
            if let Some(id) = self.id(&routine.name, AtomKind::Routine, &part) {
                self.names.object(&routine.name, id);
            }
        }
        for other in schema.others.iter().filter(|other| other.early) {
            let Some(id) = self.other_id(other) else { continue };
            match other.kind.as_str() {
                "operator" => self.names.operator(&other.name.name, id),
                // Nobody says their names.
                "cast" | "members of an operator family" => {}
                _ => self.names.object(&other.name, id),
            }
        }
        for table in &schema.tables {
            if let Some(id) = self.id(&table.name, AtomKind::Table, "") {
                self.names.relation(&table.name, id);
            }
            self.learn_columns(&table.name, table);
        }
        let partitions: Vec<_> = self.side.partitions().collect();
        for (root, _, partition) in partitions {
            let id = self.id(&root.name, AtomKind::Partition, &partition.name.to_string());
            if let Some(id) = id {
                self.names.relation(&partition.name, id);
            }
            // Its columns are its parent's, whatever more is said of them.
            self.learn_columns(&partition.name, root);
        }
        for table in schema.tables.iter().filter(|table| !table.inherits.is_empty()) {
            for parent in self.side.ancestors(table) {
                self.learn_columns(&table.name, parent);
            }
        }
        for view in &schema.views {
            if let Some(id) = self.id(&view.name, AtomKind::View, "") {
                self.names.relation(&view.name, id);
            }
        }
    }

    pub(super) fn learn_columns(&mut self, relation: &'s QualifiedName, table: &'s Table) {
        for column in &table.columns {
            let Some(id) = self.id(&table.name, AtomKind::Column, &column.name) else { continue };
            self.names.column(relation, &column.name, id);
            if let Some(identity) = &column.identity {
                let name = match &identity.sequence_name {
                    Some(name) => name.name.clone(),
                    None => format!("{}_{}_seq", table.name.name, column.name),
                };
                if let Some(id) = self.id(&table.name, AtomKind::Identity, &column.name) {
                    self.sequences.insert(name, id);
                }
            }
        }
    }
}
