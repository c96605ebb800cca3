//! Partitioned tables and their partitions.

use super::draft::PartitionOf;
use super::expression::{expression, written};
use super::table::{column_target, unknown};
use super::tree::{self, Kind, Node};
use super::{Reader, Why};
use crate::schema::{
    Bound, BoundValue, IndexTarget, PartitionKey, PartitionStrategy, Partitioning, QualifiedName,
};

/// Whether a node says which rows a partition takes.
pub(super) fn is_bound(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PARTITION_FOR_VALUES_FROM
            | Kind::PARTITION_FOR_VALUES_IN
            | Kind::PARTITION_FOR_VALUES_WITH
            | Kind::PARTITION_DEFAULT
    )
}

impl Reader<'_> {
    /// `PARTITION BY RANGE (…)`.
    pub fn partition_by(&mut self, node: &Node) -> Option<Partitioning> {
        let strategy = tree::child(node, Kind::PARTITION_STRATEGY)?;
        let strategy = match tree::names(&strategy).pop()?.as_str() {
            "range" => PartitionStrategy::Range,
            "list" => PartitionStrategy::List,
            "hash" => PartitionStrategy::Hash,
            _ => return None,
        };
        let list = tree::child(node, Kind::PARTITION_ITEM_LIST)?;
        let items = tree::children(&list, Kind::PARTITION_ITEM);
        let keys = items.filter_map(|item| self.key(&item)).collect();
        Some(Partitioning { strategy, keys, partitions: Vec::new() })
    }

    fn key(&self, item: &Node) -> Option<PartitionKey> {
        let mut target = item.children().next()?;
        let mut collation = None;
        if target.kind() == Kind::COLLATE {
            collation = self.collation(&target);
            target = target.children().next()?;
        }
        let collation = collation.or_else(|| {
            tree::child(item, Kind::COLLATE).and_then(|clause| self.collation(&clause))
        });
        let class = tree::child(item, Kind::OP_CLASS_REF);
        Some(PartitionKey {
            target: match column_target(&target) {
                IndexTarget::Expression(text) => IndexTarget::Expression(written(text.text())),
                column => column,
            },
            collation,
            operator_class: class.and_then(|class| tree::names(&class).pop()),
        })
    }

    /// `CREATE TABLE … PARTITION OF`.
    pub fn partition_of(&mut self, statement: &Node, name: &QualifiedName, clause: &Node) {
        let parent = tree::child(clause, Kind::TABLE_NAME_REF).map(|parent| self.relation(&parent));
        let bound = statement.children().find(|child| is_bound(child.kind()));
        match (parent, bound.and_then(|bound| self.bound(&bound))) {
            (Some(parent), Some(bound)) => {
                self.draft.partitions.insert(name.clone(), PartitionOf { parent, bound });
            }
            _ => self.leave(tree::text(clause)),
        }
    }

    /// `ALTER TABLE … ATTACH PARTITION`.
    pub fn attach_partition(&mut self, parent: &QualifiedName, clause: &Node) -> Result<(), Why> {
        let name = tree::child(clause, Kind::TABLE_NAME_REF).ok_or("it names no partition")?;
        let name = self.relation(&name);
        if !self.draft.tables.contains_key(&name) {
            return Err(unknown("table", &name));
        }
        let bound = clause.children().find(|child| is_bound(child.kind()));
        let bound = bound.and_then(|bound| self.bound(&bound)).ok_or("its bound is not known")?;
        self.draft.partitions.insert(name, PartitionOf { parent: parent.clone(), bound });
        Ok(())
    }

    fn bound(&self, node: &Node) -> Option<Bound> {
        Some(match node.kind() {
            Kind::PARTITION_DEFAULT => Bound::Default,
            Kind::PARTITION_FOR_VALUES_IN => Bound::List { values: values(node) },
            Kind::PARTITION_FOR_VALUES_FROM => Bound::Range {
                from: values(&tree::child(node, Kind::PARTITION_FROM_VALUES)?),
                to: values(&tree::child(node, Kind::PARTITION_TO_VALUES)?),
            },
            _ => {
                let mut modulus = None;
                let mut remainder = None;
                for part in tree::children(node, Kind::HASH_PARTITION_BOUND) {
                    let words = tree::tokens(&part);
                    let value = words.last()?.parse().ok();
                    match words.first()?.to_lowercase().as_str() {
                        "modulus" => modulus = value,
                        _ => remainder = value,
                    }
                }
                Bound::Hash { modulus: modulus?, remainder: remainder? }
            }
        })
    }
}

fn values(node: &Node) -> Vec<BoundValue> {
    let value = |node: Node| {
        let text = expression(&node);
        match text.text().to_lowercase().as_str() {
            "minvalue" => BoundValue::Minimum,
            "maxvalue" => BoundValue::Maximum,
            "null" => BoundValue::Null,
            _ => BoundValue::Value(text),
        }
    };
    node.children().map(value).collect()
}
