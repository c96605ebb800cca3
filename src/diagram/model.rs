use serde::Serialize;

use crate::diagnostics::Level;
use crate::schema::QualifiedName;

/// Everything that is drawn, in the order of the design.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    pub title: String,
    /// The contexts that hold entities.
    pub groups: Vec<Group>,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: String,
}

/// An entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub name: QualifiedName,
    /// Its place in [`Picture::groups`].
    pub group: Option<usize>,
    pub comment: Option<String>,
    pub badges: Vec<Badge>,
    pub rows: Vec<Row>,
    /// Keys, indexes and checks in words, a line each.
    pub lines: Vec<String>,
    /// Findings about the entity, or about no attribute of it.
    pub marks: Vec<Mark>,
    /// The queries that read or write it.
    pub queries: Vec<Note>,
    /// Indexes to add or to drop.
    pub advice: Vec<Note>,
    pub change: Change,
    /// Its former name, in a picture of a change.
    pub before: Option<String>,
}

/// An attribute.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    pub name: String,
    pub data_type: String,
    pub nullable: bool,
    /// Part of the primary key.
    pub primary: bool,
    /// Unique by itself.
    pub unique: bool,
    /// Part of a reference.
    pub reference: bool,
    /// The first of the columns of some index, key or constraint: a search by it is served.
    pub indexed: bool,
    pub partition_key: bool,
    pub shard_key: bool,
    /// Numbered, given or computed by the server: `identity`, `= now()`, `:= a + b`.
    pub value: Option<String>,
    pub comment: Option<String>,
    pub marks: Vec<Mark>,
    pub change: Change,
    /// What it was, in a picture of a change: a former name, type or nullability.
    pub before: Option<String>,
}

/// A fact about an entity that people look for in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Badge {
    pub kind: BadgeKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeKind {
    /// How many rows there are and come.
    Rows,
    Partition,
    Shard,
    Index,
    Tag,
    Security,
}

/// A finding, where it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub level: Level,
    pub code: &'static str,
    pub message: String,
}

/// What stands beside an entity where there is room: a line about it, and its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub title: String,
    pub text: String,
}

/// A reference from the rows that refer to the rows of a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    pub kind: EdgeKind,
    pub from: End,
    pub to: End,
    /// In words: `customer_id → id, on delete cascade`.
    pub label: String,
    pub change: Change,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    Reference,
    /// A reference that is part of the primary key of the entity that refers: it cannot be without the other.
    Identifying,
    /// The inheritance of Postgres.
    Inherits,
}

#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Its place in [`Picture::nodes`].
    pub node: usize,
    /// Places in its rows; empty means the entity as a whole.
    pub rows: Vec<usize>,
    /// How many entities of this end belong to one of the other.
    pub cardinality: Cardinality,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cardinality {
    One,
    ZeroOrOne,
    /// What a key alone can say of the end that refers; at least one is nothing that servers enforce.
    Many,
}

/// What becomes of a thing on the way from one design to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    #[default]
    Same,
    Added,
    Dropped,
    Altered,
    Renamed,
}

impl Change {
    /// Beside the colour: a picture must not depend on colours alone.
    pub fn sign(self) -> &'static str {
        match self {
            Change::Same => "",
            Change::Added => "+",
            Change::Dropped => "−",
            Change::Altered => "~",
            Change::Renamed => "»",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Change::Same => "unchanged",
            Change::Added => "added",
            Change::Dropped => "dropped",
            Change::Altered => "altered",
            Change::Renamed => "renamed",
        }
    }
}

impl BadgeKind {
    pub fn word(self) -> &'static str {
        match self {
            BadgeKind::Rows => "rows",
            BadgeKind::Partition => "partition",
            BadgeKind::Shard => "shard",
            BadgeKind::Index => "index",
            BadgeKind::Tag => "tag",
            BadgeKind::Security => "security",
        }
    }
}

impl Picture {
    /// Whether it shows the way from one design to another.
    pub fn is_change(&self) -> bool {
        let same = Change::Same;
        self.edges.iter().any(|edge| edge.change != same)
            || self
                .nodes
                .iter()
                .any(|node| node.change != same || node.rows.iter().any(|row| row.change != same))
    }
}

impl Node {
    pub fn row(&self, name: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.name == name)
    }

    /// Its marks and those of its rows.
    pub fn all_marks(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().chain(self.rows.iter().flat_map(|row| &row.marks))
    }
}

impl Row {
    /// What a picture says in front of the name, most important first: `PK`, `FK`, `U`, `P` for the key of
    /// partitions, `S` for that of shards, `IX` where none of these is and an index begins with it.
    pub fn keys(&self) -> Vec<&'static str> {
        let all = [
            (self.primary, "PK"),
            (self.reference, "FK"),
            (self.unique && !self.primary, "U"),
            (self.partition_key, "P"),
            (self.shard_key, "S"),
        ];
        let mut keys: Vec<&'static str> =
            all.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect();
        if keys.is_empty() && self.indexed {
            keys.push("IX");
        }
        keys
    }

    /// Whether pictures without room for all rows keep this one.
    pub fn is_key(&self) -> bool {
        self.primary || self.reference || self.unique || self.partition_key || self.shard_key
    }
}
