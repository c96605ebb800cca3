//! Partitions that two schemas have alike, left out where a server is asked about the rest.
//!
//! What both sides say in the same words of a table split by the same key needs no server to be told equal, and a
//! table of thousands of partitions takes a scratch server much longer than all the questions about it. Left out are
//! only partitions that are tables, have nothing of their own, and are not split again; two of them stay, so that the
//! table is still one with partitions.

use std::collections::{HashMap, HashSet};

use crate::change::words;
use crate::dialect::{Capability, Dialect};
use crate::schema::{Bound, DataType, Partition, Partitioning, QualifiedName, Schema, Table};

/// What was left out of a schema, table by table.
#[derive(Debug, Default)]
pub(super) struct LeftOut(HashMap<QualifiedName, Vec<Partition>>);

/// How many of those that are alike stay.
const KEPT: usize = 2;

/// Takes out of a schema what the other one has alike; `is_free` says of which partitions that may be.
pub(super) fn leave_out(
    schema: &mut Schema,
    other: &Schema,
    dialect: Dialect<'_>,
    is_free: &dyn Fn(&QualifiedName) -> bool,
) -> LeftOut {
    let mut left_out = LeftOut::default();
    if !dialect.has(Capability::PartitionsAsTables) {
        return left_out;
    }
    let spoken_of = words_beside_partitions(schema);
    for table in &mut schema.tables {
        let Some(twin) = other.table(&table.name) else { continue };
        let Some(theirs) =
            twin.partitioning.as_ref().filter(|theirs| is_split_alike(table, twin, theirs))
        else {
            continue;
        };
        let known: HashMap<&QualifiedName, &Bound> = theirs
            .partitions
            .iter()
            .filter(|one| is_plain(one))
            .map(|one| (&one.name, &one.bound))
            .collect();
        let Some(ours) = &mut table.partitioning else { continue };
        let mut alike = 0;
        let (out, rest): (Vec<Partition>, Vec<Partition>) =
            std::mem::take(&mut ours.partitions).into_iter().partition(|one| {
                let is = is_plain(one)
                    && known.get(&one.name) == Some(&&one.bound)
                    && is_free(&one.name)
                    && !spoken_of.contains(&one.name.name);
                alike += usize::from(is);
                is && alike > KEPT
            });
        ours.partitions = rest;
        if !out.is_empty() {
            left_out.0.insert(table.name.clone(), out);
        }
    }
    left_out
}

impl LeftOut {
    /// Puts it back, where the table is still there.
    pub fn put_back(self, schema: &mut Schema) {
        for table in &mut schema.tables {
            let Some(out) = self.0.get(&table.name) else { continue };
            if let Some(partitioning) = &mut table.partitioning {
                let there: HashSet<QualifiedName> =
                    partitioning.partitions.iter().map(|one| one.name.clone()).collect();
                partitioning
                    .partitions
                    .extend(out.iter().filter(|one| !there.contains(&one.name)).cloned());
                partitioning.partitions.sort_by(|a, b| a.name.cmp(&b.name));
            }
        }
    }
}

/// All words of a schema but for its partitions: what is named there, by a view or a grant, has to be there.
fn words_beside_partitions(schema: &Schema) -> HashSet<String> {
    let mut rest = schema.clone();
    for partitioning in rest.tables.iter_mut().filter_map(|table| table.partitioning.as_mut()) {
        partitioning.partitions.clear();
    }
    words(&rest)
}

/// Whether two tables are split by one key of one type: then one text is one bound.
fn is_split_alike(table: &Table, twin: &Table, theirs: &Partitioning) -> bool {
    let types = |table: &Table| -> Option<Vec<DataType>> {
        let columns = table.partitioning.as_ref()?.columns()?;
        columns.iter().map(|name| Some(table.column(name)?.data_type.clone())).collect()
    };
    let ours = table.partitioning.as_ref();
    let same =
        ours.is_some_and(|ours| ours.strategy == theirs.strategy && ours.keys == theirs.keys);
    same && types(table).is_some() && types(table) == types(twin)
}

fn is_plain(partition: &Partition) -> bool {
    partition.partitioning.is_none()
        && partition.own.is_none()
        && partition.indexes.is_empty()
        && partition.options.is_empty()
        && partition.comment.is_none()
        && partition.bound != Bound::Default
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialects;
    use crate::schema::{BoundValue, Column, Expression, PartitionKey, PartitionStrategy};

    fn schema(of_type: DataType, names: &[&str]) -> Schema {
        let mut table = Table::new(QualifiedName::bare("t"));
        table.columns.push(Column::new("k", of_type));
        let partition = |name: &&str| {
            let value = |text: String| vec![BoundValue::Value(Expression::new(text))];
            let bound =
                Bound::Range { from: value(format!("'{name}'")), to: value(format!("'{name}z'")) };
            Partition::new(QualifiedName::bare(*name), bound)
        };
        table.partitioning = Some(Partitioning {
            strategy: PartitionStrategy::Range,
            keys: vec![PartitionKey::column("k")],
            partitions: names.iter().map(partition).collect(),
        });
        Schema { tables: vec![table], ..Schema::default() }
    }

    fn left(schema: &Schema) -> Vec<&str> {
        let partitions = schema.tables[0].partitioning.iter().flat_map(|all| &all.partitions);
        partitions.map(|one| one.name.name.as_str()).collect()
    }

    #[test]
    fn what_both_have_is_left_out_and_put_back() {
        let dialects = Dialects::builtin().unwrap();
        let dialect = super::super::at(&dialects, "postgres", None).unwrap();
        let mut ours =
            schema(DataType::Date, &["part_a", "part_b", "part_c", "part_d", "part_e", "part_new"]);
        let whole = ours.clone();
        let theirs =
            schema(DataType::Date, &["part_a", "part_b", "part_c", "part_d", "part_e", "part_old"]);
        let out = leave_out(&mut ours, &theirs, dialect, &|name| name.name != "part_e");
        assert_eq!(left(&ours), ["part_a", "part_b", "part_e", "part_new"]);
        out.put_back(&mut ours);
        assert_eq!(ours, whole);
        // The same words may mean something else of another type.
        let other_type = schema(DataType::Text, &["part_a", "part_b", "part_c"]);
        assert!(leave_out(&mut ours, &other_type, dialect, &|_| true).0.is_empty());
        let mysql = super::super::at(&dialects, "mysql", None).unwrap();
        assert!(leave_out(&mut ours, &theirs, mysql, &|_| true).0.is_empty());
    }
}
