use super::Context;
use crate::advise::access::Test;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static UNBOUNDED_RESULT: Rule = Rule {
    code: "SG4108",
    name: "unbounded-result",
    level: Level::Warning,
    summary: "a frequent query returns a great many rows",
    page: "\
# What it says
By the declared figures, a query that runs at least once a minute returns more than 50,000 rows, and has no `limit`.

    entity event { rows 50M  distinct device_id 100 }
    query events_of_device 10/s { select * from event where device_id = :device }

# Why it matters
Nobody reads fifty thousand rows ten times a second: memory, network and the reader's patience end first.

# What to do
Add an order and a `limit`, go on from page to page behind the last row, or aggregate in the server.
",
};

const MOST_ROWS: f64 = 50_000.0;

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let often = context.query.rate.is_some_and(|rate| rate >= 1.0 / 60.0);
    if !often || !context.access.reads {
        return;
    }
    for (id, block) in context.access.blocks.iter().enumerate() {
        let whole = block.limit.is_none() && !block.grouped && !block.aggregates && !block.distinct;
        // What a range or a search leaves is a guess.
        let counted = block.uses.iter().all(|used| {
            used.alternatives.is_empty()
                && used.tests.iter().all(|tested| matches!(tested.test, Test::Equal(_)))
        });
        let rows = context.rows_read.get(id).copied().unwrap_or(0.0);
        if context.access.root != Some(id)
            || !whole
            || !context.known(block)
            || !counted
            || rows < MOST_ROWS
        {
            continue;
        }
        findings.push(
            Diagnostic::new(
                &UNBOUNDED_RESULT,
                format!("query `{}` returns about {rows:.0} rows each time", context.name()),
            )
            .at(context.query.name_span, "no `limit`")
            .help("add an order and a `limit`, or aggregate in the server"),
        );
    }
}
