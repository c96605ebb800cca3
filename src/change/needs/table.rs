//! What stands in a table.

use super::{Finder, Id, Strength};
use crate::change::names::literals;
use crate::schema::{AtomKind, Check, Index, IndexTarget, Placement, QualifiedName, Table};

const REPLICA_IDENTITY: &str = "replica_identity";

impl<'s> Finder<'_, 's> {
    pub(super) fn table(&mut self, table: &'s Table) {
        self.placement(table);
        let name = &table.name;
        let whole = self.id(name, AtomKind::Table, "");
        for parent in &table.inherits {
            let found: Vec<Id> = self.names.named(parent).collect();
            self.all(whole, found);
        }
        if let Some(of_type) = &table.of_type {
            let found: Vec<Id> = self.names.named(of_type).collect();
            self.all(whole, found);
        }
        for column in &table.columns {
            let part = column.name.as_str();
            let id = self.id(name, AtomKind::Column, part);
            self.data_type(id, &column.data_type);
            self.collation(id, column.collation.as_deref());
            let not_null = self.id(name, AtomKind::NotNull, part);
            if let Some(default) = &column.default {
                let id = self.id(name, AtomKind::Default, part);
                self.expression(id, default, None);
                let sequences = self.sequences_in(default.text());
                self.all(id, sequences);
            }
            if column.identity.is_some() {
                let id = self.id(name, AtomKind::Identity, part);
                self.must(id, not_null);
            }
            if let Some(generated) = &column.generated {
                self.expression(id, &generated.expression, Some(name));
                let id = self.id(name, AtomKind::Generated, part);
                self.expression(id, &generated.expression, Some(name));
            }
        }
        if let Some(key) = &table.primary_key {
            let id = self.id(name, AtomKind::PrimaryKey, "");
            self.columns(id, name, key.columns.iter().chain(&key.include));
            let root = self.side.partition(name).map_or(name, |(root, ..)| &root.name);
            for column in &key.columns {
                for table in [name, root] {
                    let not_null = self.id(table, AtomKind::NotNull, column);
                    self.must(id, not_null);
                }
            }
        }
        for unique in &table.uniques {
            let id = self.id(name, AtomKind::Unique, &unique.part());
            self.columns(id, name, unique.columns.iter().chain(&unique.include));
            if unique.options.contains_key(REPLICA_IDENTITY) {
                self.identifies(name, &unique.part(), unique.columns.iter().map(String::as_str));
            }
        }
        for check in &table.checks {
            self.check(name, check);
        }
        for exclusion in &table.exclusions {
            let id = self.id(name, AtomKind::Exclusion, &exclusion.part());
            for element in &exclusion.elements {
                self.target(id, name, &element.target);
                if let Some(class) = &element.operator_class {
                    let found = self.names.in_body(class);
                    self.all(id, found);
                }
            }
            self.columns(id, name, &exclusion.include);
            if let Some(predicate) = &exclusion.predicate {
                self.expression(id, predicate, Some(name));
            }
        }
        for key in &table.foreign_keys {
            let id = self.id(name, AtomKind::ForeignKey, &key.part());
            self.columns(id, name, &key.columns);
            let mut target: Vec<Id> = self.names.named(&key.references).collect();
            target.extend(
                key.referenced_columns.iter().filter_map(|name| self.column(&key.references, name)),
            );
            target.extend(self.unique_over(&key.references, &key.referenced_columns));
            for target in target {
                self.need(id, Some(target), self.references);
            }
            // An index on its own columns serves it, where the server wants one.
            let serves = table.indexes.iter().filter(|index| {
                key.columns.first().is_some_and(|first| index.columns().next() == Some(first))
            });
            for index in serves.map(Index::part).collect::<Vec<_>>() {
                let index = self.id(name, AtomKind::Index, &index);
                self.need(id, index, Strength::Body);
            }
        }
        for index in &table.indexes {
            self.index(name, index);
        }
        for trigger in &table.triggers {
            let id = self.id(name, AtomKind::Trigger, &trigger.name);
            let found = self.names.in_expression(&trigger.definition, Some(name));
            self.all(id, found);
        }
        for policy in &table.policies {
            let id = self.id(name, AtomKind::Policy, &policy.name);
            for condition in policy.using.iter().chain(&policy.check) {
                let found = self.names.in_query(condition.text(), Some(name));
                self.all(id, found);
            }
            for role in &policy.roles {
                let role = self.id(&QualifiedName::bare(role), AtomKind::Role, "");
                self.must(id, role);
            }
        }
        if let Some(partitioning) = &table.partitioning {
            let id = self.id(name, AtomKind::PartitionKey, "");
            self.partition_keys(id, name, &partitioning.keys);
        }
        for (option, value) in &table.options {
            if option == "access_method" {
                let id = self.id(name, AtomKind::Option, option);
                let found = self.names.in_body(value);
                self.all(id, found);
            }
        }
    }

    /// The identity columns whose sequences a default names.
    /// Rows are placed when those that they refer to are, and those that they lie beside.
    fn placement(&mut self, table: &'s Table) {
        let Some(placement) = &table.placement else { return };
        let own = self.id(&table.name, AtomKind::Placement, "");
        if let Placement::Distributed { beside: Some(beside), .. } = placement {
            self.must(own, self.id(beside, AtomKind::Placement, ""));
        }
        for key in &table.foreign_keys {
            self.must(own, self.id(&key.references, AtomKind::Placement, ""));
        }
        if let Some(column) = placement.column() {
            self.must(own, self.column(&table.name, column));
        }
    }

    pub(super) fn sequences_in(&self, text: &str) -> Vec<Id> {
        if self.sequences.is_empty() {
            return Vec::new();
        }
        literals(text)
            .into_iter()
            .filter_map(|(_, name)| self.sequences.get(name).copied())
            .collect()
    }

    /// What tells rows apart for those who copy them is never null.
    fn identifies<'c>(
        &mut self,
        table: &QualifiedName,
        index: &str,
        columns: impl Iterator<Item = &'c str>,
    ) {
        let mark = self.id(table, AtomKind::Option, &format!("{index}.{REPLICA_IDENTITY}"));
        for column in columns {
            let not_null = self.id(table, AtomKind::NotNull, column);
            self.must(mark, not_null);
        }
    }

    /// The keys and unique indexes that make these columns of a table unique; of a partition, those of the whole too.
    pub(super) fn unique_over(&self, table: &QualifiedName, columns: &[String]) -> Vec<Id> {
        let own = self.unique_here(table, columns);
        match self.side.partition(table) {
            Some((root, ..)) if own.is_empty() => self.unique_here(&root.name, columns),
            _ => own,
        }
    }

    fn unique_here(&self, table: &QualifiedName, columns: &[String]) -> Vec<Id> {
        let Some(target) = self.side.table(table) else { return Vec::new() };
        let same = |others: &[String]| {
            others.len() == columns.len() && others.iter().all(|other| columns.contains(other))
        };
        let mut found = Vec::new();
        if target.primary_key.as_ref().is_some_and(|key| same(&key.columns)) {
            found.extend(self.id(table, AtomKind::PrimaryKey, ""));
        }
        for unique in target.uniques.iter().filter(|unique| same(&unique.columns)) {
            found.extend(self.id(table, AtomKind::Unique, &unique.part()));
        }
        if found.is_empty() {
            for index in target.indexes.iter().filter(|index| index.unique) {
                let names: Vec<String> = index.columns().map(str::to_owned).collect();
                if same(&names) {
                    found.extend(self.id(table, AtomKind::Index, &index.part()));
                }
            }
        }
        found
    }

    pub(super) fn check(&mut self, table: &QualifiedName, check: &Check) {
        let id = self.id(table, AtomKind::Check, &check.part());
        self.expression(id, &check.expression, Some(table));
    }

    pub(super) fn target(&mut self, of: Option<Id>, table: &QualifiedName, target: &IndexTarget) {
        match target {
            IndexTarget::Column(name) => {
                let column = self.column(table, name);
                self.must(of, column);
            }
            IndexTarget::Expression(expression) => self.expression(of, expression, Some(table)),
        }
    }

    pub(super) fn index(&mut self, relation: &QualifiedName, index: &Index) {
        let id = self.id(relation, AtomKind::Index, &index.part());
        for part in &index.parts {
            self.target(id, relation, &part.target);
            self.collation(id, part.collation.as_deref());
            if let Some(class) = &part.operator_class {
                let found = self.names.in_body(class);
                self.all(id, found);
            }
        }
        self.columns(id, relation, &index.include);
        if index.options.contains_key(REPLICA_IDENTITY) {
            self.identifies(relation, &index.part(), index.columns());
        }
        if let Some(predicate) = &index.predicate {
            self.expression(id, predicate, Some(relation));
        }
    }
}
