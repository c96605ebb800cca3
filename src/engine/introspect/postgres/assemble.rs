use std::collections::HashMap;

use super::indexes::{ColumnCollations, has_usual_name, index};
use super::names::{Names, qualified};
use super::rows::{Catalog, ExtensionRow, Id, NamespaceRow, RelationRow, UnmodelledRow};
use super::tables::Material;
use super::{DEFAULT_NAMESPACE, Scope, access, columns, constraints, others, types};
use crate::dialect::Dialect;
use crate::schema::{
    Check, Extension, Index, Namespace, OtherObject, Policy, Schema, Trigger, Unmodelled,
};

/// Puts the rows together. Every list is in the order of names, byte by byte.
pub(super) fn assemble(mut catalog: Catalog, dialect: Dialect<'_>, scope: &Scope) -> Schema {
    let names = Names::of(&mut catalog, dialect);
    let mut schema = Schema {
        namespaces: namespaces(catalog.namespaces, &names, scope),
        extensions: extensions(catalog.extensions, &names),
        grants: access::grants(catalog.grants),
        ..Schema::default()
    };
    let mut identities = types::add_sequences(&mut schema, catalog.sequences, &names, scope);

    let collations: ColumnCollations = (catalog.columns.iter())
        .map(|row| ((row.relation_id, row.number), row.collation_id))
        .collect();
    let is_partition = |row: &&RelationRow| row.is_partition;
    let partition_ids = catalog.relations.iter().filter(is_partition).map(|row| row.id).collect();
    let mut columns = columns::columns(catalog.columns, &mut identities, &partition_ids, &names);
    let (domain_checks, table_constraints): (Vec<_>, Vec<_>) =
        catalog.constraints.into_iter().partition(|row| row.domain_id.is_some());
    let mut checks: HashMap<Id, Vec<Check>> = HashMap::new();
    for row in &domain_checks {
        let comment = names.comment("pg_constraint", row.id);
        let check = constraints::check(row, comment);
        checks.entry(row.domain_id.unwrap_or(0)).or_default().push(check);
    }
    for checks in checks.values_mut() {
        checks.sort_by(|a, b| a.name.cmp(&b.name));
    }
    types::add_types(&mut schema, catalog.types, &mut columns, &mut checks, &names, scope);

    let unmodelled: Vec<Unmodelled> = catalog.unmodelled.into_iter().map(unmodelled_row).collect();
    let mut indexes: HashMap<Id, Vec<Index>> = HashMap::new();
    let mut attached: HashMap<Id, Vec<(Index, bool)>> = HashMap::new();
    let mut constraint_indexes: HashMap<Id, Index> = HashMap::new();
    let kinds: HashMap<Id, &str> = (table_constraints.iter())
        .filter_map(|row| {
            row.index_id.filter(|_| row.kind != "f").map(|id| (id, row.kind.as_str()))
        })
        .collect();
    for row in &catalog.indexes {
        let built = index(row, &names, &collations);
        if row.is_attached {
            let table = names.relations.get(&row.relation_id).map_or("", |name| &name.name);
            let is_usual = has_usual_name(row, kinds.get(&row.id).copied(), table);
            attached.entry(row.relation_id).or_default().push((built.clone(), is_usual));
        }
        if row.serves_constraint {
            constraint_indexes.insert(row.id, built);
        } else if !row.is_attached {
            indexes.entry(row.relation_id).or_default().push(built);
        }
    }
    for indexes in indexes.values_mut() {
        indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }

    let (partition_rows, relations): (Vec<_>, Vec<_>) =
        catalog.relations.into_iter().partition(|row| row.is_partition);
    let mut partitions: HashMap<Id, Vec<RelationRow>> = HashMap::new();
    for row in partition_rows {
        let parent = row.parents.as_ref().and_then(|parents| parents.first()).copied();
        partitions.entry(parent.unwrap_or(0)).or_default().push(row);
    }
    for rows in partitions.values_mut() {
        rows.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    }
    let mut constraints: HashMap<Id, Vec<_>> = HashMap::new();
    for row in table_constraints {
        constraints.entry(row.relation_id.unwrap_or(0)).or_default().push(row);
    }
    let mut policies: HashMap<Id, Vec<Policy>> = HashMap::new();
    for row in catalog.policies {
        policies.entry(row.relation_id).or_default().push(access::policy(row, &names));
    }
    let mut others: Vec<OtherObject> = catalog
        .others
        .into_iter()
        .chain(catalog.details)
        .map(|row| others::other(row, scope))
        .collect();
    let (of_views, of_tables): (Vec<_>, Vec<_>) = (catalog.triggers.into_iter())
        .partition(|row| !matches!(row.relation_kind.as_str(), "r" | "p"));
    others.extend(of_views.into_iter().map(|row| others::trigger(row, &names)));
    let mut triggers: HashMap<Id, Vec<Trigger>> = HashMap::new();
    for row in of_tables {
        let trigger = Trigger {
            comment: names.comment("pg_trigger", row.id),
            firing: firing(&row.firing),
            ..Trigger::new(row.name, row.definition)
        };
        triggers.entry(row.relation_id).or_default().push(trigger);
    }
    triggers.values_mut().for_each(|list| list.sort_by(|a, b| a.name.cmp(&b.name)));
    policies.values_mut().for_each(|list| list.sort_by(|a, b| a.name.cmp(&b.name)));
    let mut material = Material {
        names: &names,
        scope,
        columns,
        indexes,
        collations,
        partitions,
        constraints,
        constraint_indexes,
        attached,
        triggers,
        policies,
        others,
        unmodelled,
    };
    for row in relations {
        if row.kind == "r" || row.kind == "p" {
            schema.tables.push(material.table(row));
        } else {
            schema.views.push(material.view(row));
        }
    }
    schema.others = material.others;
    schema.unmodelled = material.unmodelled;
    schema.routines =
        catalog.routines.into_iter().map(|row| access::routine(row, &names, scope)).collect();
    schema.roles = access::roles(catalog.roles, &schema, scope);
    sort(&mut schema);
    schema
}

