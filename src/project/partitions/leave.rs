//! The steps by which partitions leave that `keep` has ended: dropped, or kept in an archive.
//!
//! Where partitions are tables, a partition is taken from its parent while others work with it, and goes when it is
//! a table by itself. A comment on it says so before: whatever is cut off in between is found by it, and goes next time.

use super::{Leaving, Over};
use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, ObjectKind, Statement};
use crate::plan::{self, Sizes, Step};
use crate::schema::{AtomKey, AtomKind, Partition, QualifiedName, Schema};
use crate::template::TemplateError;
use crate::transition::{Mode, leaves_beside};

/// The steps, and what there is to say about them.
pub(super) fn steps(
    there: &Schema,
    leaving: &[Leaving],
    over: Over<'_>,
    dialect: Dialect<'_>,
) -> Result<(Vec<Step>, Vec<String>), TemplateError> {
    let mut leave = Leave { alter: Alter::new(there, dialect)?, over, notes: Vec::new() };
    for one in leaving {
        if dialect.has(Capability::PartitionsAsTables) {
            let concurrently = leaves_beside(dialect) && !one.has_default;
            leave.tables(there, one, concurrently)?;
        } else {
            leave.parts(one)?;
        }
    }
    let notes = leave.notes;
    let statements: Vec<Statement> = leave.alter.finish();
    let mut steps = plan::steps(statements);
    plan::judge(&mut steps, (there, there), dialect, Mode::Offline, &Sizes::default());
    Ok((steps, notes))
}

struct Leave<'l> {
    alter: Alter<'l>,
    over: Over<'l>,
    notes: Vec<String>,
}

impl Leave<'_> {
    /// Partitions that are tables.
    fn tables(
        &mut self,
        there: &Schema,
        leaving: &Leaving,
        concurrently: bool,
    ) -> Result<(), TemplateError> {
        let Leaving { table, partitions, has_default } = leaving;
        let mark = format!("schemagen: was a partition of {table}, and is over");
        let table_kind = ObjectKind::word("table");
        for left in there.tables.iter().filter(|left| left.comment.as_deref() == Some(&*mark)) {
            self.table_goes(table, &left.name)?;
            self.alter.alone();
        }
        for Partition { name, .. } in partitions {
            let key = AtomKey::new(table, AtomKind::Partition, name.to_string());
            if concurrently {
                self.alter.comment_on(&table_kind, name, None, Some(&mark), key)?;
                self.alter.alone();
            }
            let is_dropped = matches!(self.over, Over::Drop);
            if concurrently || !is_dropped {
                self.alter.detach_partition(table, table, name, concurrently)?;
            }
            self.table_goes(table, name)?;
            // A table that is no partition any more, and not yet where it goes to, nobody would find without its mark.
            if concurrently || is_dropped {
                self.alter.alone();
            }
        }
        if *has_default && !partitions.is_empty() {
            self.notes.push(format!(
                "`{table}` has a default partition: for the moment in which another one leaves, everybody at `{table}` waits"
            ));
        }
        Ok(())
    }

    /// A table that is no partition any more, or goes as one.
    fn table_goes(
        &mut self,
        parent: &QualifiedName,
        name: &QualifiedName,
    ) -> Result<(), TemplateError> {
        match self.over {
            Over::Drop => self.alter.drop_table(name),
            Over::Archive(archive) => self.alter.archive_table(parent, name, archive),
        }
    }

    /// Partitions that are parts of their table.
    fn parts(&mut self, leaving: &Leaving) -> Result<(), TemplateError> {
        let Leaving { table, partitions, .. } = leaving;
        for partition in partitions {
            let name = &partition.name.name;
            if let Over::Archive(archive) = self.over {
                if partition.partitioning.is_some() {
                    self.notes.push(format!(
                        "partition `{name}` of `{table}` stays: it is split again, and such a one cannot be archived"
                    ));
                    continue;
                }
                self.alter.archive_partition(table, name, archive)?;
            }
            self.alter.drop_partition(table, name)?;
        }
        Ok(())
    }
}
