//! Tables as entities: attributes first, then the lines about several of them, then storage.

use crate::schema::{QualifiedName, RowSecurity, Table};

use super::Writer;
use super::attribute::Folded;
use super::reference::Reference;
use super::spell;

impl<'s> Writer<'s> {
    pub(super) fn entity(&mut self, table: &'s Table) {
        let context = table.name.namespace.as_deref();
        let parents: Option<Vec<String>> = table
            .inherits
            .iter()
            .map(|parent| self.seen_from(parent, context).filter(|_| self.is_entity(parent)))
            .collect();
        let (true, Some(parents)) = (self.is_entity(&table.name), parents) else {
            return self.native_object(&table.name);
        };
        let folded = Folded::of(table);
        let references: Vec<Reference<'s>> =
            table.foreign_keys.iter().map(|key| self.reference(table, key)).collect();
        self.line("");
        self.docs(&table.comment);
        let owner = spell::owner(&table.owner);
        let inherits = match parents.is_empty() {
            true => String::new(),
            false => format!(" inherits {}", parents.join(", ")),
        };
        self.line(&format!("entity {}{owner}{inherits} {{", spell::name(&table.name.name)));
        for column in &table.columns {
            self.attribute(table, column, &folded, &references);
        }
        let mark = self.out.len();
        self.keys(table, &folded);
        references.iter().for_each(|reference| self.reference_line(reference));
        self.checks(table, &folded);
        for exclusion in &table.exclusions {
            self.exclusion(table, exclusion);
        }
        let duplicates = self.indexes(table);
        self.partitioning(table);
        self.policies(table);
        self.options(table);
        if self.out.len() > mark {
            self.out.insert(mark, '\n');
        }
        self.line("}");
        for index in duplicates {
            self.native_index(table, index);
        }
        references.iter().for_each(|reference| self.native_reference(table, reference));
        self.partition_extras(table);
        self.triggers(table);
    }

    /// Whether the table is written as an entity: one without columns is not, nor one of a type.
    pub(super) fn is_entity(&self, name: &QualifiedName) -> bool {
        self.tables.get(name).is_none_or(|table| {
            table.of_type.is_none() && (!table.columns.is_empty() || !table.inherits.is_empty())
        })
    }

    fn policies(&mut self, table: &Table) {
        let mode = match (table.row_security, table.policies.is_empty()) {
            (RowSecurity::Forced, _) => Some("forced"),
            (RowSecurity::Enabled, true) => Some("enabled"),
            (RowSecurity::Off, false) => Some("disabled"),
            _ => None,
        };
        if let Some(mode) = mode {
            self.line(&format!("row security {mode}"));
        }
        for policy in &table.policies {
            self.policy(policy);
        }
    }

    /// Storage parameters and what else only this server knows.
    fn options(&mut self, table: &Table) {
        if table.options.is_empty() && !table.unlogged {
            return;
        }
        self.line(&format!("only {} {{", self.dialect.name()));
        if table.unlogged {
            self.line("set unlogged = on");
        }
        for (name, value) in &table.options {
            self.line(&format!("set {} = {}", spell::dotted(name), spell::value(value)));
        }
        self.line("}");
    }
}
