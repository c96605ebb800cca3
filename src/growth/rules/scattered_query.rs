use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::growth::Growth;
use crate::growth::shards::Class;

pub static SCATTERED_QUERY: Rule = Rule {
    code: "SG5003",
    name: "scattered-query",
    level: Level::Info,
    summary: "a query asks every shard",
    page: "\
# What it says
The design says by what its tables are spread over machines, and a query that runs at least once a second does not give
that key: all shards are asked, or rows of several are brought together.

    entity task { shard by (tenant_id) }
    query by_title 50/s { select id from task where title = :title }

# Why it matters
A query on one shard costs the same however many shards there are. One that asks all of them costs more with each, and
is as slow as the slowest.

# What to do
Give the key in the query (`where tenant_id = :tenant`), join along it, keep small tables on every shard (`reference
table`), or look the key up first in a table of its own.
",
};

pub(super) fn find(growth: &Growth, findings: &mut Vec<Diagnostic>) {
    // Of several declared keys the one of most tables places the rows.
    let Some(advice) = growth.shards.iter().find(|advice| advice.declared) else { return };
    for route in &advice.routes {
        if route.rate < 1.0 || !matches!(route.class, Class::Scatter | Class::Cross) {
            continue;
        }
        let does = match route.class {
            Class::Cross => "brings rows of several shards together",
            _ => "asks every shard",
        };
        findings.push(
            Diagnostic::new(&SCATTERED_QUERY, format!("query `{}` {does}", route.query))
                .at(route.span, route.why.clone())
                .help(format!(
                    "give the shard key, here that of `{}.{}`",
                    advice.root, advice.column
                )),
        );
    }
}
