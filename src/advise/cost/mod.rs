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
mod profile;
mod selectivity;
mod step;
mod tree;
mod words;

pub use plan::{Estimate, Model, Priced};
pub use profile::Profile;
pub use selectivity::selectivity;

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
