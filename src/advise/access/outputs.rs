use super::{BlockId, ColumnId, UseId};

/// What a name of a `from` clause stands for.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    pub body: Body,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    /// A table of the block.
    Table(UseId),
    /// A derived table that was taken up into the block: its result columns.
    Flat(Vec<(String, Meaning)>),
    /// A derived table of its own block, with its result's columns where they are known.
    Derived(UseId, Vec<String>),
    /// Anything: its columns are not known.
    Open(UseId),
}

/// What a column name means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    Column(UseId, ColumnId),
    /// Of a derived table.
    Derived(UseId),
    /// Computed from these.
    Computed(Vec<(UseId, ColumnId)>),
}

/// A block in the making, with what its names mean.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub block: BlockId,
    pub entries: Vec<Entry>,
}
