//! Index advice: which indexes the queries need, which they do not, and why.
//!
//! A pipeline of pure steps. [`access`] reads what each query asks of each table; [`statistics`]
//! says how many rows and values there are, declared, measured or by default; [`candidates`] proposes
//! indexes by rule; [`cost`] prices a query under a set of them; [`selection`] searches the best set
//! for all queries together, writes included; [`advice`] puts the outcome into words and figures, and
//! [`explanation`] into text and JSON. [`lint`] finds in the same analysis what no index can mend.
//!
//! Invariants: equal input gives equal advice, to the byte; a part of a query that is not understood
//! costs that part only; nothing proposed repeats a key or an index that is there. Absent: servers (a
//! planner may be handed in, see [`cost::Planner`]), files, clocks.

pub mod access;
pub mod advice;
mod candidates;
pub mod catalog;
pub mod cost;
pub mod explanation;
pub mod findings;
pub mod import;
pub mod lint;
mod ranking;
mod rules;
pub mod selection;
pub mod shape;
pub mod statistics;
mod study;
pub mod workload;
pub mod writing;

pub use advice::{Added, Advice, Removed};
pub use rules::{RULES, UNREADABLE_QUERY};
pub use selection::Bounds;
pub use study::{Input, Outcome, Studied, Study};
