//! Which queries may be asked of a copy that is a moment behind.

use serde::Serialize;

use super::binding::{Binding, binding, uses};
use crate::advise::access::{Relation, WriteKind};
use crate::advise::{Studied, Study};
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fitness {
    /// It reads, and what it reads may be a moment old.
    Any,
    /// It reads by key what other queries change by key: whoever wrote expects to see it. A replica serves it once it
    /// has caught up with the writer's position.
    AfterOwnWrites,
    /// It writes, or locks what it reads.
    Primary,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReplicaAdvice {
    pub query: String,
    pub rate: f64,
    pub fitness: Fitness,
    /// The query whose writes it may be asked right after.
    pub writer: Option<String>,
    pub span: Span,
}

pub(super) fn advise(study: &Study<'_>) -> Vec<ReplicaAdvice> {
    study
        .queries
        .iter()
        .map(|studied| {
            let (fitness, writer) = fitness(study, studied);
            ReplicaAdvice {
                query: studied.query.name.clone(),
                rate: studied.weight,
                fitness,
                writer,
                span: studied.query.name_span,
            }
        })
        .collect()
}

fn fitness(study: &Study<'_>, studied: &Studied<'_>) -> (Fitness, Option<String>) {
    let access = &studied.access;
    if !access.writes.is_empty() || access.blocks.iter().any(|block| block.facts.locked) {
        return (Fitness::Primary, None);
    }
    let tables =
        access.blocks.iter().flat_map(|block| &block.uses).filter_map(|used| match used.relation {
            Relation::Table(table) => Some(table),
            _ => None,
        });
    for table in tables {
        if !reads_by_key(study, studied, table) {
            continue;
        }
        let writer = study.queries.iter().find(|other| {
            other.access.writes.iter().any(|write| {
                write.table == table
                    && match write.kind {
                        WriteKind::Insert(_) => true,
                        _ => reads_by_key(study, other, table),
                    }
            })
        });
        if let Some(writer) = writer {
            return (Fitness::AfterOwnWrites, Some(writer.query.name.clone()));
        }
    }
    (Fitness::Any, None)
}

/// Whether the statement means single rows of a table by its primary key.
fn reads_by_key(study: &Study<'_>, studied: &Studied<'_>, table: usize) -> bool {
    let own = study.catalog.table(table);
    let Some(primary) = &own.primary_key else { return false };
    let key: Vec<usize> = primary
        .columns
        .iter()
        .filter_map(|name| own.columns.iter().position(|column| column.name == *name))
        .collect();
    !key.is_empty()
        && uses(&studied.access, table).any(|(block, of)| {
            key.iter().all(|column| binding(block, of, *column) == Binding::Point)
        })
}