fn sort(schema: &mut Schema) {
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    schema.views.sort_by(|a, b| a.name.cmp(&b.name));
    schema.routines.sort_by(|a, b| (&a.name, &a.arguments).cmp(&(&b.name, &b.arguments)));
    schema.unmodelled.sort();
    schema.unmodelled.dedup();
}

fn namespaces(rows: Vec<NamespaceRow>, names: &Names<'_>, scope: &Scope) -> Vec<Namespace> {
    let others = rows.into_iter().filter(|row| row.name != DEFAULT_NAMESPACE);
    let mut namespaces: Vec<_> = others
        .map(|row| Namespace {
            owner: scope.owner(&row.owner),
            comment: names.comment("pg_namespace", row.id),
            name: row.name,
        })
        .collect();
    namespaces.sort_by(|a, b| a.name.cmp(&b.name));
    namespaces
}

fn extensions(rows: Vec<ExtensionRow>, names: &Names<'_>) -> Vec<Extension> {
    let mut extensions: Vec<_> = rows
        .into_iter()
        .map(|row| Extension {
            schema: Some(row.namespace).filter(|namespace| namespace != DEFAULT_NAMESPACE),
            version: row.version,
            comment: names
                .comment("pg_extension", row.id)
                .filter(|comment| Some(comment) != row.usual_comment.as_ref()),
            name: row.name,
        })
        .collect();
    extensions.sort_by(|a, b| a.name.cmp(&b.name));
    extensions
}

fn unmodelled_row(row: UnmodelledRow) -> Unmodelled {
    let name = match row.namespace {
        Some(namespace) => qualified(&namespace, &row.name).to_string(),
        None => row.name,
    };
    Unmodelled { kind: row.kind, name }
}

fn firing(letter: &str) -> Option<String> {
    let word = match letter {
        "D" => "disabled",
        "R" => "replica",
        "A" => "always",
        _ => return None,
    };
    Some(word.to_owned())
}
