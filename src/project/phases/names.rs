//! Names that nothing has, for what stands beside something else for a while.

use std::collections::HashSet;

use crate::schema::{Partitioning, QualifiedName, Schema, Table};

/// What tables, indexes, sequences and the like are called: on some servers no two of them alike.
pub(super) struct Names {
    taken: HashSet<QualifiedName>,
}

impl Names {
    pub fn of(schemas: [&Schema; 2]) -> Names {
        let mut names = Names { taken: HashSet::new() };
        for schema in schemas {
            for table in &schema.tables {
                names.take(table);
                names.take_partitions(table.partitioning.as_ref());
            }
            names.taken.extend(schema.views.iter().map(|view| view.name.clone()));
            names.taken.extend(schema.sequences.iter().map(|sequence| sequence.name.clone()));
            names.taken.extend(schema.routines.iter().map(|routine| routine.name.clone()));
        }
        names
    }

    fn take(&mut self, table: &Table) {
        let keys = table.primary_key.iter().map(|key| &key.name);
        let uniques = table.uniques.iter().map(|unique| &unique.name);
        let exclusions = table.exclusions.iter().map(|one| &one.name);
        let indexes = table.indexes.iter().map(|index| &index.name);
        let all = keys.chain(uniques).chain(exclusions).chain(indexes).flatten();
        self.taken.extend(all.map(|name| table.name.sibling(name.as_str())));
        let triggers = table.triggers.iter().map(|trigger| table.name.sibling(&*trigger.name));
        self.taken.extend(triggers);
        self.taken.insert(table.name.clone());
    }

    fn take_partitions(&mut self, partitioning: Option<&Partitioning>) {
        for partition in partitioning.iter().flat_map(|one| &one.partitions) {
            self.taken.insert(partition.name.clone());
            if let Some(own) = &partition.own {
                self.take(own);
            }
            self.take_partitions(partition.partitioning.as_deref());
        }
    }

    /// The name with something behind it, short enough for what a server hangs behind it in turn.
    pub fn free(&mut self, beside: &QualifiedName, ending: &str) -> QualifiedName {
        const LONGEST: usize = 52;
        let mut stem = beside.name.clone();
        while stem.len() + ending.len() > LONGEST {
            stem.pop();
        }
        let mut name = beside.sibling(format!("{stem}{ending}"));
        for number in 2..1000 {
            if self.taken.insert(name.clone()) {
                break;
            }
            name = beside.sibling(format!("{stem}{ending}{number}"));
        }
        name
    }
}
