//! Advice as findings, for plans and checks.

use super::advice::{Advice, Why, described};
use super::explanation::{short, size};
use crate::diagnostics::{Diagnostic, Level, Rule};

pub static INDEX_ADVISED: Rule = Rule {
    code: "SG4201",
    name: "index-advised",
    level: Level::Info,
    summary: "an index would make declared queries cheaper",
    page: "\
# What it says
By the declared rows, values and rates, an index that the design does not have saves more than its writes cost.

    entity purchase { id: bigint primary key  customer_id: bigint  placed_at: timestamptz  rows 50M }
    query recent 100/s { select id from purchase where customer_id = :c order by placed_at desc limit 20 }

# Why it matters
Without it the query reads far more than it returns, each time.

# What to do
`schemagen advise` says which queries it serves, what each column does, what it costs, and what else was considered;
`advise --write` puts it into the design. `verify` asks a server's planner whether it would use it.
",
};

pub static INDEX_IDLE: Rule = Rule {
    code: "SG4202",
    name: "index-idle",
    level: Level::Info,
    summary: "an index is not needed by the declared queries",
    page: "\
# What it says
An index of the design repeats the beginning of another one, or no declared query of its table uses it.

    entity purchase { customer_id: bigint  status: text  index (customer_id)  index (customer_id, status) }

# Why it matters
Every insert writes it, and it takes memory from those that are used.

# What to do
Take it out, if the declared queries are all there are. `schemagen advise` says why in each case.
",
};

/// One finding for each index to add or to drop, at the query or entity it is about.
pub fn findings(advice: &Advice) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for added in &advice.added {
        let message = format!(
            "`{}` lacks an index {}, which {} of the declared queries would use",
            added.table,
            described(&added.index),
            added.reasons.len()
        );
        let mut finding = Diagnostic::new(&INDEX_ADVISED, message);
        for reason in added.reasons.iter().take(3) {
            finding = finding.at(
                reason.query_span,
                format!("costs {} without, {} with it", short(reason.without), short(reason.with)),
            );
        }
        found.push(
            finding
                .note(format!(
                    "{} on disk; {} entries a second to write",
                    size(added.bytes),
                    short(added.writes)
                ))
                .help("`schemagen advise` shows why; `advise --write` adds it"),
        );
    }
    for removed in &advice.removed {
        let why = match &removed.why {
            Why::Within(other) => format!("its key is the beginning of {other}"),
            Why::Same(other) => format!("it is the same as {other}"),
            Why::Replaced(other) => format!("the advised {other} does its work"),
            Why::Unused => "no declared query uses it".to_owned(),
        };
        found.push(
            Diagnostic::new(
                &INDEX_IDLE,
                format!(
                    "`{}` need not have its index {}",
                    removed.table,
                    described(&removed.index)
                ),
            )
            .at_some(removed.span, why)
            .help("`schemagen advise` shows why"),
        );
    }
    found
}
