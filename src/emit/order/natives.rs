//! Where raw SQL blocks stand: where they say, and where what they make and name puts them.
//!
//! What a block makes (functions, types, tables) comes before the objects whose types and expressions
//! name it; the block itself comes after what it names. Words in the bodies of routines count least:
//! servers look at them when the routine runs, most of them.

use std::collections::{BTreeSet, HashMap};

use petgraph::graph::NodeIndex;

use super::graph::{Graph, expressions};
use super::{Need, Node};
use crate::schema::{DataType, Table};
use crate::sql::{
    Piece, TriggerUse, created_names, created_signs, identifiers, says, scan, trigger,
};

/// Nodes by the name that is used for them, in lower case.
type Words = HashMap<String, Vec<NodeIndex>>;

impl Graph<'_> {
    /// `after` and `before` name objects or other blocks.
    pub(super) fn connect_natives(&mut self) {
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
        self.infer_places();
    }

    fn infer_places(&mut self) {
        let schema = self.schema;
        let mut made = Words::new();
        for (index, native) in schema.natives.iter().enumerate() {
            for name in created_names(&native.sql) {
                made.entry(name).or_default().push(self.nodes[&Node::Native(index)]);
            }
        }
        let mut signs: Vec<(String, NodeIndex)> = Vec::new();
        for (index, native) in schema.natives.iter().enumerate() {
            let node = self.nodes[&Node::Native(index)];
            signs.extend(created_signs(&native.sql).into_iter().map(|sign| (sign, node)));
        }
        let mut found = self.users_of(&made, &signs);
        let mut known = made;
        for (name, node) in self.relations.iter().chain(&self.types) {
            known.entry(name.name.to_lowercase()).or_default().push(*node);
        }
        for (index, native) in schema.natives.iter().enumerate() {
            let node = self.nodes[&Node::Native(index)];
            let (head, body) = parts(&native.sql);
            for (text, need) in [(head, Need::Likely), (body, Need::Wish)] {
                found
                    .extend(named_in(&text, &known).into_iter().map(|needed| (node, needed, need)));
            }
            // Not what operators say of one another: a commutator may come later.
            if created_signs(&native.sql).is_empty() {
                let said = signs.iter().filter(|(sign, _)| says(&native.sql, sign));
                found.extend(said.map(|(_, needed)| (node, *needed, Need::Likely)));
            }
        }
        found.extend(self.switched_triggers());
        for (node, needed, need) in found {
            self.need(node, needed, need);
        }
    }

    /// Blocks that switch triggers on or off come after those that make them.
    fn switched_triggers(&self) -> Vec<(NodeIndex, NodeIndex, Need)> {
        let mut made: HashMap<String, Vec<NodeIndex>> = HashMap::new();
        let mut switching = Vec::new();
        for (index, native) in self.schema.natives.iter().enumerate() {
            let node = self.nodes[&Node::Native(index)];
            match trigger(&native.sql) {
                Some((TriggerUse::Created, name)) => made.entry(name).or_default().push(node),
                Some((TriggerUse::Switched, name)) => switching.push((node, name)),
                None => {}
            }
        }
        let needs = |(node, name): (NodeIndex, String)| {
            let makers = made.get(&name).cloned().unwrap_or_default();
            makers.into_iter().map(move |maker| (node, maker, Need::Likely))
        };
        switching.into_iter().flat_map(needs).collect()
    }

    /// The objects of the schema that name what blocks make.
    fn users_of(
        &self,
        made: &Words,
        signs: &[(String, NodeIndex)],
    ) -> Vec<(NodeIndex, NodeIndex, Need)> {
        let schema = self.schema;
        let mut found = Vec::new();
        if made.is_empty() && signs.is_empty() {
            return found;
        }
        let mut look = |node: NodeIndex, text: &str| {
            let needed = named_in(text, made);
            found.extend(needed.into_iter().map(|needed| (node, needed, Need::Must)));
            let said = signs.iter().filter(|(sign, _)| says(text, sign));
            found.extend(said.map(|(_, needed)| (node, *needed, Need::Must)));
        };
        for (index, table) in schema.tables.iter().enumerate() {
            let node = self.nodes[&Node::Table(index)];
            native_types(table).for_each(|sql| look(node, sql));
            table.options.get("access_method").into_iter().for_each(|name| look(node, name));
            let collations = table.columns.iter().filter_map(|column| column.collation.as_deref());
            collations.for_each(|name| look(node, name));
            let parts = table.indexes.iter().flat_map(|index| &index.parts);
            for part in parts {
                let words = [&part.collation, &part.operator_class];
                words.into_iter().flatten().for_each(|word| look(node, word));
            }
            expressions(table).for_each(|expression| look(node, expression.text()));
            for trigger in &table.triggers {
                look(self.nodes[&Node::Triggers(index)], &trigger.definition);
            }
            let conditions =
                table.policies.iter().flat_map(|policy| policy.using.iter().chain(&policy.check));
            conditions.for_each(|text| look(self.nodes[&Node::Policies(index)], text.text()));
        }
        for (index, view) in schema.views.iter().enumerate() {
            look(self.nodes[&Node::View(index)], view.query.text());
        }
        for domain in &schema.domains {
            let node = self.types[&domain.name];
            if let DataType::Native { sql } = innermost(&domain.data_type) {
                look(node, sql);
            }
            let checks = domain.checks.iter().map(|check| &check.expression);
            checks.chain(&domain.default).for_each(|text| look(node, text.text()));
        }
        for composite in &schema.composites {
            for attribute in &composite.attributes {
                if let DataType::Native { sql } = innermost(&attribute.data_type) {
                    look(self.types[&composite.name], sql);
                }
            }
        }
        found
    }
}

fn native_types(table: &Table) -> impl Iterator<Item = &str> {
    table.columns.iter().filter_map(|column| match innermost(&column.data_type) {
        DataType::Native { sql } => Some(sql.as_str()),
        _ => None,
    })
}

fn innermost(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Array { element } => innermost(element),
        other => other,
    }
}

fn named_in(text: &str, words: &Words) -> BTreeSet<NodeIndex> {
    let mentioned: BTreeSet<String> = identifiers(text).map(str::to_lowercase).collect();
    mentioned.iter().filter_map(|word| words.get(word)).flatten().copied().collect()
}

/// What stands outside of texts, and what stands inside: the bodies of routines.
fn parts(sql: &str) -> (String, String) {
    let (mut head, mut body) = (String::new(), String::new());
    for (piece, range) in scan(sql) {
        let text = sql.get(range).unwrap_or_default();
        match piece {
            Piece::Literal if text.starts_with('$') => body.push_str(text),
            Piece::Literal | Piece::Comment => head.push(' '),
            _ => head.push_str(text),
        }
    }
    (head, body)
}
