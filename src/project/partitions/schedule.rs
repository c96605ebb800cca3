//! Partitions that follow the calendar, kept up by somebody else: a server's own events, or pg_partman.

use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, Statement};
use crate::project::{CheckedTarget, Loaded};
use crate::template::TemplateError;

/// Who keeps partitions up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheduler {
    /// The extension, told of each table once.
    Partman,
    /// An event a table, with a procedure that it calls.
    Events,
}

impl Scheduler {
    /// Whether it is one for servers of a dialect.
    pub fn serves(self, dialect: Dialect<'_>) -> bool {
        let tables = dialect.has(Capability::PartitionsAsTables);
        dialect.has(Capability::PartitionRange) && tables == (self == Scheduler::Partman)
    }

    /// What has to be there, and what is not proven.
    pub fn words(self) -> &'static str {
        match self {
            Scheduler::Partman => {
                "Emitted, not proven: for pg_partman 5, in the schema `partman`. The tables have to be there, partitioned, and \
                 without partitions. Let `partman.run_maintenance_proc()` run as often as partitions begin."
            }
            Scheduler::Events => {
                "The server has to run events: `set global event_scheduler = on`. The first partitions are those of the design."
            }
        }
    }
}

/// The statements that hand all tables over whose partitions follow the calendar.
pub fn schedule(
    loaded: &Loaded,
    target: &CheckedTarget<'_>,
    scheduler: Scheduler,
) -> Result<Vec<Statement>, TemplateError> {
    let schema = &target.physical.schema;
    let mut alter = Alter::new(schema, target.dialect)?;
    for (name, facts) in &loaded.design.entities {
        let Some((cycle, table)) = facts.lifecycle.as_ref().zip(schema.table(name)) else {
            continue;
        };
        match scheduler {
            Scheduler::Partman => alter.keep_partitions_by_partman(table, cycle)?,
            Scheduler::Events => alter.keep_partitions_by_event(table, cycle)?,
        }
    }
    Ok(alter.finish())
}
