use super::Context;
use super::unindexed_reference::table_of;
use crate::advise::access::{Block, Target, Test, Use};
use crate::diagnostics::{Diagnostic, Level, Rule};

pub static QUERY_IN_A_LOOP: Rule = Rule {
    code: "SG4110",
    name: "query-in-a-loop",
    level: Level::Warning,
    summary: "a query for one row runs as often as another one returns rows",
    page: "\
# What it says
One query lists rows of a table. Another finds a row by the key that those rows hold (or the rows that belong to one
of them), and its rate is a multiple of the first one's: it seems to run once for each row of the list.

    query newest 20/s { select id, customer_id from purchase order by id desc limit 50 }
    query its_customer 1000/s { select name from customer where id = :id }

# Why it matters
Fifty-one questions are asked where one would do. Each costs a round trip and a plan, and the list takes as long as
all of them one after the other.

# What to do
Join the second table in the first query, or ask once for all rows: `where id = any(:ids)`. If both rates are what the
application needs, say so with `allow SG4110 \"…\"`.
",
};

/// How often the second query must run for each time of the first.
const FEWEST_TIMES: f64 = 5.0;
const MOST_TIMES: f64 = 1_000.0;
/// Fewer rows are no list.
const FEWEST_LISTED: f64 = 3.0;

/// Looks at all queries together: which of them runs for each row of which list.
pub(super) fn find(contexts: &[Context<'_>], findings: &mut Vec<Diagnostic>) {
    for single in contexts {
        let Some((block, used)) = single.lone_use() else { continue };
        if !single.access.reads || block.grouped || block.aggregates {
            continue;
        }
        let list = contexts
            .iter()
            .filter_map(|list| Some((list, times(list, single)?)))
            .find(|(list, _)| !std::ptr::eq(*list, single) && list.lists_what_finds(single, used));
        let Some((list, times)) = list else { continue };
        findings.push(
            Diagnostic::new(
                &QUERY_IN_A_LOOP,
                format!(
                    "query `{}` seems to run for each row of query `{}`",
                    single.name(),
                    list.name()
                ),
            )
            .at(single.query.name_span, format!("{times:.0} times as often"))
            .at(list.query.name_span, "lists the rows")
            .help(format!(
                "join `{}` there, or ask once for all its rows",
                table_of(used.relation).map(|table| single.table(table)).unwrap_or_default()
            )),
        );
    }
}

/// How often one query runs for each time of another, where that is a whole number.
fn times(list: &Context<'_>, single: &Context<'_>) -> Option<f64> {
    let times = single.query.rate? / list.query.rate.filter(|rate| *rate > 0.0)?;
    let whole = (times - times.round()).abs() <= times * 0.01;
    (whole && (FEWEST_TIMES..=MOST_TIMES).contains(&times)).then_some(times)
}

impl Context<'_> {
    /// The only table of a query of one block.
    fn lone_use(&self) -> Option<(&Block, &Use)> {
        let [block] = self.access.blocks.as_slice() else { return None };
        let [used] = block.uses.as_slice() else { return None };
        table_of(used.relation)?;
        Some((block, used))
    }

    /// Whether this query returns several rows that hold what the other one is asked for: its key, or
    /// the row that its rows refer to.
    fn lists_what_finds(&self, single: &Context<'_>, wanted: &Use) -> bool {
        let Some(root) = self.access.root else { return false };
        let block = &self.access.blocks[root];
        let several = self.access.reads
            && !block.grouped
            && !block.aggregates
            && block.limit != Some(1.0)
            && !self.single_row(block)
            && self.rows_read.get(root).is_some_and(|rows| *rows >= FEWEST_LISTED);
        let Some(table) = table_of(wanted.relation) else { return false };
        let joined = block.uses.iter().any(|used| table_of(used.relation) == Some(table));
        if !several || joined {
            return false;
        }
        let schema = self.catalog.table(table);
        let fixed: Vec<&str> = wanted
            .tests
            .iter()
            .filter_map(|tested| match (&tested.target, &tested.test) {
                (Target::Column(column), Test::Equal(_)) => {
                    Some(schema.columns[*column].name.as_str())
                }
                _ => None,
            })
            .collect();
        block.uses.iter().any(|used| {
            let Some(listed) = table_of(used.relation) else { return false };
            let listed_table = self.catalog.table(listed);
            let holds = |name: &String| {
                listed_table
                    .columns
                    .iter()
                    .position(|column| column.name == *name)
                    .is_some_and(|column| used.needed.contains(&column))
            };
            // Its row by the key that the listed rows hold.
            let by_key = single.one_row(wanted)
                && listed_table.foreign_keys.iter().any(|key| {
                    key.references == schema.name
                        && key.columns.iter().all(holds)
                        && key.referenced_columns.iter().all(|name| fixed.contains(&name.as_str()))
                });
            // The rows that belong to a listed one.
            let children = schema.foreign_keys.iter().any(|key| {
                key.references == listed_table.name
                    && key.columns.iter().all(|name| fixed.contains(&name.as_str()))
                    && key.referenced_columns.iter().all(holds)
            });
            by_key || children
        })
    }
}
