//! What is wrong with queries that no index mends: one file a rule.
//!
//! The rules look at what `access` read, never at the text again. Each stays silent where it could be
//! wrong: a condition that was not understood, a figure that nobody gave.

mod cartesian_product;
mod count_for_existence;
mod every_partition;
mod leading_wildcard;
mod not_in_nullable;
mod offset_pagination;
mod query_in_a_loop;
mod select_star;
mod type_mismatch;
mod unbounded_result;
mod unindexed_reference;
mod wrapped_column;

use super::access::{Access, Block, ColumnId, Relation, Test, Use};
use super::catalog::Catalog;
use super::cost::{Model, Profile};
use super::shape::Shape;
use super::statistics::Statistics;
use super::study::Study;
use crate::design::Query;
use crate::diagnostics::{Diagnostic, Rule};
use crate::dialect::Capability;

pub static RULES: &[&Rule] = &[
    &select_star::SELECT_STAR,
    &count_for_existence::COUNT_FOR_EXISTENCE,
    &offset_pagination::OFFSET_PAGINATION,
    &wrapped_column::WRAPPED_COLUMN,
    &leading_wildcard::LEADING_WILDCARD,
    &not_in_nullable::NOT_IN_NULLABLE,
    &cartesian_product::CARTESIAN_PRODUCT,
    &unbounded_result::UNBOUNDED_RESULT,
    &type_mismatch::TYPE_MISMATCH,
    &query_in_a_loop::QUERY_IN_A_LOOP,
    &every_partition::EVERY_PARTITION,
    &unindexed_reference::UNINDEXED_REFERENCE,
];

/// One query with all that the rules ask about.
pub(super) struct Context<'a> {
    pub query: &'a Query,
    pub access: &'a Access,
    pub catalog: &'a Catalog<'a>,
    pub statistics: &'a Statistics,
    pub existing: &'a [Shape],
    /// The server makes an index for every reference.
    pub makes_reference_indexes: bool,
    /// Rows that each block reads.
    pub rows_read: Vec<f64>,
}

/// What the rules find in queries that were read already.
pub fn find(study: &Study<'_>) -> Vec<Diagnostic> {
    let profile = Profile::of(study.input.dialect, study.input.costs);
    let model = Model {
        catalog: study.catalog,
        statistics: &study.statistics,
        profile,
        shapes: study.existing.clone(),
    };
    let makes_reference_indexes = study.input.dialect.has(Capability::ImplicitForeignKeyIndex);
    let contexts: Vec<Context<'_>> = study
        .queries
        .iter()
        .map(|studied| Context {
            query: studied.query,
            access: &studied.access,
            catalog: study.catalog,
            statistics: &study.statistics,
            existing: &study.existing,
            makes_reference_indexes,
            rows_read: model.rows_read(&studied.access, &[]),
        })
        .collect();
    let mut findings = Vec::new();
    for context in &contexts {
        let rules = [
            select_star::find,
            count_for_existence::find,
            offset_pagination::find,
            wrapped_column::find,
            leading_wildcard::find,
            not_in_nullable::find,
            cartesian_product::find,
            unbounded_result::find,
            type_mismatch::find,
            every_partition::find,
            unindexed_reference::find,
        ];
        for rule in rules {
            rule(context, &mut findings);
        }
    }
    query_in_a_loop::find(&contexts, &mut findings);
    findings
}

impl Context<'_> {
    fn name(&self) -> &str {
        &self.query.name
    }

    fn table(&self, table: usize) -> String {
        self.catalog.table(table).name.to_string()
    }

    fn rows(&self, table: usize) -> f64 {
        self.statistics.tables[table].rows
    }

    fn columns(&self, used: &Use) -> usize {
        match used.relation {
            Relation::Table(table) => self.catalog.table(table).columns.len(),
            _ => 0,
        }
    }

    fn column(&self, used: &Use, column: ColumnId) -> Option<String> {
        match used.relation {
            Relation::Table(table) => {
                Some(self.catalog.table(table).columns.get(column)?.name.clone())
            }
            _ => None,
        }
    }

    /// Whether the figures of all its tables were said or measured.
    fn known(&self, block: &Block) -> bool {
        block.uses.iter().all(|used| match used.relation {
            Relation::Table(table) => self.statistics.tables[table].known,
            _ => false,
        })
    }

    /// Whether a key fixes the table's row.
    fn one_row(&self, used: &Use) -> bool {
        let Relation::Table(table) = used.relation else { return false };
        self.existing.iter().filter(|shape| shape.table == table && shape.unique).any(|shape| {
            shape.key.iter().all(|part| {
                used.tests.iter().any(|tested| {
                    tested.target == part.target && matches!(tested.test, Test::Equal(_))
                })
            })
        })
    }

    fn single_row(&self, block: &Block) -> bool {
        block.limit == Some(1.0) || block.uses.iter().any(|used| self.one_row(used))
    }
}
