//! Tables, with all that belongs to them.

use serde_json::json;

use super::{Collector, check_fields, fields, put, put_default};
use crate::schema::{
    Atom, AtomKind, Column, Exclusion, ForeignKey, Index, Partition, Partitioning, QualifiedName,
    Table,
};

impl Collector {
    pub(super) fn table(&mut self, table: &Table) {
        let name = &table.name;
        let inherits: Vec<_> = table.inherits.iter().map(ToString::to_string).collect();
        self.add(
            name,
            AtomKind::Table,
            "",
            fields! {
                "unlogged": table.unlogged,
                "inherits": inherits,
                "of type": table.of_type.as_ref().map(ToString::to_string),
            },
        );
        for column in &table.columns {
            self.column(name, column);
        }
        if let Some(key) = &table.primary_key {
            let mut atom =
                fields! { "name": key.name, "columns": key.columns, "include": key.include };
            put_default(&mut atom, "deferral", key.deferral.is_default(), json!(key.deferral));
            self.options(name, "primary key", &key.options);
            self.add(name, AtomKind::PrimaryKey, "", atom);
            self.comment(name, "primary key", &key.comment);
        }
        for unique in &table.uniques {
            let part = unique.part();
            let mut atom = fields! {
                "columns": unique.columns,
                "include": unique.include,
                "nulls not distinct": unique.nulls_not_distinct,
            };
            put_default(
                &mut atom,
                "deferral",
                unique.deferral.is_default(),
                json!(unique.deferral),
            );
            self.options(name, &part, &unique.options);
            self.comment(name, &part, &unique.comment);
            self.add(name, AtomKind::Unique, part, atom);
        }
        for check in &table.checks {
            self.comment(name, &check.part(), &check.comment);
            self.add(name, AtomKind::Check, check.part(), check_fields(check));
        }
        for exclusion in &table.exclusions {
            self.exclusion(name, exclusion);
        }
        for key in &table.foreign_keys {
            self.foreign_key(name, key);
        }
        for index in &table.indexes {
            self.index(name, index);
        }
        if let Some(partitioning) = &table.partitioning {
            self.partitioning(name, "", partitioning);
        }
        if let Some(placement) = &table.placement {
            self.add(name, AtomKind::Placement, "", fields! { "rows": placement });
        }
        for trigger in &table.triggers {
            self.add(
                name,
                AtomKind::Trigger,
                &trigger.name,
                fields! {
                    "definition": trigger.definition,
                    "firing": trigger.firing,
                    "settings": trigger.settings,
                },
            );
            self.comment(name, &trigger.name, &trigger.comment);
        }
        if !table.row_security.is_default() {
            self.add(name, AtomKind::RowSecurity, "", fields! { "mode": table.row_security });
        }
        for policy in &table.policies {
            self.add(
                name,
                AtomKind::Policy,
                &policy.name,
                fields! {
                    "restrictive": !policy.permissive,
                    "command": policy.command,
                    "roles": policy.roles,
                    "using": policy.using,
                    "check": policy.check,
                },
            );
            self.comment(name, &policy.name, &policy.comment);
        }
        self.options(name, "", &table.options);
        self.owner(name, &table.owner);
        self.comment(name, "", &table.comment);
    }

    fn column(&mut self, table: &QualifiedName, column: &Column) {
        self.add(
            table,
            AtomKind::Column,
            &column.name,
            fields! { "type": column.data_type, "collation": column.collation, "invisible": column.invisible },
        );
        if !column.nullable {
            self.add(table, AtomKind::NotNull, &column.name, Atom::new());
        }
        if column.default.is_some() || column.on_update.is_some() {
            self.add(
                table,
                AtomKind::Default,
                &column.name,
                fields! { "expression": column.default, "on update": column.on_update },
            );
        }
        if let Some(identity) = &column.identity {
            let mut atom = fields! { "mode": identity.mode };
            put(&mut atom, "sequence", json!(identity.sequence));
            put(&mut atom, "sequence name", json!(identity.sequence_name));
            self.add(table, AtomKind::Identity, &column.name, atom);
        }
        if let Some(generated) = &column.generated {
            self.add(
                table,
                AtomKind::Generated,
                &column.name,
                fields! { "expression": generated.expression, "storage": generated.storage },
            );
        }
        self.options(table, &column.name, &column.options);
        self.comment(table, &column.name, &column.comment);
    }

    fn foreign_key(&mut self, table: &QualifiedName, key: &ForeignKey) {
        let part = key.part();
        let mut atom = fields! {
            "columns": key.columns,
            "references": key.references.to_string(),
            "referenced columns": key.referenced_columns,
            "set columns": key.set_columns,
            "not valid": key.not_valid,
            "not enforced": key.not_enforced,
        };
        put_default(&mut atom, "on delete", key.on_delete.is_default(), json!(key.on_delete));
        put_default(&mut atom, "on update", key.on_update.is_default(), json!(key.on_update));
        put_default(&mut atom, "match", key.match_type.is_default(), json!(key.match_type));
        put_default(&mut atom, "deferral", key.deferral.is_default(), json!(key.deferral));
        self.comment(table, &part, &key.comment);
        self.add(table, AtomKind::ForeignKey, part, atom);
    }

    fn exclusion(&mut self, table: &QualifiedName, exclusion: &Exclusion) {
        let part = exclusion.part();
        let mut atom = fields! {
            "method": exclusion.method,
            "elements": exclusion.elements,
            "include": exclusion.include,
            "predicate": exclusion.predicate,
        };
        put_default(
            &mut atom,
            "deferral",
            exclusion.deferral.is_default(),
            json!(exclusion.deferral),
        );
        self.comment(table, &part, &exclusion.comment);
        self.add(table, AtomKind::Exclusion, part, atom);
    }

    pub(super) fn index(&mut self, table: &QualifiedName, index: &Index) {
        let part = index.part();
        self.options(table, &part, &index.options);
        self.comment(table, &part, &index.comment);
        self.add(
            table,
            AtomKind::Index,
            part,
            fields! {
                "unique": index.unique,
                "method": index.method,
                "parts": index.parts,
                "include": index.include,
                "predicate": index.predicate,
                "nulls not distinct": index.nulls_not_distinct,
                "invisible": index.invisible,
            },
        );
    }

    fn partitioning(&mut self, table: &QualifiedName, part: &str, partitioning: &Partitioning) {
        self.add(
            table,
            AtomKind::PartitionKey,
            part,
            fields! { "strategy": partitioning.strategy, "keys": partitioning.keys },
        );
        for partition in &partitioning.partitions {
            self.partition(table, part, partition);
        }
    }

    fn partition(&mut self, table: &QualifiedName, parent: &str, partition: &Partition) {
        let part = partition.name.to_string();
        self.add(
            table,
            AtomKind::Partition,
            &part,
            fields! { "of": (!parent.is_empty()).then_some(parent), "bound": partition.bound },
        );
        for index in &partition.indexes {
            self.index(&partition.name, index);
        }
        if let Some(own) = &partition.own {
            self.table(own);
        }
        self.options(table, &part, &partition.options);
        self.comment(table, &part, &partition.comment);
        if let Some(partitioning) = &partition.partitioning {
            self.partitioning(table, &part, partitioning);
        }
    }
}
