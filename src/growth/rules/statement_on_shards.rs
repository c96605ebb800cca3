//! The rule has its page beside those of what a target can hold.

use crate::advise::Study;
use crate::advise::access::WriteKind;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::STATEMENT_ON_SHARDS;
use crate::schema::Placement;
use crate::sql::identifiers;

pub(super) fn find(study: &Study<'_>, findings: &mut Vec<Diagnostic>) {
    let dialect = study.input.dialect;
    // Where partitions are parts of their table, its keys are there too, and rows move to where their key says.
    if !dialect.has(Capability::Nodes) || !dialect.has(Capability::PartitionsAsTables) {
        return;
    }
    for studied in &study.queries {
        let query = studied.query;
        for write in &studied.access.writes {
            let table = study.catalog.table(write.table);
            let Some(key) = table.placement.as_ref().and_then(Placement::column) else { continue };
            let sets = |columns: &std::collections::BTreeSet<usize>| {
                columns.iter().any(|column| table.columns[*column].name == key)
            };
            let (what, help) = match &write.kind {
                WriteKind::Update(columns) if sets(columns) => (
                    format!("sets `{key}`, which says on which shard a row of `{}` lies", table.name),
                    "delete the row and insert it anew, in one transaction".to_owned(),
                ),
                WriteKind::Insert(_) if !asks_for_key(&query.sql) => continue,
                WriteKind::Insert(_) => (
                    format!("asks for a unique key of `{}`, and its keys are on the shards", table.name),
                    "write `on conflict do nothing` without columns, or update first and insert where nothing was \
                     updated"
                        .to_owned(),
                ),
                _ => continue,
            };
            let message =
                format!("query `{}` cannot run on {}: it {what}", query.name, dialect.title());
            findings.push(
                Diagnostic::new(&STATEMENT_ON_SHARDS, message).at(query.name_span, "").help(help),
            );
        }
    }
}

/// `on conflict (a) …`, `on conflict on constraint …`, `on conflict … do update`.
fn asks_for_key(sql: &str) -> bool {
    let words: Vec<String> = identifiers(sql).map(str::to_ascii_lowercase).collect();
    let conflict = words.windows(2).position(|pair| pair == ["on", "conflict"]);
    conflict.is_some_and(|at| {
        let next: Vec<&str> = words[at + 2..].iter().take(2).map(String::as_str).collect();
        next != ["do", "nothing"]
    })
}

#[cfg(test)]
mod tests {
    use super::asks_for_key;

    #[test]
    fn conflicts_ask_for_a_key_unless_nothing_is_done_about_any() {
        for (sql, asks) in [
            ("insert into t values (1)", false),
            ("insert into t values (1) on conflict do nothing", false),
            ("insert into t values (1) on conflict do nothing returning a", false),
            ("insert into t values (1) on conflict (a) do nothing", true),
            ("insert into t values (1) on conflict (a) do update set b = 1", true),
            ("insert into t values (1) on conflict on constraint k do nothing", true),
        ] {
            assert_eq!(asks_for_key(sql), asks, "{sql}");
        }
    }
}
