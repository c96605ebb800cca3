use std::collections::BTreeMap;

use super::RealTypes;
use crate::dialect::Dialect;
use crate::schema::{
    Bound, BoundValue, Check, Domain, Exclusion, GeneratedStorage, Index, IndexTarget,
    Partitioning, Policy, QualifiedName, Schema, SortOrder, Table, View,
};

/// The statements that make the probes.
pub(super) struct Probes {
    pub statements: Vec<String>,
    pub namespaces: ProbeNamespaces,
}

/// The namespace in which a namespace's probes lie.
#[derive(Default)]
pub(super) struct ProbeNamespaces(BTreeMap<Option<String>, String>);

impl ProbeNamespaces {
    pub fn names(&self) -> Vec<String> {
        self.0.values().cloned().collect()
    }

    /// Where the probe of an object is.
    pub fn place(&self, name: &QualifiedName) -> QualifiedName {
        QualifiedName::new(self.0.get(&name.namespace).map(String::as_str), &*name.name)
    }

    fn enter(&mut self, name: &QualifiedName) -> QualifiedName {
        let number = self.0.len();
        self.0.entry(name.namespace.clone()).or_insert_with(|| format!("schemagen_probe_{number}"));
        self.place(name)
    }
}

/// The name of a check on its probe; one without a name gets that of its place.
pub(super) fn check_name(check: &Check, position: usize) -> String {
    check.name.clone().unwrap_or_else(|| format!("schemagen_check_{position}"))
}

pub(super) fn exclusion_name(exclusion: &Exclusion, position: usize) -> String {
    exclusion.name.clone().unwrap_or_else(|| format!("schemagen_exclusion_{position}"))
}

pub(super) fn index_name(relation: &QualifiedName, index: &Index, position: usize) -> String {
    index.name.clone().unwrap_or_else(|| format!("schemagen_index_{}_{position}", relation.name))
}

impl Probes {
    /// Fails where the database lacks what the schema says was applied.
    pub fn of(schema: &Schema, dialect: Dialect<'_>, real: &RealTypes) -> Result<Probes, String> {
        let mut writer = Writer {
            dialect,
            real,
            namespaces: ProbeNamespaces::default(),
            statements: Vec::new(),
        };
        for domain in &schema.domains {
            writer.domain(domain)?;
        }
        for table in &schema.tables {
            if has_expressions(table) {
                writer.table(table)?;
            }
        }
        for view in &schema.views {
            writer.view(view);
        }
        let Writer { namespaces, mut statements, .. } = writer;
        let names = namespaces.names();
        statements.splice(0..0, names.iter().map(|name| format!("create schema {name}")));
        Ok(Probes {
            statements: if names.is_empty() { Vec::new() } else { statements },
            namespaces,
        })
    }
}

fn has_expressions(table: &Table) -> bool {
    let partitioned = table.partitioning.as_ref().is_some_and(|partitioning| {
        !partitioning.partitions.is_empty() || partitioning.columns().is_none()
    });
    partitioned
        || table.columns.iter().any(|column| column.default.is_some() || column.generated.is_some())
        || !table.checks.is_empty()
        || table.exclusions.iter().any(exclusion_has_expressions)
        || table.indexes.iter().any(index_has_expressions)
        || table.policies.iter().any(|policy| policy.using.is_some() || policy.check.is_some())
}

fn index_has_expressions(index: &Index) -> bool {
    index.predicate.is_some()
        || index.parts.iter().any(|part| matches!(part.target, IndexTarget::Expression(_)))
}

fn exclusion_has_expressions(exclusion: &Exclusion) -> bool {
    exclusion.predicate.is_some()
        || exclusion
            .elements
            .iter()
            .any(|element| matches!(element.target, IndexTarget::Expression(_)))
}

struct Writer<'a, 'd> {
    dialect: Dialect<'d>,
    real: &'a RealTypes,
    namespaces: ProbeNamespaces,
    statements: Vec<String>,
}

impl Writer<'_, '_> {
    fn domain(&mut self, domain: &Domain) -> Result<(), String> {
        if domain.default.is_none() && domain.checks.is_empty() {
            return Ok(());
        }
        let Some(base) = self.real.domains.get(&domain.name) else {
            return Err(format!("it has no domain `{}`, which was to be there", domain.name));
        };
        let mut text = format!("create domain {} as {base}", self.place(&domain.name));
        if let Some(default) = &domain.default {
            text.push_str(&format!(" default ({})", default.text()));
        }
        for (position, check) in domain.checks.iter().enumerate() {
            text.push_str(&self.check(check, position));
        }
        self.statements.push(text);
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), String> {
        let Some(columns) = self.real.columns.get(&table.name) else {
            return Err(format!("it has no table `{}`, which was to be there", table.name));
        };
        let mut parts = Vec::with_capacity(columns.len() + table.checks.len());
        for real in columns {
            let mut text = format!("{} {}", self.quote(&real.name), real.sql_type);
            let column = table.column(&real.name);
            if let Some(default) = column.and_then(|column| column.default.as_ref()) {
                text.push_str(&format!(" default ({})", default.text()));
            }
            if let Some(generated) = column.and_then(|column| column.generated.as_ref()) {
                let storage = match generated.storage {
                    GeneratedStorage::Stored => "stored",
                    GeneratedStorage::Virtual => "virtual",
                };
                let expression = generated.expression.text();
                text.push_str(&format!(" generated always as ({expression}) {storage}"));
            }
            parts.push(text);
        }
        for (position, check) in table.checks.iter().enumerate() {
            parts.push(self.check(check, position));
        }
        for (position, exclusion) in table.exclusions.iter().enumerate() {
            if exclusion_has_expressions(exclusion) {
                parts.push(self.exclusion(exclusion, position));
            }
        }
        let name = self.place(&table.name);
        let split = table.partitioning.as_ref().map(|partitioning| self.partition_by(partitioning));
        let text =
            format!("create table {name} ({}){}", parts.join(", "), split.unwrap_or_default());
        self.statements.push(text);

        self.indexes(&table.name, &table.indexes);
        for policy in &table.policies {
            self.policy(&name, policy);
        }
        if let Some(partitioning) = &table.partitioning {
            self.partitions(&name, partitioning);
        }
        Ok(())
    }

