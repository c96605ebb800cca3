//! `PARTITION BY …`, with sub-partitions.

use super::text::{column, eat_string, expression};
use super::{Reader, Why, expected};
use crate::schema::{
    Bound, BoundValue, Expression, IndexTarget, Partition, PartitionKey, PartitionStrategy,
    Partitioning, Table,
};
use crate::sql::cursor::{Cursor, Flavour, split_list};

/// How a level is split, and into how many if that is said.
struct Split {
    strategy: PartitionStrategy,
    keys: Vec<PartitionKey>,
    count: Option<usize>,
}

/// One written partition.
struct Written {
    name: String,
    bound: Option<Bound>,
    comment: Option<String>,
    parts: Vec<String>,
}

impl Reader<'_> {
    /// What stands behind `PARTITION`.
    pub fn partitioning(
        &mut self,
        cursor: &mut Cursor<'_>,
        table: &Table,
    ) -> Result<Partitioning, Why> {
        let split = self.split(cursor, table, "partitions")?;
        let sub = match cursor.eat("subpartition") {
            true => Some(self.split(cursor, table, "subpartitions")?),
            false => None,
        };
        let mut written = Vec::new();
        if let Some(list) = cursor.group() {
            let mut lower = vec![BoundValue::Minimum; split.keys.len()];
            for item in split_list(list, Flavour::MySql) {
                written.push(self.partition(item, &split, &mut lower)?);
            }
        }
        if written.is_empty() {
            let count = split.count.unwrap_or(1);
            written = (0..count)
                .map(|number| Written {
                    name: format!("p{number}"),
                    bound: None,
                    comment: None,
                    parts: Vec::new(),
                })
                .collect();
        }
        let count = written.len();
        let partition = |(position, written): (usize, Written)| {
            let bound = written.bound.unwrap_or_else(|| hash_bound(position, count));
            let name = table.name.sibling(written.name.as_str());
            let mut partition = Partition::new(name, bound);
            partition.comment = written.comment;
            partition.partitioning = sub.as_ref().map(|sub| {
                let names: Vec<String> = match written.parts.is_empty() {
                    false => written.parts,
                    true => (0..sub.count.unwrap_or(1))
                        .map(|number| format!("{}sp{number}", written.name))
                        .collect(),
                };
                let count = names.len();
                let parts = names.into_iter().enumerate().map(|(position, name)| {
                    Partition::new(table.name.sibling(name), hash_bound(position, count))
                });
                Box::new(Partitioning {
                    strategy: sub.strategy,
                    keys: sub.keys.clone(),
                    partitions: parts.collect(),
                })
            });
            partition
        };
        let partitions = written.into_iter().enumerate().map(partition).collect();
        Ok(Partitioning { strategy: split.strategy, keys: split.keys, partitions })
    }

    /// `BY [LINEAR] RANGE (…) PARTITIONS n`.
    fn split(&mut self, cursor: &mut Cursor<'_>, table: &Table, count: &str) -> Result<Split, Why> {
        cursor.eat("by");
        if cursor.eat("linear") {
            self.leave("linear partitions");
        }
        let strategy = if cursor.eat("range") {
            PartitionStrategy::Range
        } else if cursor.eat("list") {
            PartitionStrategy::List
        } else if cursor.eat("hash") {
            PartitionStrategy::Hash
        } else if cursor.eat("key") {
            PartitionStrategy::Key
        } else {
            return Err(expected("range, list, hash or key", cursor));
        };
        let columns = cursor.eat("columns") || strategy == PartitionStrategy::Key;
        if cursor.eat("algorithm") {
            cursor.eat("=");
            cursor.next();
        }
        let text = cursor.group().ok_or_else(|| expected("the partition key", cursor))?;
        let keys = match (columns, column(text)) {
            (true, _) if text.is_empty() => {
                let key = table.primary_key.as_ref();
                let columns = key.map(|key| key.columns.as_slice()).unwrap_or_default();
                columns.iter().map(PartitionKey::column).collect()
            }
            (true, _) => super::text::names(text).into_iter().map(PartitionKey::column).collect(),
            (false, Some(name)) if strategy == PartitionStrategy::Hash => {
                vec![PartitionKey::column(name)]
            }
            // `range (a)` is not `range columns (a)`: the column is an expression, in quotes as servers print it.
            (false, column) => vec![PartitionKey {
                target: IndexTarget::Expression(match column {
                    Some(name) => Expression::new(format!("`{}`", name.replace('`', "``"))),
                    None => expression(text),
                }),
                collation: None,
                operator_class: None,
            }],
        };
        let number = match cursor.eat(count) {
            true => cursor.next().and_then(|token| token.text.parse().ok()),
            false => None,
        };
        Ok(Split { strategy, keys, count: number })
    }

    /// `PARTITION p VALUES LESS THAN (…) COMMENT '…' (SUBPARTITION a, …)`.
    fn partition(
        &mut self,
        text: &str,
        split: &Split,
        lower: &mut Vec<BoundValue>,
    ) -> Result<Written, Why> {
        let mut cursor = super::cursor(text);
        let cursor = &mut cursor;
        cursor.eat("partition");
        let name = cursor.name().ok_or_else(|| expected("a partition", cursor))?;
        let mut written = Written { name, bound: None, comment: None, parts: Vec::new() };
        if cursor.eat("default") {
            written.bound = Some(Bound::Default);
        } else if cursor.eat_all(&["values", "less", "than"]) {
            let to = match cursor.group() {
                Some(list) => values(list),
                None => {
                    cursor.eat("maxvalue");
                    vec![BoundValue::Maximum; split.keys.len()]
                }
            };
            let from = std::mem::replace(lower, to.clone());
            written.bound = Some(Bound::Range { from, to });
        } else if cursor.eat_all(&["values", "in"]) {
            let list = cursor.group().ok_or_else(|| expected("values", cursor))?;
            let mut values = values(list);
            // The servers put NULL first.
            values.sort_by_key(|value| *value != BoundValue::Null);
            written.bound = Some(Bound::List { values });
        }
        while !cursor.is_at_end() {
            if cursor.eat("comment") {
                cursor.eat("=");
                written.comment = eat_string(cursor);
            } else if cursor.eat("storage") || cursor.eat("engine") {
                // Partitions have the engine of their table.
                cursor.eat("engine");
                cursor.eat("=");
                cursor.next();
            } else if let Some(list) = cursor.group() {
                for part in split_list(list, Flavour::MySql) {
                    let mut part = super::cursor(part);
                    part.eat("subpartition");
                    written.parts.extend(part.name());
                }
            } else {
                let rest = cursor.rest().to_owned();
                self.leave(rest);
                break;
            }
        }
        Ok(written)
    }
}

fn values(list: &str) -> Vec<BoundValue> {
    let value = |text: &str| match text.to_ascii_lowercase().as_str() {
        "maxvalue" => BoundValue::Maximum,
        "null" => BoundValue::Null,
        _ if text.starts_with('(') => {
            let parts = split_list(text.trim_matches(['(', ')']), Flavour::MySql);
            BoundValue::Value(Expression::new(format!("({})", parts.join(","))))
        }
        _ => BoundValue::Value(expression(text)),
    };
    split_list(list, Flavour::MySql).into_iter().map(value).collect()
}

fn hash_bound(position: usize, count: usize) -> Bound {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Bound::Hash { modulus: number(count), remainder: number(position) }
}
