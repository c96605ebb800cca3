//! What only the whole file tells.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use crate::schema::{Namespace, QualifiedName, Role, Schema, Table};

impl Reader<'_> {
    pub fn whole(mut self) -> Schema {
        let mut schema = std::mem::take(&mut self.schema);
        let mut tables: Vec<Table> = self.tables.into_values().map(|draft| draft.table).collect();
        schema.views = self.views.into_values().collect();
        if self.home.is_none() {
            come_home(&mut schema, &mut tables);
        }
        let keys: BTreeMap<QualifiedName, Vec<String>> = tables
            .iter()
            .filter_map(|table| {
                Some((table.name.clone(), table.primary_key.as_ref()?.columns.clone()))
            })
            .collect();
        let namespaces: BTreeSet<String> =
            tables.iter().filter_map(|table| table.name.namespace.clone()).collect();
        for table in &mut tables {
            for key in &mut table.foreign_keys {
                if key.referenced_columns.is_empty() {
                    key.referenced_columns = keys.get(&key.references).cloned().unwrap_or_default();
                }
                // A key that names no database means the one of its own table.
                if key.references.namespace.is_none()
                    && table.name.namespace.is_some()
                    && !keys.contains_key(&key.references)
                {
                    key.references.namespace.clone_from(&table.name.namespace);
                }
            }
        }
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        schema.tables = tables;
        schema.views.sort_by(|a, b| a.name.cmp(&b.name));
        schema.routines.sort_by(|a, b| a.name.cmp(&b.name));
        schema.sequences.sort_by(|a, b| a.name.cmp(&b.name));
        let named = |name| Namespace { name, owner: None, comment: None };
        schema.namespaces = namespaces.into_iter().map(named).collect();
        let grantees: BTreeSet<String> =
            schema.grants.iter().map(|grant| grant.to.clone()).collect();
        for name in grantees {
            if schema.roles.iter().all(|role| role.name != name) {
                schema.roles.push(Role {
                    name,
                    login: false,
                    member_of: Vec::new(),
                    comment: None,
                });
            }
        }
        schema.roles.sort_by(|a, b| a.name.cmp(&b.name));
        schema
    }
}

/// The one database that a script names and never makes or uses is the one it is meant to run in.
fn come_home(schema: &mut Schema, tables: &mut [Table]) {
    let mut names: Vec<&mut QualifiedName> = Vec::new();
    for table in tables {
        names.push(&mut table.name);
        names.extend(table.foreign_keys.iter_mut().map(|key| &mut key.references));
    }
    names.extend(schema.views.iter_mut().map(|view| &mut view.name));
    names.extend(schema.routines.iter_mut().map(|routine| &mut routine.name));
    names.extend(schema.sequences.iter_mut().map(|sequence| &mut sequence.name));
    let databases: BTreeSet<String> =
        names.iter().filter_map(|name| name.namespace.clone()).collect();
    if databases.len() == 1 {
        names.into_iter().for_each(|name| name.namespace = None);
    }
}
