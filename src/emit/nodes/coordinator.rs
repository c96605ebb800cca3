//! What the coordinator holds: whole tables that lie on one machine, and the outsides of those that do not.

use super::{link_name, shards};
use crate::dialect::{Capability, Dialect};
use crate::schema::{
    Bound, Partition, PartitionKey, PartitionStrategy, Partitioning, Placement, Schema, Table,
};

pub(super) fn schema(schema: &Schema, dialect: Dialect<'_>) -> Schema {
    let mut own = schema.clone();
    for table in &mut own.tables {
        if let Some(Placement::Distributed { column, .. }) = table.placement.take() {
            *table = outside(table, &column, dialect);
        }
    }
    own
}

pub(super) fn seen_by_planner(schema: &Schema, dialect: Dialect<'_>) -> Schema {
    let mut own = self::schema(schema, dialect);
    for table in &mut own.tables {
        let modulus = schema.table(&table.name).and_then(|whole| shards(schema, whole));
        let (Some(modulus), Some(partitioning)) = (modulus, &mut table.partitioning) else {
            continue;
        };
        if partitioning.partitions.is_empty() {
            partitioning.partitions = (0..modulus)
                .map(|remainder| {
                    let bound = Bound::Hash { modulus, remainder };
                    Partition::new(link_name(&table.name, remainder, dialect), bound)
                })
                .collect();
        }
    }
    own
}

/// Columns, what numbers and fills them, who may see which rows, and what runs when they change. Keys and checks are
/// the shards' to hold.
fn outside(table: &Table, column: &str, dialect: Dialect<'_>) -> Table {
    debug_assert!(dialect.has(Capability::PartitionsAsTables));
    let partitioning = Partitioning {
        strategy: PartitionStrategy::Hash,
        keys: vec![PartitionKey::column(column)],
        partitions: Vec::new(),
    };
    Table {
        columns: table.columns.clone(),
        partitioning: Some(partitioning),
        triggers: table.triggers.clone(),
        row_security: table.row_security,
        policies: table.policies.clone(),
        owner: table.owner.clone(),
        comment: table.comment.clone(),
        ..Table::new(table.name.clone())
    }
}
