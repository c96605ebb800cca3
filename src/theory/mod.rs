//! Relational dependency theory: what declared dependencies say about the design of a relation.
//!
//! Pure functions from attributes and dependencies to keys, covers, normal forms and
//! decompositions, each with the evidence a person can check: a derivation for what follows, rows
//! for what does not. `analyse` asks everything of one relation. The questions:
//!
//! - what follows: `closure`, `implication`, `multivalued`;
//! - the same said briefly: `cover`; about fewer attributes: `projection`,
//!   `parts`;
//! - what identifies a row: `keys`, `primes`;
//! - how good is it: `forms`, `witness`, `armstrong`;
//! - how to split it: `synthesis` (3NF), `bcnf`, `preserving`, `fourth` (4NF);
//! - what a split costs: `preservation`, `chase`.
//!
//! Values are taken literally: a NULL is one more value. A unique constraint over nullable columns
//! is therefore no key; whoever declares dependencies leaves it out. Nothing here knows entities,
//! texts or databases. Work that can grow exponentially is bounded by `Limits` and counted, not
//! timed, so answers are the same everywhere; an answer that hit a bound says so. Visible lists
//! are sorted in declared order. Nothing recurses.

mod analysis;
mod armstrong;
mod attributes;
mod bcnf;
mod chase;
mod closure;
mod components;
mod cover;
mod dependencies;
mod forms;
mod fourth;
mod implication;
mod instance;
mod keys;
mod limits;
mod maximal;
mod multivalued;
mod parts;
mod preservation;
mod preserving;
mod primes;
mod projection;
mod synthesis;
#[cfg(test)]
mod tests;
mod witness;

pub use analysis::{
    Analysis, Examination, Natural, analyse, analyse_with_transparent, examine, examine_without,
};
pub use armstrong::{Armstrong, armstrong_relation};
pub use attributes::AttributeSet;
pub use bcnf::{Decomposition, decompose as decompose_boyce_codd};
pub use chase::{Join, join_of};
pub use closure::Closure;
pub use cover::{CoverOrder, canonical_cover, minimal_cover, minimal_cover_by};
pub use dependencies::{Dependency, Multivalued, Relation, RelationError, Scheme, grouped};
pub use forms::{Forms, NormalForm, Reason, Violation};
pub use fourth::{decompose as decompose_fourth, violations as fourth_violations};
pub use implication::{Step, counterexample, derivation, equivalent, implies};
pub use instance::Instance;
pub use keys::{KeyCount, KeySearch, Keys, Progress, candidate_keys, one_key};
pub use limits::{Limits, Verdict};
pub use multivalued::Mixed;
pub use parts::{Finding, Parts};
pub use preservation::lost_dependencies;
pub use preserving::{Preserving, preserving_boyce_codd};
pub use primes::{Primality, Primes, key_with, prime_attributes, primes_among};
pub use projection::{Projection, project};
pub use synthesis::{Fragment, synthesise};
pub use witness::Anomaly;
