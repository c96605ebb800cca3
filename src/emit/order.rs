//! The order in which objects are made.
//!
//! A graph with one node an object. What an object needs comes before it; where there is a choice,
//! kinds follow one another as a reader expects, and objects of one kind keep the order of their
//! source. Foreign keys that close a cycle do not order tables: they are added when all tables
//! stand. A routine would like to see the tables that its body names, but can do without.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::mentions;
use crate::dialect::{Capability, Dialect};
use crate::schema::{DataType, Expression, ForeignKey, QualifiedName, Schema, Table};
use crate::sql::identifiers;

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
    /// With its partitions, indexes and comments.
    Table(usize),
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
}

/// What is written, in this order, and what stands inside its table.
pub(super) struct Order {
    pub nodes: Vec<Node>,
    /// Foreign keys that have a node of their own.
    pub late: HashSet<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Cannot be made without it.
    Must,
    /// A foreign key inside a table: can be added later.
    Foreign,
    /// Would be checked against it when made.
    Wish,
}

pub(super) fn order(schema: &Schema, dialect: Dialect<'_>) -> Order {
    let mut graph = Graph::new(schema);
    graph.connect_types();
    graph.connect_tables();
    graph.connect_views();
    graph.connect_code();
    graph.connect_natives();
    graph.break_cycles();
    let nodes = graph.sorted();
    with_late_keys(schema, dialect, nodes)
}

struct Graph<'s> {
    schema: &'s Schema,
    graph: DiGraph<Node, Need>,
    relations: HashMap<&'s QualifiedName, NodeIndex>,
    types: HashMap<&'s QualifiedName, NodeIndex>,
    nodes: HashMap<Node, NodeIndex>,
}

