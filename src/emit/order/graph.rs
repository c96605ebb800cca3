//! Which object needs which.

use std::collections::{BTreeSet, HashMap};

use petgraph::graph::{DiGraph, NodeIndex};

use super::{Need, Node};
use crate::emit::mentions;
use crate::schema::{DataType, Expression, QualifiedName, Schema, Table};
use crate::sql::identifiers;

/// Edges lead from what is needed to what needs it.
pub(super) struct Graph<'s> {
    pub(super) schema: &'s Schema,
    pub(super) graph: DiGraph<Node, Need>,
    pub(super) relations: HashMap<&'s QualifiedName, NodeIndex>,
    pub(super) types: HashMap<&'s QualifiedName, NodeIndex>,
    pub(super) nodes: HashMap<Node, NodeIndex>,
}

impl<'s> Graph<'s> {
    pub(super) fn new(schema: &'s Schema) -> Graph<'s> {
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
            let parts = item.with_partitions();
            let has_late_keys = parts.iter().skip(1).any(|part| !part.foreign_keys.is_empty());
            if has_late_keys || parts.iter().any(|part| !part.triggers.is_empty()) {
                graph.add(Node::Triggers(index));
            }
            if parts.iter().any(|part| !part.policies.is_empty() || !part.row_security.is_default())
            {
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
        for (index, item) in schema.others.iter().enumerate() {
            let node = graph.add(if item.early { Node::Early(index) } else { Node::Other(index) });
            // What has no second part to its name may be used as a table is.
            if item.early && item.part.is_empty() {
                graph.relations.entry(&item.name).or_insert(node);
            }
        }
        graph
    }

    fn add(&mut self, node: Node) -> NodeIndex {
        let index = self.graph.add_node(node);
        self.nodes.insert(node, index);
        index
    }

    /// Says that `node` comes after `needed`.
    pub(super) fn need(&mut self, node: NodeIndex, needed: NodeIndex, need: Need) {
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
            // The rows of a table, and ranges of ranges, are types too.
            DataType::Native { sql } => {
                let words: Vec<&str> = identifiers(sql).collect();
                let name = match words.as_slice() {
                    [name] => QualifiedName::bare(*name),
                    [namespace, name] => QualifiedName::new(Some(*namespace), *name),
                    _ => return,
                };
                if let Some(needed) = self.relations.get(&name) {
                    self.need(node, *needed, Need::Must);
                }
            }
            _ => {}
        }
    }

    /// A role that is a member of others is made after them, and a namespace after its owner.
    pub(super) fn connect_roles(&mut self) {
        let schema = self.schema;
        let places: HashMap<&str, usize> =
            schema.roles.iter().enumerate().map(|(index, role)| (&*role.name, index)).collect();
        for (index, role) in schema.roles.iter().enumerate() {
            let groups = role.member_of.iter().filter_map(|group| places.get(group.as_str()));
            for group in groups {
                let (member, group) =
                    (self.nodes[&Node::Role(index)], self.nodes[&Node::Role(*group)]);
                self.need(member, group, Need::Must);
            }
        }
        for (index, namespace) in schema.namespaces.iter().enumerate() {
            let owner = namespace.owner.as_deref().and_then(|owner| places.get(owner));
            if let Some(owner) = owner {
                let owner = self.nodes[&Node::Role(*owner)];
                self.need(self.nodes[&Node::Namespace(index)], owner, Need::Must);
            }
        }
    }

    pub(super) fn connect_types(&mut self) {
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

    pub(super) fn connect_tables(&mut self) {
        let schema = self.schema;
        for (index, table) in schema.tables.iter().enumerate() {
            let node = self.nodes[&Node::Table(index)];
            for column in &table.columns {
                self.need_type(node, &column.data_type);
            }
            if let Some(name) = &table.of_type {
                self.need_type(node, &DataType::Named { name: name.clone() });
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

    pub(super) fn connect_views(&mut self) {
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

    pub(super) fn relations_by_word(&self) -> HashMap<&'s str, Vec<NodeIndex>> {
        let mut words: HashMap<&str, Vec<NodeIndex>> = HashMap::new();
        for (name, node) in &self.relations {
            words.entry(name.name.as_str()).or_default().push(*node);
        }
        words
    }

    /// Tables, views, triggers and policies need the routines and sequences that their expressions name; a routine
    /// would like to have what its body names.
    pub(super) fn connect_code(&mut self) {
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
            for part in table.with_partitions() {
                for trigger in &part.triggers {
                    look(self.nodes[&Node::Triggers(index)], &trigger.definition);
                }
                for expression in
                    part.policies.iter().flat_map(|policy| policy.using.iter().chain(&policy.check))
                {
                    look(self.nodes[&Node::Policies(index)], expression.text());
                }
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
        let types: Vec<(&str, NodeIndex)> =
            self.types.iter().map(|(name, node)| (name.name.as_str(), *node)).collect();
        for (index, routine) in schema.routines.iter().enumerate() {
            let node = self.nodes[&Node::Routine(index)];
            let words: BTreeSet<&str> = identifiers(&routine.definition).collect();
            let needed = words
                .into_iter()
                .flat_map(|word| relations.get(word).into_iter().chain(code.get(word)));
            found.extend(needed.flatten().map(|needed| (node, *needed, Need::Wish)));
            // The types of its parameters and its result are no wish; a relation is a type too.
            let signature: BTreeSet<&str> = identifiers(head(&routine.definition)).collect();
            let types = types.iter().filter(|(word, _)| signature.contains(*word));
            found.extend(types.map(|(_, needed)| (node, *needed, Need::Must)));
            let relations = relations.iter().filter(|(word, _)| signature.contains(*word));
            found.extend(
                relations
                    .flat_map(|(_, nodes)| nodes)
                    .filter(|needed| !matches!(self.graph[**needed], Node::Sequence(_)))
                    .map(|needed| (node, *needed, Need::Must)),
            );
        }
        for (node, needed, need) in found {
            self.need(node, needed, need);
        }
    }
}

/// The expressions of a table that are evaluated or checked when it is made.
pub(in crate::emit) fn expressions(table: &Table) -> impl Iterator<Item = &Expression> {
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
    let exclusions = table.exclusions.iter().flat_map(|exclusion| {
        let elements = exclusion.elements.iter().filter_map(|element| match &element.target {
            crate::schema::IndexTarget::Expression(expression) => Some(expression),
            crate::schema::IndexTarget::Column(_) => None,
        });
        elements.chain(&exclusion.predicate)
    });
    let keys = table.partitioning.iter().flat_map(|partitioning| &partitioning.keys);
    let keys = keys.filter_map(|key| match &key.target {
        crate::schema::IndexTarget::Expression(expression) => Some(expression),
        crate::schema::IndexTarget::Column(_) => None,
    });
    columns.chain(checks).chain(indexes).chain(exclusions).chain(keys)
}

/// What stands before a routine's body.
fn head(definition: &str) -> &str {
    let end = ["\nAS ", "\nBEGIN ATOMIC", "\nRETURN ", "\n RETURN "]
        .into_iter()
        .filter_map(|word| definition.find(word))
        .min();
    // Where the body begins is not known of other servers, which check no names in it anyway.
    end.map_or("", |end| &definition[..end])
}
