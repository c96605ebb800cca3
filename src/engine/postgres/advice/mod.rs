//! What a running server knows that advice can use: figures about its rows, and its planner's opinion
//! of indexes that are not there.
//!
//! Nothing is changed: the session is read-only, and hypothetical indexes live in it alone.

mod figures;
mod hypothetical;
mod statements;

pub(in crate::engine) use figures::figures;
pub use hypothetical::Hypothetical;
pub(in crate::engine) use statements::statements;