impl<'s> Graph<'s> {
    fn new(schema: &'s Schema) -> Graph<'s> {
        let mut graph = Graph {
            schema,
            graph: DiGraph::new(),
            relations: HashMap::new(),
            types: HashMap::new(),
            nodes: HashMap::new(),
        };
        let count = |list: usize, node: fn(usize) -> Node| (0..list).map(node);
        let all = count(schema.namespaces.len(), Node::Namespace)
            .chain(count(schema.roles.len(), Node::Role))
            .chain(count(schema.extensions.len(), Node::Extension))
            .chain(count(schema.natives.len(), Node::Native));
        for node in all {
            graph.add(node);
        }
        for (index, item) in schema.enums.iter().enumerate() {
            let node = graph.add(Node::Enum(index));
            graph.types.insert(&item.name, node);
        }
        for (index, item) in schema.domains.iter().enumerate() {
            let node = graph.add(Node::Domain(index));
            graph.types.insert(&item.name, node);
        }
        for (index, item) in schema.composites.iter().enumerate() {
            let node = graph.add(Node::Composite(index));
            graph.types.insert(&item.name, node);
        }
        for (index, item) in schema.ranges.iter().enumerate() {
            let node = graph.add(Node::Range(index));
            graph.types.insert(&item.name, node);
        }
        for (index, item) in schema.sequences.iter().enumerate() {
            let node = graph.add(Node::Sequence(index));
            graph.relations.insert(&item.name, node);
            if item.owned_by.is_some() {
                graph.add(Node::SequenceOwner(index));
            }
        }
        for (index, item) in schema.tables.iter().enumerate() {
            let node = graph.add(Node::Table(index));
            graph.relations.insert(&item.name, node);
            if !item.triggers.is_empty() {
                graph.add(Node::Triggers(index));
            }
            if !item.policies.is_empty() || !item.row_security.is_default() {
                graph.add(Node::Policies(index));
            }
        }
        for (index, item) in schema.views.iter().enumerate() {
            let node = graph.add(Node::View(index));
            graph.relations.insert(&item.name, node);
        }
        for index in 0..schema.routines.len() {
            graph.add(Node::Routine(index));
        }
        if !schema.grants.is_empty() {
            graph.add(Node::Grants);
        }
        graph
    }

    fn add(&mut self, node: Node) -> NodeIndex {
        let index = self.graph.add_node(node);
        self.nodes.insert(node, index);
        index
    }

    /// Says that `node` comes after `needed`.
    fn need(&mut self, node: NodeIndex, needed: NodeIndex, need: Need) {
        if node != needed {
            self.graph.add_edge(needed, node, need);
        }
    }

    fn need_type(&mut self, node: NodeIndex, data_type: &DataType) {
        match data_type {
            DataType::Array { element } => self.need_type(node, element),
            DataType::Named { name } => {
                if let Some(needed) = self.types.get(name).or_else(|| self.relations.get(name)) {
                    self.need(node, *needed, Need::Must);
                }
            }
            _ => {}
        }
    }

    fn connect_types(&mut self) {
        let schema = self.schema;
        for item in &schema.domains {
            self.need_type(self.types[&item.name], &item.data_type);
        }
        for item in &schema.composites {
            for attribute in &item.attributes {
                self.need_type(self.types[&item.name], &attribute.data_type);
            }
        }
        for item in &schema.ranges {
            self.need_type(self.types[&item.name], &item.subtype);
        }
    }

    fn connect_tables(&mut self) {
        let schema = self.schema;
        for (index, table) in schema.tables.iter().enumerate() {
            let node = self.nodes[&Node::Table(index)];
            for column in &table.columns {
                self.need_type(node, &column.data_type);
            }
            for parent in &table.inherits {
                if let Some(parent) = self.relations.get(parent) {
                    self.need(node, *parent, Need::Must);
                }
            }
            for key in &table.foreign_keys {
                if let Some(target) = self.relations.get(&key.references) {
                    self.need(node, *target, Need::Foreign);
                }
            }
            for after in [Node::Triggers(index), Node::Policies(index)] {
                if let Some(after) = self.nodes.get(&after).copied() {
                    self.need(after, node, Need::Must);
                }
            }
        }
        for (index, sequence) in schema.sequences.iter().enumerate() {
            let Some((table, _)) = &sequence.owned_by else { continue };
            let owner = self.nodes[&Node::SequenceOwner(index)];
            self.need(owner, self.nodes[&Node::Sequence(index)], Need::Must);
            if let Some(table) = self.relations.get(table).copied() {
                self.need(owner, table, Need::Must);
            }
        }
    }

    fn connect_views(&mut self) {
        let schema = self.schema;
        let by_word =
            if schema.views.is_empty() { HashMap::new() } else { self.relations_by_word() };
        for (index, view) in schema.views.iter().enumerate() {
            let node = self.nodes[&Node::View(index)];
            let needed: BTreeSet<NodeIndex> = match mentions::relations(view.query.text()) {
                Some(names) => names
                    .iter()
                    .filter_map(|name| {
                        let here = view.name.sibling(&*name.name);
                        self.relations.get(name).or_else(|| self.relations.get(&here)).copied()
                    })
                    .collect(),
                None => identifiers(view.query.text())
                    .flat_map(|word| by_word.get(word).into_iter().flatten().copied())
                    .collect(),
            };
            for needed in needed {
                self.need(node, needed, Need::Must);
            }
        }
    }

    fn relations_by_word(&self) -> HashMap<&'s str, Vec<NodeIndex>> {
        let mut words: HashMap<&str, Vec<NodeIndex>> = HashMap::new();
        for (name, node) in &self.relations {
            words.entry(name.name.as_str()).or_default().push(*node);
        }
        words
    }

