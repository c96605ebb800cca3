use crate::schema::{QualifiedName, Table};
use crate::text::Span;

/// An `only DIALECT { … }` block of an entity: laid over its table for that dialect alone.
///
/// Columns replace the columns of the same name (type and options only) or are added; constraints
/// and indexes are added; options are set.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    /// `postgres`, `mysql`, `mariadb`, `sqlite`, or an overlay dialect of those.
    pub dialect: String,
    pub entity: QualifiedName,
    /// Only what the block says; its name is the entity's.
    pub patch: Table,
    pub span: Span,
}
