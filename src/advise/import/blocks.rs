use std::collections::BTreeSet;
use std::fmt::Write;

use indexmap::IndexMap;

use super::Counted;
use super::normal::{Quotes, normal};

/// The statements as `query` blocks, what runs most first. What asks and changes no rows, and what
/// concerns the server's own tables, is left out.
pub fn blocks(statements: &[Counted], quotes: Quotes) -> String {
    let mut rates: IndexMap<String, f64> = IndexMap::new();
    for statement in statements {
        let sql = normal(&statement.sql, quotes);
        if is_work(&sql) {
            *rates.entry(sql).or_default() += statement.rate;
        }
    }
    let mut found: Vec<(String, f64)> = rates.into_iter().collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut names = BTreeSet::new();
    let mut out = String::new();
    for (sql, rate) in found {
        let name = free_name(&sql, &mut names);
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "query {name} {} {{\n  {sql}\n}}", spelled(rate));
    }
    out
}

fn words(sql: &str) -> impl Iterator<Item = String> + '_ {
    sql.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

fn is_work(sql: &str) -> bool {
    let verb = words(sql).next().unwrap_or_default();
    let works = ["select", "insert", "update", "delete", "with", "merge", "replace"];
    let own = [
        "pg_catalog",
        "pg_stat",
        "information_schema",
        "performance_schema",
        "mysql.",
        "pg_class",
        "insufficient privilege",
    ];
    let plain = sql.to_lowercase();
    // Braces would end the block.
    works.contains(&verb.as_str())
        && !own.iter().any(|name| plain.contains(name))
        && !sql.contains(['{', '}'])
        && words(sql).any(|word| ["from", "into", "update"].contains(&word.as_str()))
}

/// `select_purchase`, after what it does and the first table it names.
fn free_name(sql: &str, names: &mut BTreeSet<String>) -> String {
    let all: Vec<String> = words(sql).collect();
    let verb = ["insert", "update", "delete", "merge", "replace"]
        .into_iter()
        .find(|verb| all.first().is_some_and(|first| first == verb))
        .unwrap_or("select");
    let table = all
        .iter()
        .position(|word| ["from", "into", "update"].contains(&word.as_str()))
        .and_then(|at| all.get(at + 1))
        .map(|name| name.rsplit('.').next().unwrap_or(name).to_owned())
        .unwrap_or_default();
    let base = format!("{verb}_{table}");
    let numbered = (2_u32..).map(|number| format!("{base}_{number}"));
    let free = std::iter::once(base.clone()).chain(numbered).find(|name| !names.contains(name));
    let free = free.unwrap_or(base);
    names.insert(free.clone());
    free
}

/// In the unit in which it is a whole number of two figures or more, as far as there is one.
fn spelled(rate: f64) -> String {
    for (unit, seconds) in [("s", 1.0), ("min", 60.0), ("hour", 3_600.0)] {
        if rate * seconds >= 9.5 {
            return format!("{:.0}/{unit}", rate * seconds);
        }
    }
    format!("{:.0}/day", (rate * 86_400.0).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::{Quotes, blocks, slow_log};

    #[test]
    fn a_slow_log_becomes_queries_with_rates() {
        let log = "/usr/sbin/mysqld, Version: 8.4.0. started with:\n\
            Tcp port: 3306  Unix socket: x\nTime                 Id Command    Argument\n\
            # Time: 2026-01-01T00:00:00Z\n# Query_time: 1.0\nuse shop;\nSET timestamp=100;\n\
            select a from t where b = 1;\n# Time: x\nSET timestamp=160;\nselect a from t\nwhere b = 'x';\n\
            # Time: x\nSET timestamp=160;\ncommit;\n";
        assert_eq!(
            blocks(&slow_log(log), Quotes::Values),
            "query select_t 120/hour {\n  select a from t where b = :p1\n}\n"
        );
    }
}
