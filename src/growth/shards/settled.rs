//! How many shards each query asks where the tables lie as they do, whatever a better key would be.

use std::collections::BTreeSet;

use super::roles::Placed;
use super::routes::{self, Class};
use crate::advise::Study;
use crate::advise::access::WriteKind;
use crate::schema::{Placement, QualifiedName};

/// A query, and the spread tables in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SettledRoute {
    pub query: String,
    pub class: Class,
    pub tables: Vec<QualifiedName>,
    /// It only adds rows: where they go depends on each.
    pub adds: bool,
}

/// In the order of the queries; those that ask no spread table are left out.
pub fn settled_routes(study: &Study<'_>) -> Vec<SettledRoute> {
    let place = |name: &str, columns: &[crate::schema::Column]| {
        columns.iter().position(|column| column.name == name)
    };
    let roles: Vec<Placed> = study
        .input
        .schema
        .tables
        .iter()
        .map(|table| match &table.placement {
            Some(Placement::Distributed { column, .. }) => {
                place(column, &table.columns).map_or(Placed::Apart, Placed::By)
            }
            Some(Placement::Reference) => Placed::Everywhere,
            _ => Placed::Apart,
        })
        .collect();
    let classes = routes::routes(study, &roles);
    let mut found = Vec::new();
    for (studied, route) in study.queries.iter().zip(classes) {
        let spread: BTreeSet<usize> = routes::tables(&studied.access)
            .filter(|table| matches!(roles[*table], Placed::By(_)))
            .collect();
        if spread.is_empty() {
            continue;
        }
        found.push(SettledRoute {
            query: route.query,
            class: route.class,
            tables: spread.iter().map(|table| study.catalog.table(*table).name.clone()).collect(),
            adds: studied
                .access
                .writes
                .iter()
                .any(|write| matches!(write.kind, WriteKind::Insert(_))),
        });
    }
    found
}
