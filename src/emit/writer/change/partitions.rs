//! Partitions that come and go where they are parts of their table.

use super::models::{
    AddPartitions, ArchivePartition, ArchiveTable, CoalescePartitions, DropPartition,
    ReorganizePartitions,
};
use crate::emit::Alter;
use crate::schema::{AtomKey, AtomKind, Partition, QualifiedName};
use crate::template::{TemplateError, qualified};

impl Alter<'_> {
    /// New partitions behind the others, which takes no row from anywhere. `counted`: they have the names that the
    /// server gives.
    pub fn add_partitions(
        &mut self,
        table: &QualifiedName,
        partitions: &[&Partition],
        counted: bool,
    ) -> Result<(), TemplateError> {
        let model = AddPartitions {
            table: qualified(table),
            partitions: self.writer.partition_lines(partitions.iter().copied())?,
            count: counted.then(|| partitions.len().to_string()),
        };
        let words = format!("add {} to {table}", listed(partitions));
        self.writer.statement("add_partitions", &model, table_key(table), words)
    }

    /// A partition goes with its rows.
    pub fn drop_partition(
        &mut self,
        table: &QualifiedName,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = DropPartition { table: qualified(table), name };
        let key = AtomKey::new(table, AtomKind::Partition, name);
        self.writer.statement(
            "drop_partition",
            &model,
            key,
            format!("drop partition {name} of {table}"),
        )
    }

    /// Rows of some partitions are written into others that take the place of those.
    pub fn reorganize_partitions(
        &mut self,
        table: &QualifiedName,
        old: &[&Partition],
        new: &[&Partition],
    ) -> Result<(), TemplateError> {
        let model = ReorganizePartitions {
            table: qualified(table),
            names: old.iter().map(|partition| partition.name.name.as_str()).collect(),
            partitions: self.writer.partition_lines(new.iter().copied())?,
        };
        let words = format!("write {} of {table} into {}", listed(old), listed(new));
        self.writer.statement("reorganize_partitions", &model, table_key(table), words)
    }

    /// The last hash partitions go, and their rows into those that are left.
    pub fn coalesce_partitions(
        &mut self,
        table: &QualifiedName,
        gone: &[&Partition],
    ) -> Result<(), TemplateError> {
        let model = CoalescePartitions { table: qualified(table), count: gone.len().to_string() };
        let words = format!("fold {} of {table} into the others", listed(gone));
        self.writer.statement("coalesce_partitions", &model, table_key(table), words)
    }

    /// The rows of a partition become a table of another database, and the partition is empty.
    pub fn archive_partition(
        &mut self,
        table: &QualifiedName,
        name: &str,
        archive: &str,
    ) -> Result<(), TemplateError> {
        let kept = QualifiedName::new(Some(archive), format!("{}_{name}", table.name));
        let model = ArchivePartition { table: qualified(table), name, archive: qualified(&kept) };
        let key = || AtomKey::new(table, AtomKind::Partition, name);
        let words = format!("make {kept} as {table} is");
        self.writer.statement("archive_create", &model, key(), words)?;
        let words = format!("let {kept} be one piece");
        self.writer.statement("archive_whole", &model, key(), words)?;
        let words = format!("move the rows of partition {name} of {table} to {kept}");
        self.writer.statement("archive_exchange", &model, key(), words)
    }

    /// What was a partition becomes a table of another schema.
    pub fn archive_table(
        &mut self,
        parent: &QualifiedName,
        name: &QualifiedName,
        archive: &str,
    ) -> Result<(), TemplateError> {
        let model = ArchiveTable { name: qualified(name), archive };
        let key = AtomKey::new(parent, AtomKind::Partition, name.to_string());
        let words = format!("move table {name} to {archive}");
        self.writer.statement("archive_table", &model, key, words)
    }
}

fn table_key(table: &QualifiedName) -> AtomKey {
    AtomKey::new(table, AtomKind::Table, "")
}

fn listed(partitions: &[&Partition]) -> String {
    match partitions {
        [] => "no partition".to_owned(),
        [only] => format!("partition {}", only.name.name),
        [first, .., last] => format!("partitions {} to {}", first.name.name, last.name.name),
    }
}
