use super::Context;
use crate::advise::access::{ColumnId, Relation, WriteKind};
use crate::advise::shape::{Method, Shape};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::schema::ForeignKey;

pub static UNINDEXED_REFERENCE: Rule = Rule {
    code: "SG4112",
    name: "unindexed-reference",
    level: Level::Warning,
    summary: "deleting a row reads the whole of a table that refers to it",
    page: "\
# What it says
A query deletes rows of a table, another table refers to it, and no index of that one begins with the columns of the
reference.

    entity customer { id: bigint primary key }
    entity purchase { id: bigint primary key  customer_id: ref customer  rows 50M }
    query forget 10/min { delete from customer where id = :id }

# Why it matters
Before a row may go the server looks for rows that refer to it, whatever the reference then does with them. Without an
index that is the whole table, for each row that goes, while it is locked.

# What to do
Add an index on the columns of the reference, in any order: `index (customer_id)`. Where most of them are null, one
`where (customer_id is not null)` does. `advise` proposes it with its price.
",
};

/// Below, reading the table is no matter.
const FEWEST_ROWS: f64 = 10_000.0;

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let deleted = context.access.writes.iter().filter(|write| write.kind == WriteKind::Delete);
    for write in deleted {
        let parent = &context.catalog.table(write.table).name;
        for (child, table) in context.catalog.schema.tables.iter().enumerate() {
            if context.rows(child) < FEWEST_ROWS {
                continue;
            }
            for key in table.foreign_keys.iter().filter(|key| key.references == *parent) {
                if context.held(child, key) {
                    continue;
                }
                let columns = key.columns.join(", ");
                findings.push(
                    Diagnostic::new(
                        &UNINDEXED_REFERENCE,
                        format!(
                            "query `{}` makes the server read all of `{}` for each `{parent}` that goes",
                            context.name(),
                            table.name
                        ),
                    )
                    .at(context.query.name_span, format!("deletes from `{parent}`"))
                    .note(format!(
                        "`{}` ({columns}) refers to it, and no index begins with these columns; the table has {:.0} rows",
                        table.name,
                        context.rows(child)
                    ))
                    .help(format!("add `index ({columns})` to `{}`", table.name)),
                );
            }
        }
    }
}

impl Context<'_> {
    /// Whether an index holds the columns of a reference in front. Servers that make such an index
    /// themselves have it among those that are there.
    fn held(&self, child: usize, key: &ForeignKey) -> bool {
        let table = self.catalog.table(child);
        let columns: Vec<ColumnId> = key
            .columns
            .iter()
            .filter_map(|name| table.columns.iter().position(|column| column.name == *name))
            .collect();
        let serves = |shape: &Shape| {
            let front: Vec<ColumnId> =
                shape.key_columns().into_iter().take(columns.len()).collect();
            shape.table == child
                && shape.method == Method::Tree
                && front.len() == columns.len()
                && columns.iter().all(|column| front.contains(column))
        };
        self.makes_reference_indexes || self.existing.iter().any(serves)
    }
}

/// A table that a block reads, for other rules.
pub(super) fn table_of(relation: Relation) -> Option<usize> {
    match relation {
        Relation::Table(table) => Some(table),
        _ => None,
    }
}
