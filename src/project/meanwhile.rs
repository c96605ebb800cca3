//! What programs write to columns that are carried elsewhere while the steps run.

use std::collections::BTreeSet;

use crate::emit::Transaction;
use crate::plan::Step;
use crate::schema::{AtomKind, QualifiedName, Schema};
use crate::transition::{Source, Values};

/// A sentence for each column that is filled in a transaction of its own, so that what it is filled from can be written
/// between that and its end.
pub(super) fn lost_meanwhile(
    steps: &[Step],
    values: &Values,
    from: &Schema,
    is_empty: &dyn Fn(&QualifiedName) -> bool,
) -> Vec<String> {
    let filled: BTreeSet<(&QualifiedName, &str)> = steps
        .iter()
        .map(|step| &step.statement)
        .filter(|one| one.transaction == Transaction::Commits)
        .filter(|one| one.object.kind == AtomKind::NotNull)
        .map(|one| (&one.object.object, one.object.part.as_str()))
        .collect();
    let found = values.carried().filter_map(|(table, column, carried)| {
        if !filled.contains(&(table, column)) || is_empty(table) {
            return None;
        }
        let old = match &carried.source {
            // A new table has its rows from this one.
            Source::Joined(joined) if from.table(&joined.table).is_none() => {
                let own: Vec<&str> = joined.on.iter().map(|pair| pair.own.as_str()).collect();
                format!("{table}.{}", own.join(", "))
            }
            Source::Joined(joined) => format!("{}.{}", joined.table, joined.column),
            Source::Said { reads, .. } => {
                let (table, column) = reads.as_ref()?;
                format!("{table}.{column}")
            }
        };
        Some(format!(
            "`{table}.{column}` is filled from `{old}`, and what is written there from then on goes with it: let no program \
             write it until the steps are through"
        ))
    });
    found.collect()
}
