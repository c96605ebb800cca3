use crate::design::Query;
use crate::diagnostics::{Diagnostic, Level, Rule};

pub static UNLIKELY_RATE: Rule = Rule {
    code: "SG4003",
    name: "unlikely-rate",
    level: Level::Warning,
    summary: "a query's rate is zero or beyond what one database serves",
    page: "\
# What it says
A query is said to run never, or more than ten million times a second.

    query recent_orders 0/s {
      select id from \"order\" order by placed_at desc limit 20
    }

# Why it matters
The rate is the weight of a query in the advice. One that never runs gets no index; one with an absurd rate gets
every index, whatever all the others pay for it.

# What to do
Write the rate that is expected at the busiest hour. Leave it out where nobody knows: then the query counts as one
that runs once a minute.
",
};

/// What a query without a rate counts for where others have one, in executions a second.
const UNKNOWN_RATE: f64 = 1.0 / 60.0;
const MOST_LIKELY: f64 = 1e7;

/// The weight of each query: its rate; the same for all where none has one.
pub fn weights(queries: &[Query], findings: &mut Vec<Diagnostic>) -> Vec<f64> {
    let any = queries.iter().any(|query| query.rate.is_some());
    queries
        .iter()
        .map(|query| match query.rate {
            Some(rate) if rate.is_finite() && rate > 0.0 && rate <= MOST_LIKELY => rate,
            Some(rate) => {
                let (what, counts) = if rate > 0.0 {
                    (format!("runs {rate} times a second"), MOST_LIKELY)
                } else {
                    ("never runs".to_owned(), 0.0)
                };
                findings.push(
                    Diagnostic::new(
                        &UNLIKELY_RATE,
                        format!("query `{}` {what}, as its rate says", query.name),
                    )
                    .at(query.name_span, "")
                    .note(format!("it counts with a rate of {counts}/s in the advice"))
                    .help("write the rate of the busiest hour, or none"),
                );
                counts
            }
            None if any => UNKNOWN_RATE,
            None => 1.0,
        })
        .collect()
}
