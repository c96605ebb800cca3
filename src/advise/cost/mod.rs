//! What a query costs with a set of indexes, by a model of our own.
//!
//! The unit is that of a page read in sequence, as Postgres counts; `docs/index-advice.md` has the
//! formulas and where they come from. The model plans like a server would, only less: a path to each
//! table, a left-deep order of joins by lookups or by hashing, and a sort where no index gives the
//! order.

mod finish;
mod join;
mod joins;
mod lookup;
mod order;
mod path;
mod plan;
mod selectivity;
mod step;
mod tree;
mod words;

use crate::dialect::{Capability, Dialect};

pub use plan::{Estimate, Model, Priced};
pub use selectivity::selectivity;

/// What a server charges, and how it stores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    pub sequential_page: f64,
    pub random_page: f64,
    pub row: f64,
    pub entry: f64,
    pub operator: f64,
    pub page_bytes: f64,
    /// Pages that are taken to stay in memory between repeated lookups.
    pub cached_pages: f64,
    /// Bytes that may be sorted or hashed in memory.
    pub work_bytes: f64,
    /// How many processes may help with a long scan.
    pub helpers: f64,
    /// What it takes to start them, and to take a row from one.
    pub gather: f64,
    pub gathered_row: f64,
    /// Rows lie in their primary key.
    pub clustered: bool,
    /// Entries of equal keys are kept once.
    pub deduplicates: bool,
    /// Heap pages found through an index can be read in their order.
    pub bitmaps: bool,
}

impl Profile {
    pub fn of(dialect: Dialect<'_>) -> Profile {
        let clustered = dialect.has(Capability::ClusteredPrimaryKey);
        // Operator classes are what tells the family whose planner this model follows closest.
        let family = dialect.has(Capability::OperatorClasses);
        Profile {
            sequential_page: 1.0,
            random_page: 4.0,
            row: 0.01,
            entry: 0.005,
            operator: 0.0025,
            page_bytes: if clustered { 16_384.0 } else { 8_192.0 },
            cached_pages: 524_288.0,
            work_bytes: 8.0 * 1024.0 * 1024.0,
            helpers: if family { 2.0 } else { 0.0 },
            gather: 1_000.0,
            gathered_row: 0.1,
            clustered,
            deduplicates: family,
            bitmaps: family,
        }
    }

    /// Into how many parts the work of a scan over so many pages comes, as Postgres decides it: a
    /// helper for 1,024 pages of a table or 64 of an index, one more for each three times as many.
    /// The first process also collects, and does the less of the work the more help it has.
    fn share(&self, heap_pages: f64, index_pages: f64) -> f64 {
        let helpers = |pages: f64, least: f64| {
            if pages < least { 0.0 } else { (1.0 + (pages / least).log(3.0)).floor() }
        };
        let helpers =
            helpers(heap_pages, 1_024.0).min(helpers(index_pages, 64.0)).min(self.helpers);
        if helpers < 1.0 { 1.0 } else { helpers + (1.0 - 0.3 * helpers).max(0.0) }
    }
}

/// A server's planner, asked what it would do.
pub trait Planner {
    /// The cost of each query with these proposals in place, in the planner's unit; none where it
    /// cannot say. And which of the proposals its plan uses.
    fn price(&mut self, query: usize, proposals: &[usize]) -> Option<(f64, Vec<usize>)>;

    /// The bytes the server expects a proposal to take.
    fn bytes(&mut self, proposal: usize) -> Option<f64>;

    /// How many more questions may be asked about a query.
    fn questions_left(&self, query: usize) -> usize;
}
