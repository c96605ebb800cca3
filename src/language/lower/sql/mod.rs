//! SQL inside entity files: read by sqlparser, its places brought back into the file.
//!
//! An [`Island`] is a piece of SQL with the bytes it occupies. Reading one gives a syntax tree or
//! one finding at the exact place; names in the tree are then checked by `expression` (one entity's
//! attributes) or `statement` (tables, aliases and columns of a query). Both stay silent wherever
//! only a server could know: a message of theirs is always right.

mod columns;
mod expression;
mod island;
mod parse;
mod peel;
mod statement;

pub use columns::Columns;
pub use expression::{Names, check_names};
pub use island::Island;
pub use parse::{ends_early, parse_expression, parse_statements};
pub use statement::{Catalog, Relation, check_statement};
