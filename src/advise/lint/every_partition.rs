use super::Context;
use crate::advise::access::{Relation, Target, Test};

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static EVERY_PARTITION: Rule = Rule {
    code: "SG4111",
    name: "every-partition",
    level: Level::Warning,
    summary: "a query reads every partition of a table",
    page: "\
# What it says
A table is split into partitions, and a query that runs at least once a minute has no condition on what it is
split by.

    entity event { partition by range (happened_at) every 1 month starting '2026-01-01' ahead 3 }
    query by_device 10/s { select id from event where device_id = :device }

# Why it matters
Each partition is looked at, by its own index at best: with fifty partitions one lookup is fifty.

# What to do
Add the partition key to the condition where the application knows it (a time window, a region). If most queries
do not, the table is split by the wrong thing.
",
};

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    if context.query.rate.is_none_or(|rate| rate < 1.0) {
        return;
    }
    for block in &context.access.blocks {
        for (of, used) in block.uses.iter().enumerate() {
            let Relation::Table(table) = used.relation else { continue };
            let figures = &context.statistics.tables[table];
            let Some(key) = figures.partitioned_by.first() else { continue };
            let tested = used.tests.iter().any(|tested| {
                tested.target == Target::Column(*key) && !matches!(tested.test, Test::Other)
            });
            let joined = block.edges_of(of).any(|(own, ..)| own == *key);
            // The newest rows are in the last partition: servers stop there.
            let ordered = block.limit.is_some()
                && block
                    .order
                    .first()
                    .is_some_and(|first| first.from == of && first.target == Target::Column(*key));
            let arms = !used.alternatives.is_empty();
            if tested || joined || ordered || arms || figures.partitions < 3.0 {
                continue;
            }
            let name = context.column(used, *key).unwrap_or_default();
            findings.push(
                Diagnostic::new(
                    &EVERY_PARTITION,
                    format!(
                        "query `{}` looks at all {} partitions of `{}`",
                        context.name(),
                        figures.partitions,
                        context.table(table)
                    ),
                )
                .at(used.span, format!("no condition on `{name}`"))
                .help(format!("add a condition on `{name}`, by which the table is split")),
            );
        }
    }
}