    /// Tables, views, triggers and policies need the routines and sequences that their expressions name; a routine
    /// would like to have what its body names.
    fn connect_code(&mut self) {
        let schema = self.schema;
        if schema.routines.is_empty() && schema.sequences.is_empty() {
            return;
        }
        let mut code: HashMap<&str, Vec<NodeIndex>> = HashMap::new();
        for (index, routine) in schema.routines.iter().enumerate() {
            code.entry(&routine.name.name).or_default().push(self.nodes[&Node::Routine(index)]);
        }
        for (index, sequence) in schema.sequences.iter().enumerate() {
            code.entry(&sequence.name.name).or_default().push(self.nodes[&Node::Sequence(index)]);
        }
        let mut found: Vec<(NodeIndex, NodeIndex, Need)> = Vec::new();
        let mut look = |node: NodeIndex, text: &str| {
            let words: BTreeSet<&str> = identifiers(text).collect();
            let needed = words.into_iter().filter_map(|word| code.get(word)).flatten();
            found.extend(needed.map(|needed| (node, *needed, Need::Must)));
        };
        for (index, table) in schema.tables.iter().enumerate() {
            let node = self.nodes[&Node::Table(index)];
            for expression in expressions(table) {
                look(node, expression.text());
            }
            for trigger in &table.triggers {
                look(self.nodes[&Node::Triggers(index)], &trigger.definition);
            }
            for expression in
                table.policies.iter().flat_map(|policy| policy.using.iter().chain(&policy.check))
            {
                look(self.nodes[&Node::Policies(index)], expression.text());
            }
        }
        for (index, view) in schema.views.iter().enumerate() {
            look(self.nodes[&Node::View(index)], view.query.text());
        }
        for domain in &schema.domains {
            let checks = domain.checks.iter().map(|check| &check.expression);
            for expression in checks.chain(&domain.default) {
                look(self.types[&domain.name], expression.text());
            }
        }
        let relations = self.relations_by_word();
        for (index, routine) in schema.routines.iter().enumerate() {
            let node = self.nodes[&Node::Routine(index)];
            let words: BTreeSet<&str> = identifiers(&routine.definition).collect();
            let needed = words
                .into_iter()
                .flat_map(|word| relations.get(word).into_iter().chain(code.get(word)));
            found.extend(needed.flatten().map(|needed| (node, *needed, Need::Wish)));
        }
        for (node, needed, need) in found {
            self.need(node, needed, need);
        }
    }

    /// `after` and `before` name objects or other blocks.
    fn connect_natives(&mut self) {
        let schema = self.schema;
        if schema.natives.is_empty() {
            return;
        }
        let mut named: HashMap<String, Vec<NodeIndex>> = HashMap::new();
        for (name, node) in self.relations.iter().chain(&self.types) {
            named.entry(name.to_string()).or_default().push(*node);
        }
        for (index, routine) in schema.routines.iter().enumerate() {
            named
                .entry(routine.name.to_string())
                .or_default()
                .push(self.nodes[&Node::Routine(index)]);
        }
        for (index, native) in schema.natives.iter().enumerate() {
            if let Some(name) = &native.name {
                named.entry(name.clone()).or_default().push(self.nodes[&Node::Native(index)]);
            }
        }
        for (index, native) in schema.natives.iter().enumerate() {
            let node = self.nodes[&Node::Native(index)];
            for needed in native.after.iter().flat_map(|name| named.get(name).into_iter().flatten())
            {
                self.need(node, *needed, Need::Must);
            }
            for user in native.before.iter().flat_map(|name| named.get(name).into_iter().flatten())
            {
                self.need(*user, node, Need::Must);
            }
        }
    }

    /// Drops what can be dropped from cycles: wishes, and foreign keys to tables that come later in the source.
    fn break_cycles(&mut self) {
        let mut component = vec![0; self.graph.node_count()];
        let mut sizes = Vec::new();
        for (number, members) in kosaraju_scc(&self.graph).into_iter().enumerate() {
            for member in &members {
                component[member.index()] = number;
            }
            sizes.push(members.len());
        }
        if sizes.iter().all(|size| *size == 1) {
            return;
        }
        let graph = &self.graph;
        let droppable: HashSet<EdgeIndex> = graph
            .edge_references()
            .filter(|edge| component[edge.source().index()] == component[edge.target().index()])
            .filter(|edge| match edge.weight() {
                Need::Must => false,
                Need::Wish => true,
                Need::Foreign => graph[edge.source()] > graph[edge.target()],
            })
            .map(|edge| edge.id())
            .collect();
        self.graph.retain_edges(|_, edge| !droppable.contains(&edge));
    }

