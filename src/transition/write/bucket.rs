//! What `emit` writes for the objects that come, put by the piece that each statement makes.

use std::collections::{HashMap, HashSet};

use crate::change::Changes;
use crate::dialect::{Capability, Dialect};
use crate::emit::{Statement, emit};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema, Table};
use crate::template::TemplateError;
use crate::transition::actions::Actions;

pub(super) fn of(
    changes: &Changes<'_>,
    actions: &Actions,
    dialect: Dialect<'_>,
) -> Result<HashMap<AtomKey, Vec<Statement>>, TemplateError> {
    let wanted: HashSet<&QualifiedName> = (0..changes.keys.len())
        .filter(|id| actions.arrive[*id].is_some())
        .map(|id| &changes.keys[id].object)
        .collect();
    let is = |name: &QualifiedName| wanted.contains(name);
    let bare = |name: &str| wanted.contains(&QualifiedName::bare(name));
    let apart = dialect.has(Capability::AddConstraint);
    let all = changes.to.schema;
    let tables = all.tables.iter().filter(|table| {
        is(&table.name)
            || changes
                .to
                .partitions()
                .any(|(root, _, partition)| root.name == table.name && is(&partition.name))
    });
    let tables: Vec<Table> = tables
        .map(|table| {
            let mut table = table.clone();
            if apart {
                table.foreign_keys.clear();
            }
            table
        })
        .collect();
    let schema = Schema {
        namespaces: all.namespaces.iter().filter(|item| bare(&item.name)).cloned().collect(),
        roles: all.roles.iter().filter(|item| bare(&item.name)).cloned().collect(),
        extensions: all.extensions.iter().filter(|item| bare(&item.name)).cloned().collect(),
        enums: all.enums.iter().filter(|item| is(&item.name)).cloned().collect(),
        domains: all.domains.iter().filter(|item| is(&item.name)).cloned().collect(),
        composites: all.composites.iter().filter(|item| is(&item.name)).cloned().collect(),
        ranges: all.ranges.iter().filter(|item| is(&item.name)).cloned().collect(),
        sequences: all.sequences.iter().filter(|item| is(&item.name)).cloned().collect(),
        tables,
        views: all.views.iter().filter(|item| is(&item.name)).cloned().collect(),
        routines: all.routines.iter().filter(|item| is(&item.name)).cloned().collect(),
        others: all.others.iter().filter(|item| is(&item.name)).cloned().collect(),
        ..Schema::default()
    };
    let mut bucket: HashMap<AtomKey, Vec<Statement>> = HashMap::new();
    for statement in emit(&schema, dialect)? {
        let mut key = statement.object.clone();
        if key.kind == AtomKind::PrimaryKey {
            // A table has one, whatever it is called.
            key.part.clear();
        }
        if key.kind != AtomKind::Database {
            bucket.entry(key).or_default().push(statement);
        }
    }
    Ok(bucket)
}
