//! What a query asks of each table it names.
//!
//! A statement comes apart into [`Block`]s, one for each `select` that a planner would plan on its
//! own. A block holds its tables ([`Use`]) with the tests on each, the edges that join them, and the
//! order, groups and limit of its result. Sub-selects behind `in` and `exists`, plain views and
//! plain derived tables are taken up into the block around them, as planners do; others stay
//! children.
//!
//! Nothing is estimated here, and nothing fails: a part that is not understood leaves a test of kind
//! [`Test::Other`], which no index serves.

mod builder;
mod closure;
mod comparison;
mod from;
mod idents;
mod names;
mod outputs;
mod predicate;
mod result;
mod statement;
mod terms;
mod unknown;

use std::collections::BTreeSet;

use crate::text::Span;

pub use statement::{Understood, understand};

/// A column by its place in its table.
pub type ColumnId = usize;
/// A use of a table by its place in its block.
pub type UseId = usize;
/// A block by its place in its query.
pub type BlockId = usize;

/// A statement as the advisor sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Access {
    pub blocks: Vec<Block>,
    /// The statement itself; none where it reads no table.
    pub root: Option<BlockId>,
    pub writes: Vec<Write>,
    /// What is said of names that mean nothing, and where they stand.
    pub unknown: Vec<(String, Span)>,
    /// Whether the statement gives rows back.
    pub reads: bool,
}

/// One `select`, or the part of a changing statement that finds its rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    pub uses: Vec<Use>,
    pub edges: Vec<Edge>,
    /// In the order asked for; empty when it is not a matter of plain columns or expressions.
    pub order: Vec<OrderKey>,
    /// A set: the server may take its members in any order.
    pub group: Vec<(UseId, Target)>,
    /// Rows that are taken; a parameter counts as [`USUAL_LIMIT`].
    pub limit: Option<f64>,
    pub offset: Option<Offset>,
    pub distinct: bool,
    pub grouped: bool,
    /// Only some of the groups are wanted.
    pub having: bool,
    pub aggregates: bool,
    /// `min(x)` or `max(x)` and nothing else.
    pub extremum: Option<(UseId, ColumnId)>,
    /// Blocks run for this one: once, or once for each of its rows.
    pub children: Vec<Child>,
    /// The arms of a set operation.
    pub arms: Vec<BlockId>,
    /// Runs once for each row of this use of the block around it.
    pub outer: Option<UseId>,
    pub span: Span,
    pub facts: Facts,
}

/// What the rules about queries look at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    pub star: Option<Span>,
    /// `count(*) > 0` and its like.
    pub counted_for_existence: Option<Span>,
    /// `not in (select …)` whose column may be null.
    pub not_in: Vec<(Span, String)>,
    /// The outermost select of a statement.
    pub outermost: bool,
    /// Stands behind `exists`, or under `count`, where the columns do not matter.
    pub only_existence: bool,
    pub locked: bool,
    /// A condition was not understood: it may tie anything together.
    pub loose: bool,
    /// `cross join` was written: all combinations are meant.
    pub crossed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Child {
    pub block: BlockId,
    /// Whose rows it is run for, where it depends on them.
    pub per_row_of: Option<UseId>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offset {
    pub span: Span,
    pub parameter: bool,
    pub rows: f64,
}

/// What a parameter behind `limit` is taken for.
pub const USUAL_LIMIT: f64 = 20.0;

/// One table (or derived table) in a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    pub relation: Relation,
    /// As the query calls it.
    pub alias: String,
    pub kind: UseKind,
    pub tests: Vec<Tested>,
    /// Ways of being selected that stand side by side: `a = 1 or b = 2`. Each arm holds together.
    pub alternatives: Vec<Vec<Vec<Tested>>>,
    /// Columns that are read at all.
    pub needed: BTreeSet<ColumnId>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// By its place in the schema.
    Table(usize),
    /// Another block's rows.
    Derived(BlockId),
    /// Rows from elsewhere: a function, a system table.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseKind {
    Inner,
    /// The optional side of an outer join.
    Optional,
    /// `exists`, `in`.
    Semi,
    /// `not exists`, `not in`.
    Anti,
}

/// One test that the rows of a table must pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    pub target: Target,
    pub test: Test,
    pub span: Span,
    /// As written.
    pub text: String,
    /// The other end of a range, as written, where the two stand apart.
    pub more: Option<String>,
}

/// What is tested, ordered by or grouped by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Column(ColumnId),
    /// Text as an index would hold it, unqualified, with the columns it reads.
    Expression(String, Vec<ColumnId>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    Equal(Operand),
    /// How many values, and those that are known.
    In(f64, Vec<String>),
    IsNull,
    IsNotNull,
    Range {
        low: Option<Operand>,
        high: Option<Operand>,
    },
    /// `(a, b) > (x, y)`: the columns after the first one.
    RowRange(Vec<ColumnId>),
    /// `like 'x%'`.
    Prefix(String),
    /// `like '%x%'`, a regular expression: trigrams may serve.
    Infix(Option<String>),
    /// `@>`, `?`, `&&` and their like: inverted indexes serve.
    Contains(String),
    Fulltext,
    /// `<>` and `not in` a list.
    Differs(f64),
    Other,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// As SQL writes it.
    Literal(String),
    Parameter,
    /// Of another row or the result of a sub-select: known when the query runs.
    Later,
    /// A value made of literals and the clock: `now() - interval '1 day'`.
    Computed(String),
}

/// `a.x = b.y` between two tables of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    pub left: (UseId, Option<ColumnId>),
    pub right: (UseId, Option<ColumnId>),
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    pub from: UseId,
    pub target: Target,
    pub descending: bool,
    pub nulls_first: Option<bool>,
    pub span: Span,
}

/// What a statement changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    pub table: usize,
    pub kind: WriteKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum WriteKind {
    /// Rows at once, where they are listed.
    Insert(f64),
    Update(BTreeSet<ColumnId>),
    Delete,
}

impl Target {
    pub fn columns(&self) -> &[ColumnId] {
        match self {
            Target::Column(column) => std::slice::from_ref(column),
            Target::Expression(_, columns) => columns,
        }
    }
}

impl Block {
    /// The edges of one use, seen from it: own column, other use, other column.
    pub fn edges_of(
        &self,
        of: UseId,
    ) -> impl Iterator<Item = (ColumnId, UseId, Option<ColumnId>, Span)> + '_ {
        self.edges.iter().filter_map(move |edge| {
            let (own, other) = match (edge.left, edge.right) {
                (left, right) if left.0 == of => (left, right),
                (left, right) if right.0 == of => (right, left),
                _ => return None,
            };
            Some((own.1?, other.0, other.1, edge.span))
        })
    }
}