    /// Kahn's algorithm with a heap, so that of all nodes that could come next the first by kind and source does.
    fn sorted(&self) -> Vec<Node> {
        let graph = &self.graph;
        let rank = |index: NodeIndex| Reverse((phase(graph[index]), graph[index], index));
        let mut waiting: Vec<usize> = vec![0; graph.node_count()];
        for edge in graph.edge_references() {
            waiting[edge.target().index()] += 1;
        }
        let mut ready: BinaryHeap<_> =
            graph.node_indices().filter(|index| waiting[index.index()] == 0).map(rank).collect();
        let mut done = vec![false; graph.node_count()];
        // Nodes in the order in which they are taken when only a cycle is left (of views, say).
        let mut stuck: Vec<_> = graph.node_indices().map(rank).collect();
        stuck.sort_unstable();
        let mut nodes = Vec::with_capacity(graph.node_count());
        loop {
            let next = ready.pop().or_else(|| {
                while let Some(candidate) = stuck.pop() {
                    if !done[candidate.0.2.index()] {
                        return Some(candidate);
                    }
                }
                None
            });
            let Some(Reverse((_, node, index))) = next else { return nodes };
            if std::mem::replace(&mut done[index.index()], true) {
                continue;
            }
            nodes.push(node);
            for edge in graph.edges(index) {
                let target = edge.target();
                waiting[target.index()] -= 1;
                if waiting[target.index()] == 0 && !done[target.index()] {
                    ready.push(rank(target));
                }
            }
        }
    }
}

/// Where a reader expects a kind, when nothing else decides.
fn phase(node: Node) -> u8 {
    match node {
        Node::Namespace(_) => 0,
        Node::Role(_) => 1,
        Node::Extension(_) => 2,
        Node::Enum(_) | Node::Domain(_) | Node::Composite(_) | Node::Range(_) => 3,
        Node::Sequence(_) => 4,
        Node::Table(_) => 5,
        Node::SequenceOwner(_) | Node::ForeignKey(..) => 6,
        Node::View(_) => 7,
        Node::Routine(_) => 8,
        Node::Native(_) => 9,
        Node::Triggers(_) => 10,
        Node::Policies(_) => 11,
        Node::Grants => 12,
    }
}

/// The expressions of a table that are evaluated or checked when it is made.
fn expressions(table: &Table) -> impl Iterator<Item = &Expression> {
    let columns = table.columns.iter().flat_map(|column| {
        column.default.iter().chain(column.generated.iter().map(|generated| &generated.expression))
    });
    let checks = table.checks.iter().map(|check| &check.expression);
    let indexes = table.indexes.iter().flat_map(|index| {
        let parts = index.parts.iter().filter_map(|part| match &part.target {
            crate::schema::IndexTarget::Expression(expression) => Some(expression),
            crate::schema::IndexTarget::Column(_) => None,
        });
        parts.chain(&index.predicate)
    });
    columns.chain(checks).chain(indexes)
}

/// Puts the foreign keys that cannot stand inside their table behind the last table.
fn with_late_keys(schema: &Schema, dialect: Dialect<'_>, nodes: Vec<Node>) -> Order {
    let mut late = HashSet::new();
    if !dialect.has(Capability::AddConstraint) {
        return Order { nodes, late };
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
            let stands_inside = places[*target] <= places[index] && !key.not_valid;
            if !stands_inside || needs_index(key, &schema.tables[*target]) {
                late.insert((index, number));
                keys.push(Node::ForeignKey(index, number));
            }
        }
    }
    let after_tables =
        nodes.iter().rposition(|node| matches!(node, Node::Table(_))).map_or(0, |place| place + 1);
    let mut nodes = nodes;
    nodes.splice(after_tables..after_tables, keys);
    Order { nodes, late }
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
