//! The tree by name: thin typed views over its nodes, and plain values for names, SQL and numbers.
//!
//! Every accessor answers `None` or nothing where the text lacks the part; what is missing was
//! reported by the parser. Nothing is resolved or checked here.

mod access;
mod attribute;
mod entity;
mod facts;
mod item;
mod key;
mod partition;
mod program;
mod support;
mod value;

pub use access::{
    Grant, GrantObject, GrantObjectKind, Policy, PolicyCommand, PrivilegeWord, Role, RowSecurity,
};
pub use attribute::{
    Attribute, CheckClause, DefaultClause, Deferrable, Generated, Identity, Modifier, OnAction,
    RefTarget, Type,
};
pub use entity::{Body, Entity, Line, Mixin, Only};
pub use facts::{
    Allow, Dependency, Distinct, Grows, Include, Keep, MultivaluedDependency, Owner, Rows,
    SetOption, Shard, Tags,
};
pub use item::{
    Context, Domain, Enum, EnumValue, Extension, Import, Item, Root, Schema, Sequence,
    SequenceOption, Target,
};
pub use key::{
    Exclude, ExcludeElement, Index, IndexColumn, IndexKey, IndexKind, PrimaryKey, RefLine, Unique,
};
pub use partition::{
    Partition, PartitionBounds, PartitionEntry, PartitionMethod, PartitionScheme, Subpartition,
};
pub use program::{Native, Parameter, Query, View, ViewOption};
pub use support::AstNode;
pub use value::{IntervalValue, Name, Path, RateValue, SqlText, Text, ValueRange};
