//! The order in which objects are made.
//!
//! A graph with one node an object. What an object needs comes before it; where there is a choice,
//! kinds follow one another as a reader expects, and objects of one kind keep the order of their
//! source. Foreign keys that close a cycle do not order tables: they are added when all tables
//! stand. A routine would like to see the tables that its body names, but can do without.

mod cycles;
mod graph;
mod natives;
mod others;
mod sort;

use std::collections::{HashMap, HashSet};

use crate::dialect::{Capability, Dialect};
use crate::schema::{ForeignKey, Placement, QualifiedName, Schema, Table};

use graph::Graph;
pub(super) use graph::expressions;

/// One thing to be written; numbers are places in the lists of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Node {
    Namespace(usize),
    Role(usize),
    Extension(usize),
    Enum(usize),
    Domain(usize),
    Composite(usize),
    Range(usize),
    Sequence(usize),
    /// Another object that tables and views may use.
    Early(usize),
    /// With its partitions, indexes and comments.
    Table(usize),
    /// Where the rows of a table lie.
    Placement(usize),
    /// A foreign key of a table, written on its own: table, place in its list.
    ForeignKey(usize, usize),
    /// `OWNED BY` of a sequence, which needs the table that needs the sequence.
    SequenceOwner(usize),
    View(usize),
    Routine(usize),
    Native(usize),
    /// Of a table.
    Triggers(usize),
    /// Row security and policies of a table.
    Policies(usize),
    Grants,
    /// Another object that nothing needs.
    Other(usize),
}

/// What is written, in this order, and what stands inside its table.
pub(super) struct Order {
    pub nodes: Vec<Node>,
    /// Foreign keys that have a node of their own.
    pub late: HashSet<(usize, usize)>,
    /// Some routine stands before what its body names.
    pub unchecked_bodies: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Cannot be made without it.
    Must,
    /// A foreign key inside a table: can be added later.
    Foreign,
    /// Probably cannot be made without it: the head of a raw block names it.
    Likely,
    /// Would be checked against it when made.
    Wish,
}

pub(super) fn order(schema: &Schema, dialect: Dialect<'_>) -> Order {
    let mut graph = Graph::new(schema);
    graph.connect_roles();
    graph.connect_types();
    graph.connect_tables();
    graph.connect_views();
    graph.connect_code();
    graph.connect_natives();
    graph.connect_others();
    let unchecked_bodies = graph.break_cycles();
    let mut nodes = graph.sorted();
    // What comes after it is made on every node.
    let engine = dialect.defaults().extension.as_deref();
    let is_engine = |node: &Node| matches!(node, Node::Extension(index) if Some(&*schema.extensions[*index].name) == engine);
    nodes.sort_by_key(|node| !is_engine(node));
    Order { unchecked_bodies, ..with_late_keys(schema, dialect, nodes) }
}

/// Puts the foreign keys that cannot stand inside their table behind the last table.
fn with_late_keys(schema: &Schema, dialect: Dialect<'_>, nodes: Vec<Node>) -> Order {
    let mut late = HashSet::new();
    if !dialect.has(Capability::AddConstraint) {
        return Order { nodes, late, unchecked_bodies: false };
    }
    let mut places = vec![usize::MAX; schema.tables.len()];
    for (place, node) in nodes.iter().enumerate() {
        if let Node::Table(index) = node {
            places[*index] = place;
        }
    }
    let tables: HashMap<&QualifiedName, usize> =
        schema.tables.iter().enumerate().map(|(index, table)| (&table.name, index)).collect();
    let mut keys = Vec::new();
    for (index, table) in schema.tables.iter().enumerate() {
        for (number, key) in table.foreign_keys.iter().enumerate() {
            let Some(target) = tables.get(&key.references) else { continue };
            let placed = table.placement.is_some() || schema.tables[*target].placement.is_some();
            let stands_inside = places[*target] <= places[index] && !key.not_valid && !placed;
            if !stands_inside || needs_index(key, &schema.tables[*target]) {
                late.insert((index, number));
                keys.push(Node::ForeignKey(index, number));
            }
        }
    }
    let after_tables =
        nodes.iter().rposition(|node| matches!(node, Node::Table(_))).map_or(0, |place| place + 1);
    let mut nodes = nodes;
    nodes.splice(after_tables..after_tables, placements(schema).chain(keys));
    Order { nodes, late, unchecked_bodies: false }
}

/// Tables are placed when all stand, and before keys lead from one to another: copies first, then each table behind
/// the one that it lies beside.
fn placements(schema: &Schema) -> impl Iterator<Item = Node> {
    let rank = |table: &Table| match &table.placement {
        None => None,
        Some(Placement::Namespace) => Some(0),
        Some(Placement::Reference) => Some(1),
        Some(Placement::Distributed { beside: None, .. }) => Some(2),
        Some(Placement::Distributed { .. }) => Some(3),
        Some(Placement::Local) => Some(4),
    };
    let mut placed: Vec<(u8, usize)> = Vec::new();
    for (index, table) in schema.tables.iter().enumerate() {
        placed.extend(rank(table).map(|rank| (rank, index)));
    }
    placed.sort_unstable();
    placed.into_iter().map(|(_, index)| Node::Placement(index))
}

/// Whether what makes the target unique is an index, which is made after its table.
fn needs_index(key: &ForeignKey, target: &Table) -> bool {
    let same = |columns: &[String]| {
        columns.len() == key.referenced_columns.len()
            && columns.iter().all(|column| key.referenced_columns.contains(column))
    };
    let by_constraint = target.primary_key.iter().any(|primary| same(&primary.columns))
        || target.uniques.iter().any(|unique| same(&unique.columns));
    !by_constraint && target.indexes.iter().any(|index| index.unique)
}
