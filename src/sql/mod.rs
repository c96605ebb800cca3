//! SQL inside a design: read loosely, cut into pieces, rewritten for each server.
//!
//! [`Dialect::translate`](crate::dialect::Dialect::translate) turns an expression of the portable
//! subset (PostgreSQL's spelling, with a few neutral functions) into a server's own. The text is cut
//! into tokens and loosely understood as a [`tree`]: calls, operators with their operands, casts;
//! whatever lies between stays as it was written, comments and line breaks included. So whole
//! queries can be translated by the same code, and what is not rewritten is not touched.
//!
//! Nothing here knows a server by name: spellings come from the dialect's tables. It knows neither
//! the schema nor types of columns, so differences that lie in types alone (integer division) are
//! not bridged.
//!
//! [`statements`] cuts whole scripts, such as dumps, into statements.

mod bind;
pub mod cursor;
mod default;
mod identifiers;
mod interval;
mod scan;
pub mod statements;
#[cfg(test)]
mod tests;
mod token;
mod translate;
mod tree;
mod type_name;

pub use bind::{BoundQuery, Placeholder};
pub use identifiers::{
    TriggerUse, created_functions, created_names, created_signs, identifiers,
    qualified_identifiers, rename_identifier, replace_identifier, says, trigger,
};
pub use scan::{Piece, scan};
pub use translate::{Scope, Translated, Untranslatable};
pub use type_name::parse_type;
