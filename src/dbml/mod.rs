//! DBML, the notation of dbdiagram: a schema written in it, and read from it.
//!
//! DBML has no word for partitions, exclusions, conditions of indexes, triggers and row security; what cannot be
//! said is written as a note, and what a file says that the model has no place for is `unmodelled`. Types are texts
//! there: reading asks a dialect what they mean.

mod lexer;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{Mistake, database_type, read};
pub use write::write;