    fn view(&mut self, view: &View) {
        let name = self.place(&view.name);
        let columns: Vec<_> = view.columns.iter().map(|column| self.quote(column)).collect();
        let columns =
            if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
        let query = view.query.text();
        self.statements.push(if view.materialized {
            format!("create materialized view {name}{columns} as {query} with no data")
        } else {
            format!("create view {name}{columns} as {query}")
        });
        self.indexes(&view.name, &view.indexes);
    }

    fn check(&self, check: &Check, position: usize) -> String {
        let name = self.quote(&check_name(check, position));
        format!(" constraint {name} check ({})", check.expression.text())
    }

    fn exclusion(&self, exclusion: &Exclusion, position: usize) -> String {
        let elements = exclusion.elements.iter().map(|element| {
            let class = element.operator_class.iter().map(|class| format!(" {class}"));
            let class: String = class.collect();
            format!("{}{class} with {}", self.target(&element.target), element.operator)
        });
        format!(
            "constraint {} exclude using {} ({}){}",
            self.quote(&exclusion_name(exclusion, position)),
            exclusion.method,
            elements.collect::<Vec<_>>().join(", "),
            exclusion.predicate.as_ref().map(|text| format!(" where ({text})")).unwrap_or_default(),
        )
    }

    /// The indexes that hold an expression, without what no expression depends on.
    fn indexes(&mut self, relation: &QualifiedName, indexes: &[Index]) {
        for (position, index) in indexes.iter().enumerate() {
            if !index_has_expressions(index) {
                continue;
            }
            let parts = index.parts.iter().map(|part| {
                let mut text = self.target(&part.target);
                if let Some(collation) = &part.collation {
                    text.push_str(&format!(" collate {}", self.quote(collation)));
                }
                if let Some(class) = &part.operator_class {
                    text.push_str(&format!(" {class}"));
                }
                if part.order == SortOrder::Descending {
                    text.push_str(" desc");
                }
                text
            });
            let parts: Vec<_> = parts.collect();
            let name = self.quote(&index_name(relation, index, position));
            let method = index.method.as_deref().unwrap_or("btree");
            let predicate = index.predicate.as_ref().map(|text| format!(" where ({text})"));
            let place = self.place(relation);
            self.statements.push(format!(
                "create index {name} on {place} using {method} ({}){}",
                parts.join(", "),
                predicate.unwrap_or_default(),
            ));
        }
    }

    fn policy(&mut self, table: &str, policy: &Policy) {
        if policy.using.is_none() && policy.check.is_none() {
            return;
        }
        let using = policy.using.as_ref().map(|text| format!(" using ({text})"));
        let check = policy.check.as_ref().map(|text| format!(" with check ({text})"));
        self.statements.push(format!(
            "create policy {} on {table} for {}{}{}",
            self.quote(&policy.name),
            policy.command.sql(),
            using.unwrap_or_default(),
            check.unwrap_or_default(),
        ));
    }

    fn partition_by(&self, partitioning: &Partitioning) -> String {
        let keys = partitioning.keys.iter().map(|key| {
            let mut text = self.target(&key.target);
            if let Some(collation) = &key.collation {
                text.push_str(&format!(" collate {}", self.quote(collation)));
            }
            if let Some(class) = &key.operator_class {
                text.push_str(&format!(" {class}"));
            }
            text
        });
        let keys: Vec<_> = keys.collect();
        format!(" partition by {} ({})", partitioning.strategy.sql(), keys.join(", "))
    }

    fn partitions(&mut self, parent: &str, partitioning: &Partitioning) {
        for partition in &partitioning.partitions {
            let name = self.place(&partition.name);
            let split = partition.partitioning.as_ref().map(|inner| self.partition_by(inner));
            self.statements.push(format!(
                "create table {name} partition of {parent} {}{}",
                bound(&partition.bound),
                split.unwrap_or_default(),
            ));
            self.indexes(&partition.name, &partition.indexes);
            if let Some(inner) = &partition.partitioning {
                self.partitions(&name, inner);
            }
        }
    }

    fn target(&self, target: &IndexTarget) -> String {
        match target {
            IndexTarget::Column(name) => self.quote(name),
            IndexTarget::Expression(expression) => format!("({expression})"),
        }
    }

    fn place(&mut self, name: &QualifiedName) -> String {
        let probe = self.namespaces.enter(name);
        self.dialect.qualified(&probe)
    }

    fn quote(&self, name: &str) -> String {
        self.dialect.quote(name)
    }
}

fn bound(bound: &Bound) -> String {
    match bound {
        Bound::Default => "default".to_owned(),
        Bound::Hash { modulus, remainder } => {
            format!("for values with (modulus {modulus}, remainder {remainder})")
        }
        Bound::List { values } => format!("for values in ({})", bound_values(values)),
        Bound::Range { from, to } => {
            format!("for values from ({}) to ({})", bound_values(from), bound_values(to))
        }
    }
}

fn bound_values(values: &[BoundValue]) -> String {
    let words = values.iter().map(|value| match value {
        BoundValue::Minimum => "minvalue",
        BoundValue::Maximum => "maxvalue",
        BoundValue::Null => "null",
        BoundValue::Value(expression) => expression.text(),
    });
    words.collect::<Vec<_>>().join(", ")
}
