use std::collections::HashMap;

use super::probe::{ProbeNamespaces, check_name, exclusion_name, index_name};
use crate::schema::{
    Check, Column, Domain, Exclusion, Index, IndexTarget, Partition, Partitioning, QualifiedName,
    Schema, Table, View,
};

/// Takes the expressions of the probes over; what has no probe has no expression.
pub(super) fn adopt(schema: &mut Schema, printed: Schema, namespaces: &ProbeNamespaces) {
    let mut domains = by_name(printed.domains, |domain: &Domain| &domain.name);
    let mut tables = by_name(printed.tables, |table: &Table| &table.name);
    let mut views = by_name(printed.views, |view: &View| &view.name);
    for domain in &mut schema.domains {
        if let Some(probe) = domains.remove(&namespaces.place(&domain.name)) {
            domain.default = probe.default;
            adopt_checks(&mut domain.checks, probe.checks);
        }
    }
    for table in &mut schema.tables {
        if let Some(probe) = tables.remove(&namespaces.place(&table.name)) {
            adopt_table(table, probe);
        }
    }
    for view in &mut schema.views {
        if let Some(probe) = views.remove(&namespaces.place(&view.name)) {
            view.query = probe.query;
            // The printed query carries the names itself.
            view.columns.clear();
            adopt_indexes(&view.name, &mut view.indexes, probe.indexes);
        }
    }
}

fn by_name<T>(items: Vec<T>, name: impl Fn(&T) -> &QualifiedName) -> HashMap<QualifiedName, T> {
    items.into_iter().map(|item| (name(&item).clone(), item)).collect()
}

fn adopt_table(table: &mut Table, probe: Table) {
    let mut columns: HashMap<String, Column> =
        probe.columns.into_iter().map(|column| (column.name.clone(), column)).collect();
    for column in &mut table.columns {
        let Some(probe) = columns.remove(&column.name) else { continue };
        column.default = probe.default;
        if let (Some(generated), Some(probe)) = (&mut column.generated, probe.generated) {
            generated.expression = probe.expression;
        }
    }
    adopt_checks(&mut table.checks, probe.checks);
    adopt_exclusions(&mut table.exclusions, probe.exclusions);
    adopt_indexes(&table.name, &mut table.indexes, probe.indexes);
    for policy in &mut table.policies {
        let Some(probe) = probe.policies.iter().find(|probe| probe.name == policy.name) else {
            continue;
        };
        policy.using = probe.using.clone();
        policy.check = probe.check.clone();
    }
    if let (Some(partitioning), Some(probe)) = (&mut table.partitioning, probe.partitioning) {
        adopt_partitioning(partitioning, probe);
    }
}

fn adopt_checks(checks: &mut [Check], probes: Vec<Check>) {
    for (position, check) in checks.iter_mut().enumerate() {
        let name = check_name(check, position);
        if let Some(probe) = probes.iter().find(|probe| probe.name.as_ref() == Some(&name)) {
            check.expression = probe.expression.clone();
        }
    }
}

fn adopt_exclusions(exclusions: &mut [Exclusion], probes: Vec<Exclusion>) {
    for (position, exclusion) in exclusions.iter_mut().enumerate() {
        let name = exclusion_name(exclusion, position);
        let Some(probe) = probes.iter().find(|probe| probe.name.as_ref() == Some(&name)) else {
            continue;
        };
        exclusion.predicate = probe.predicate.clone();
        for (element, probe) in exclusion.elements.iter_mut().zip(&probe.elements) {
            adopt_target(&mut element.target, &probe.target);
        }
    }
}

fn adopt_indexes(relation: &QualifiedName, indexes: &mut [Index], probes: Vec<Index>) {
    for (position, index) in indexes.iter_mut().enumerate() {
        let name = index_name(relation, index, position);
        let Some(probe) = probes.iter().find(|probe| probe.name.as_ref() == Some(&name)) else {
            continue;
        };
        index.predicate = probe.predicate.clone();
        for (part, probe) in index.parts.iter_mut().zip(&probe.parts) {
            adopt_target(&mut part.target, &probe.target);
        }
    }
}

fn adopt_partitioning(partitioning: &mut Partitioning, probe: Partitioning) {
    for (key, probe) in partitioning.keys.iter_mut().zip(&probe.keys) {
        adopt_target(&mut key.target, &probe.target);
    }
    let mut probes: HashMap<String, Partition> = probe
        .partitions
        .into_iter()
        .map(|partition| (partition.name.name.clone(), partition))
        .collect();
    for partition in &mut partitioning.partitions {
        let Some(probe) = probes.remove(&partition.name.name) else { continue };
        partition.bound = probe.bound;
        adopt_indexes(&partition.name, &mut partition.indexes, probe.indexes);
        if let (Some(inner), Some(probe)) = (&mut partition.partitioning, probe.partitioning) {
            adopt_partitioning(inner, *probe);
        }
    }
}

fn adopt_target(target: &mut IndexTarget, probe: &IndexTarget) {
    // `(lower(name))` stays an expression; `(name)` is a column, to the server as well.
    *target = probe.clone();
}
