//! What partitions are divided by.

use super::{Finder, Id};
use crate::schema::{AtomKind, PartitionKey, QualifiedName, Table};

impl<'s> Finder<'_, 's> {
    pub(super) fn partition_keys(
        &mut self,
        id: Option<Id>,
        table: &QualifiedName,
        keys: &[PartitionKey],
    ) {
        for key in keys {
            self.target(id, table, &key.target);
            self.collation(id, key.collation.as_deref());
            if let Some(class) = &key.operator_class {
                let found = self.names.in_body(class);
                self.all(id, found);
            }
        }
    }

    pub(super) fn partitions(&mut self, table: &'s Table) {
        let Some(partitioning) = &table.partitioning else { return };
        let key = self.id(&table.name, AtomKind::PartitionKey, "");
        let mut open = vec![(key, partitioning)];
        while let Some((key, partitioning)) = open.pop() {
            for partition in &partitioning.partitions {
                let part = partition.name.to_string();
                let id = self.id(&table.name, AtomKind::Partition, &part);
                self.must(id, key);
                for index in &partition.indexes {
                    self.index(&partition.name, index);
                }
                if let Some(inner) = partition.partitioning.as_deref() {
                    let key = self.id(&table.name, AtomKind::PartitionKey, &part);
                    self.must(key, id);
                    self.partition_keys(key, &table.name, &inner.keys);
                    open.push((key, inner));
                }
            }
        }
    }
}
