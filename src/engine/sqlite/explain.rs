//! `EXPLAIN QUERY PLAN`, as a tree.

use rusqlite::{Connection, Statement};
use serde_json::{Value, json};

use crate::engine::{Explanation, PlanNode, ResultColumn};

/// The plan of one statement, which is never run. SQLite estimates nothing that it would tell.
pub(super) fn explain(connection: &Connection, sql: &str) -> rusqlite::Result<Explanation> {
    // On its own first: its mistakes have their place in its own text.
    let statement = connection.prepare(sql)?;
    let result_columns = statement
        .column_names()
        .map(|name| ResultColumn { name: name.to_owned(), sql_type: String::new() })
        .collect();
    drop(statement);

    let mut plan = connection.prepare(&format!("explain query plan {sql}"))?;
    let steps = steps(&mut plan)?;
    let raw = steps
        .iter()
        .map(|step| json!({ "id": step.id, "parent": step.parent, "detail": step.detail }));
    Ok(Explanation {
        raw: Value::Array(raw.collect()),
        plan: PlanNode {
            kind: "QUERY PLAN".to_owned(),
            children: children(&steps, 0),
            ..PlanNode::default()
        },
        total_cost: None,
        estimated_rows: None,
        parameter_types: Vec::new(),
        result_columns,
    })
}

struct Step {
    id: i64,
    parent: i64,
    detail: String,
}

/// Parameters that nobody bound are NULL.
fn steps(plan: &mut Statement<'_>) -> rusqlite::Result<Vec<Step>> {
    let mut rows = plan.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(Step { id: row.get(0)?, parent: row.get(1)?, detail: row.get(3)? });
    }
    Ok(steps)
}

fn children(steps: &[Step], parent: i64) -> Vec<PlanNode> {
    // A step comes after its parent, so that its own steps are among those behind it.
    let below = steps.iter().enumerate().filter(|(_, step)| step.parent == parent);
    below
        .map(|(position, step)| PlanNode {
            children: children(&steps[position + 1..], step.id),
            ..node(&step.detail)
        })
        .collect()
}

/// `SEARCH t USING INDEX i (a=? AND b>?)`, `SCAN t`, or words that name no table.
fn node(detail: &str) -> PlanNode {
    let words = detail.split_once(' ').filter(|(kind, _)| matches!(*kind, "SCAN" | "SEARCH"));
    let Some((kind, rest)) = words else {
        return PlanNode { kind: detail.to_owned(), ..PlanNode::default() };
    };
    if rest == "CONSTANT ROW" {
        return PlanNode { kind: detail.to_owned(), ..PlanNode::default() };
    }
    let (table, access) = rest.split_once(" USING ").unwrap_or((rest, ""));
    let (index, condition) = match access.split_once(" (") {
        Some((index, condition)) => (index, condition.strip_suffix(')')),
        None => (access, None),
    };
    let index = index
        .trim_start_matches("AUTOMATIC ")
        .trim_start_matches("PARTIAL ")
        .trim_start_matches("COVERING ");
    let index = index.strip_prefix("INDEX ").unwrap_or(index);
    PlanNode {
        kind: kind.to_owned(),
        relation: Some(table.split(" VIRTUAL TABLE").next().unwrap_or(table).to_owned()),
        index: (!index.is_empty()).then(|| index.to_owned()),
        condition: condition.map(str::to_owned),
        ..PlanNode::default()
    }
}

#[cfg(test)]
mod tests {
    use super::node;

    #[test]
    fn details_are_taken_apart() {
        let read = |detail: &str| {
            let node = node(detail);
            let part = |part: Option<String>| part.unwrap_or_default();
            format!(
                "{}|{}|{}|{}",
                node.kind,
                part(node.relation),
                part(node.index),
                part(node.condition)
            )
        };
        assert_eq!(read("SCAN t"), "SCAN|t||");
        assert_eq!(read("SEARCH t USING INDEX i (a=? AND b>?)"), "SEARCH|t|i|a=? AND b>?");
        assert_eq!(
            read("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"),
            "SEARCH|t|INTEGER PRIMARY KEY|rowid=?"
        );
        assert_eq!(read("SCAN t USING COVERING INDEX i"), "SCAN|t|i|");
        assert_eq!(read("SCAN f VIRTUAL TABLE INDEX 0:M1"), "SCAN|f||");
        assert_eq!(read("SCAN CONSTANT ROW"), "SCAN CONSTANT ROW|||");
        assert_eq!(read("USE TEMP B-TREE FOR ORDER BY"), "USE TEMP B-TREE FOR ORDER BY|||");
    }
}
