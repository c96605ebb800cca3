//! Where objects of other kinds stand: operators, collations, casts and what else is kept as statements.
//!
//! An early one needs what its statements name, and comes before what names it. Operators have no names that a
//! scan for identifiers finds, so for them their letters are looked for.

use std::collections::BTreeSet;

use petgraph::graph::NodeIndex;

use super::graph::{Graph, expressions};
use super::{Need, Node};
use crate::schema::{DataType, Domain, Expression, OtherObject, Table};
use crate::sql::{identifiers, says};

impl Graph<'_> {
    pub(super) fn connect_others(&mut self) {
        let schema = self.schema;
        if schema.others.iter().all(|other| !other.early) {
            return;
        }
        let mut known = self.relations_by_word();
        for (name, node) in &self.types {
            known.entry(name.name.as_str()).or_default().push(*node);
        }
        for (index, routine) in schema.routines.iter().enumerate() {
            known.entry(&routine.name.name).or_default().push(self.nodes[&Node::Routine(index)]);
        }
        let mut found: Vec<(NodeIndex, NodeIndex, Need)> = Vec::new();
        for (index, other) in schema.others.iter().enumerate().filter(|(_, other)| other.early) {
            let node = self.nodes[&Node::Early(index)];
            let words: BTreeSet<&str> =
                other.statements.iter().flat_map(|text| identifiers(text)).collect();
            let needed = words.iter().filter_map(|word| known.get(word)).flatten();
            found.extend(needed.map(|needed| (node, *needed, Need::Must)));
            for (earlier, needed) in schema.others[..index].iter().enumerate() {
                if needed.early && other.statements.iter().any(|text| names(text, needed)) {
                    found.push((node, self.nodes[&Node::Early(earlier)], Need::Must));
                }
            }
            for (index, table) in schema.tables.iter().enumerate() {
                if texts(table).any(|text| names(text, other)) {
                    found.push((self.nodes[&Node::Table(index)], node, Need::Must));
                }
            }
            for domain in &schema.domains {
                if texts_of_domain(domain).any(|text| names(text, other)) {
                    found.push((self.types[&domain.name], node, Need::Must));
                }
            }
            for (index, view) in schema.views.iter().enumerate() {
                let method = view.options.get("access_method").map(String::as_str);
                if method.into_iter().chain([view.query.text()]).any(|text| names(text, other)) {
                    found.push((self.nodes[&Node::View(index)], node, Need::Must));
                }
            }
            for (index, routine) in schema.routines.iter().enumerate() {
                if names(&routine.definition, other) {
                    found.push((self.nodes[&Node::Routine(index)], node, Need::Wish));
                }
            }
        }
        for (node, needed, need) in found {
            self.need(node, needed, need);
        }
    }
}

fn names(text: &str, other: &OtherObject) -> bool {
    other.has_name() && says(text, &other.name.name)
}

/// All that a table says in words of the server's: where the name of another object can stand.
fn texts(table: &Table) -> impl Iterator<Item = &str> {
    let columns = table.columns.iter();
    let method = table.options.get("access_method").map(String::as_str);
    let collations = columns.clone().filter_map(|column| column.collation.as_deref());
    let types = columns.filter_map(|column| match &column.data_type {
        DataType::Native { sql } => Some(sql.as_str()),
        _ => None,
    });
    let parts = table.indexes.iter().flat_map(|index| &index.parts);
    let parts = parts.flat_map(|part| part.collation.iter().chain(&part.operator_class));
    let operators = table.exclusions.iter().flat_map(|exclusion| &exclusion.elements);
    let operators = operators.map(|element| element.operator.as_str());
    expressions(table)
        .map(Expression::text)
        .chain(collations)
        .chain(method)
        .chain(types)
        .chain(parts.map(String::as_str))
        .chain(operators)
}

fn texts_of_domain(domain: &Domain) -> impl Iterator<Item = &str> {
    let checks = domain.checks.iter().map(|check| &check.expression);
    let expressions = checks.chain(&domain.default).map(Expression::text);
    expressions.chain(domain.collation.as_deref())
}
