//! Partitions and sub-partitions.

use super::Reader;
use super::catalog::Fields;
use crate::engine::introspect::tokens::{Cursor, Flavour, TokenKind, split_list};
use crate::schema::{
    Bound, BoundValue, Expression, IndexTarget, Partition, PartitionKey, PartitionStrategy,
    Partitioning, Table, Unmodelled,
};

impl Reader<'_> {
    /// How one table is split, from the rows of `partitions.sql`.
    pub(super) fn partitioning(
        &self,
        table: &mut Table,
        rows: &[Fields],
        unmodelled: &mut Vec<Unmodelled>,
    ) {
        let Some(first) = rows.first() else { return };
        let Some(method) = Method::read(first.text(4)) else {
            unmodelled.push(Unmodelled {
                kind: format!("partitions by {}", first.text(4)),
                name: table.name.to_string(),
            });
            return;
        };
        let sub_method = first.optional(5).and_then(Method::read);
        if method.is_linear || sub_method.is_some_and(|method| method.is_linear) {
            unmodelled.push(Unmodelled {
                kind: "linear partitions".to_owned(),
                name: table.name.to_string(),
            });
        }
        let mut partitioning = Partitioning {
            strategy: method.strategy,
            keys: self.keys(table, first.text(6), method.is_one_expression),
            partitions: Vec::new(),
        };
        let parts: Vec<&[Fields]> = rows.chunk_by(|a, b| a.text(2) == b.text(2)).collect();
        let mut lower = vec![BoundValue::Minimum; partitioning.keys.len()];
        for (position, part) in parts.iter().enumerate() {
            let Some(row) = part.first() else { continue };
            let bound = match method.strategy {
                PartitionStrategy::Range => {
                    let to = self.values(row.text(8));
                    Bound::Range { from: std::mem::replace(&mut lower, to.clone()), to }
                }
                // MariaDB prints DEFAULT so.
                PartitionStrategy::List if matches!(row.text(8), "MAXVALUE" | "DEFAULT") => {
                    Bound::Default
                }
                PartitionStrategy::List => Bound::List { values: self.values(row.text(8)) },
                PartitionStrategy::Hash | PartitionStrategy::Key => {
                    hash_bound(position, parts.len())
                }
            };
            let mut partition = Partition::new(table.name.sibling(row.text(2)), bound);
            partition.comment = row.optional(9).filter(|text| !text.is_empty()).map(str::to_owned);
            if part.iter().any(|other| other.optional(9) != row.optional(9)) {
                let kind = "comments of sub-partitions".to_owned();
                unmodelled.push(Unmodelled { kind, name: table.name.to_string() });
            }
            partition.partitioning = sub_method.map(|method| {
                let keys = self.keys(table, row.text(7), false);
                let names = part.iter().map(|row| table.name.sibling(row.text(3)));
                let partitions = names
                    .enumerate()
                    .map(|(at, name)| Partition::new(name, hash_bound(at, part.len())))
                    .collect();
                Box::new(Partitioning { strategy: method.strategy, keys, partitions })
            });
            partitioning.partitions.push(partition);
        }
        table.partitioning = Some(partitioning);
    }

    /// The key: plain columns, or one expression, which a single column can be too. `KEY ()` means the primary key.
    fn keys(&self, table: &Table, text: &str, is_one_expression: bool) -> Vec<PartitionKey> {
        if text.is_empty() {
            let columns =
                table.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
            return columns.iter().map(PartitionKey::column).collect();
        }
        let parts = split_list(text, Flavour::MySql);
        let columns: Option<Vec<String>> = parts.iter().map(|part| column(part)).collect();
        match columns {
            Some(columns) if !is_one_expression => {
                columns.into_iter().map(PartitionKey::column).collect()
            }
            _ => vec![PartitionKey {
                target: IndexTarget::Expression(self.printer.plain(text)),
                collation: None,
                operator_class: None,
            }],
        }
    }

    fn values(&self, description: &str) -> Vec<BoundValue> {
        let value = |text: &str| match text {
            "MAXVALUE" => BoundValue::Maximum,
            "NULL" => BoundValue::Null,
            // Several columns of a list stay together: `(1,2)`.
            _ if text.starts_with('(') => BoundValue::Value(Expression::new(text)),
            _ => BoundValue::Value(self.printer.plain(text)),
        };
        split_list(description, Flavour::MySql).into_iter().map(value).collect()
    }
}

#[derive(Clone, Copy)]
struct Method {
    strategy: PartitionStrategy,
    is_linear: bool,
    /// `RANGE (a)`, which is not `RANGE COLUMNS (a)`.
    is_one_expression: bool,
}

impl Method {
    fn read(text: &str) -> Option<Method> {
        let (is_linear, word) = match text.strip_prefix("LINEAR ") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let strategy = match word {
            "RANGE" | "RANGE COLUMNS" => PartitionStrategy::Range,
            "LIST" | "LIST COLUMNS" => PartitionStrategy::List,
            "HASH" => PartitionStrategy::Hash,
            "KEY" => PartitionStrategy::Key,
            _ => return None,
        };
        let is_one_expression = matches!(word, "RANGE" | "LIST");
        Some(Method { strategy, is_linear, is_one_expression })
    }
}

fn hash_bound(position: usize, count: usize) -> Bound {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Bound::Hash { modulus: number(count), remainder: number(position) }
}

/// The column that a text is the quoted name of, and nothing else.
fn column(text: &str) -> Option<String> {
    let mut cursor = Cursor::new(text, Flavour::MySql);
    let token = cursor.next().filter(|token| token.kind == TokenKind::QuotedName)?;
    cursor.is_at_end().then(|| token.name()).flatten()
}
