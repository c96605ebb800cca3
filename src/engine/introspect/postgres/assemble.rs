use std::collections::HashMap;

use super::indexes::{ColumnCollations, index};
use super::names::{Names, qualified};
use super::rows::{Catalog, ExtensionRow, Id, NamespaceRow, RelationRow, UnmodelledRow};
use super::tables::Material;
use super::{DEFAULT_NAMESPACE, Scope, access, columns, constraints, types};
use crate::dialect::Dialect;
use crate::schema::{Check, Extension, Index, Namespace, Schema, Trigger, Unmodelled};

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
    let mut columns = columns::columns(catalog.columns, &mut identities, &names);
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

    let mut unmodelled: Vec<Unmodelled> =
        catalog.unmodelled.into_iter().map(|row| unmodelled_row(row, "")).collect();
    let revoked = catalog.revocations.into_iter();
    unmodelled.extend(revoked.map(|row| unmodelled_row(row, "revoked right of everyone on a ")));

    let mut indexes: HashMap<Id, Vec<Index>> = HashMap::new();
    let mut constraint_indexes: HashMap<Id, Index> = HashMap::new();
    for row in &catalog.indexes {
        let built = index(row, &names, &collations);
        let leave_out = |kind: &str| Unmodelled { kind: kind.to_owned(), name: row.name.clone() };
        if row.is_clustered {
            unmodelled.push(leave_out("clustering mark of an index"));
        }
        if row.is_replica_identity {
            unmodelled.push(leave_out("replica identity by an index"));
        }
        if row.serves_constraint {
            if !built.options.is_empty() && !row.is_attached {
                unmodelled.push(leave_out("storage parameters of a constraint's index"));
            }
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
    let mut material =
        Material { names: &names, scope, columns, indexes, collations, partitions, unmodelled };
    // Where in `schema.tables` a table is.
    let mut places: HashMap<Id, usize> = HashMap::new();
    for row in relations {
        if row.kind == "r" || row.kind == "p" {
            places.insert(row.id, schema.tables.len());
            schema.tables.push(material.table(row));
        } else {
            schema.views.push(material.view(row));
        }
    }

    let shown =
        |id: Option<Id>| id.and_then(|id| names.relations.get(&id)).map(ToString::to_string);
    for row in table_constraints {
        let place = row.relation_id.and_then(|id| places.get(&id)).copied();
        let left = match place.and_then(|place| schema.tables.get_mut(place)) {
            Some(table) => constraints::add_to_table(table, row, &constraint_indexes, &names),
            None => Some(row),
        };
        if let Some(row) = left {
            let kind = if row.period { "temporal constraint" } else { "constraint of a partition" };
            let name = format!("{}.{}", shown(row.relation_id).unwrap_or_default(), row.name);
            material.leave_out(kind, name);
        }
    }
    for row in catalog.triggers {
        let place = places.get(&row.relation_id).copied();
        match place.and_then(|place| schema.tables.get_mut(place)) {
            Some(table) => table.triggers.push(Trigger {
                comment: names.comment("pg_trigger", row.id),
                firing: firing(&row.firing),
                definition: row.definition,
                name: row.name,
            }),
            None => {
                let relation = qualified(&row.namespace, &row.relation);
                material.leave_out(
                    "trigger of a view or partition",
                    format!("{relation}.{}", row.name),
                );
            }
        }
    }
    for row in catalog.policies {
        let place = places.get(&row.relation_id).copied();
        match place.and_then(|place| schema.tables.get_mut(place)) {
            Some(table) => table.policies.push(access::policy(row, &names)),
            None => {
                let relation = shown(Some(row.relation_id)).unwrap_or_default();
                material.leave_out("policy of a partition", format!("{relation}.{}", row.name));
            }
        }
    }
    schema.unmodelled = material.unmodelled;
    schema.routines =
        catalog.routines.into_iter().map(|row| access::routine(row, &names, scope)).collect();
    schema.roles = access::roles(catalog.roles, &schema, scope);
    sort(&mut schema);
    schema
}

fn sort(schema: &mut Schema) {
    for table in &mut schema.tables {
        table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
        table.triggers.sort_by(|a, b| a.name.cmp(&b.name));
        table.policies.sort_by(|a, b| a.name.cmp(&b.name));
    }
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

fn unmodelled_row(row: UnmodelledRow, before: &str) -> Unmodelled {
    let name = match row.namespace {
        Some(namespace) => qualified(&namespace, &row.name).to_string(),
        None => row.name,
    };
    Unmodelled { kind: format!("{before}{}", row.kind), name }
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
