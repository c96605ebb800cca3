//! A design as one server will hold it.
//!
//! [`physical`] takes a design and a dialect at a version, and gives the [`Schema`] that a catalog
//! will show after the DDL ran: every name set, types canonical, expressions in the server's words,
//! partitions counted out, indexes that the server would add by itself made visible. What the
//! server cannot hold is an error, what it holds in a weaker form a named loss; nothing is dropped
//! in silence.
//!
//! The work is done in passes, one file a noun, over a copy of the design's schema. Each pass leaves
//! a whole schema behind, so that one mistake does not hide the next. Findings come with the places
//! in the sources, found through the atom's key ([`Origin`]), also after a pass has renamed it.
//!
//! Not done here: nothing is compared, ordered or written, and what is merely unwise is `lint`'s.

mod access;
mod calendar;
mod columns;
mod constraints;
mod domains;
mod enums;
mod expressions;
mod foreign_key_indexes;
mod foreign_keys;
mod fulltext;
mod identity;
mod indexes;
mod key_length;
mod lifecycle;
mod limits;
mod names;
mod objects;
mod on_update;
mod origin;
mod overlay;
mod partition_bounds;
mod partition_rules;
mod partitions;
mod placement;
mod rules;
mod spelled_out;
#[cfg(test)]
mod tests;
mod types;
mod views;
mod work;

pub use calendar::{Date, Moment};
pub use foreign_keys::comparable;
pub use names::named;
#[cfg(test)]
pub(crate) use on_update::sample as on_update_model;
pub use origin::Origin;
pub use rules::RULES;
pub use rules::shards::STATEMENT_ON_SHARDS;
pub use spelled_out::spell_out;

use crate::design::{Design, Query};
use crate::diagnostics::Diagnostic;
use crate::dialect::Dialect;
use crate::schema::Schema;

/// A design on one server.
#[derive(Debug, Clone, PartialEq)]
pub struct Physical {
    /// What the catalog will hold.
    pub schema: Schema,
    /// The queries that run there.
    pub queries: Vec<Query>,
    /// Functions that raw blocks define, in lower case: whoever translates a query calls them as written.
    pub functions: Vec<String>,
    /// The design is for this dialect alone: its SQL is this dialect's own.
    pub own_sql: bool,
    /// Which atoms of the design the schema's atoms come from.
    pub origin: Origin,
}

/// What a design does not say itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhysicalOptions {
    /// The day on which partitions that follow the calendar are counted out.
    pub as_of: Date,
}

/// The design as the server will hold it, and what cannot be held or is lost there.
///
/// Findings are sorted. After an error among them the schema is still whole, but a server may refuse it.
pub fn physical(
    design: &Design,
    dialect: Dialect<'_>,
    options: &PhysicalOptions,
) -> (Physical, Vec<Diagnostic>) {
    let mut work = work::Work::new(design, dialect, options.as_of);
    overlay::lay(&mut work);
    names::assign(&mut work);
    objects::keep_what_exists(&mut work);
    domains::inline(&mut work);
    expressions::translate(&mut work);
    enums::replace(&mut work);
    types::settle(&mut work);
    columns::settle(&mut work);
    foreign_keys::check_types(&mut work);
    identity::settle(&mut work);
    constraints::settle(&mut work);
    fulltext::replace(&mut work);
    indexes::settle(&mut work);
    partitions::settle(&mut work);
    partition_rules::check(&mut work);
    foreign_keys::check(&mut work);
    foreign_key_indexes::add(&mut work);
    key_length::check(&mut work);
    on_update::replace(&mut work);
    placement::settle(&mut work);
    views::settle(&mut work);
    access::settle(&mut work);
    limits::check(&mut work);
    work.finish()
}
