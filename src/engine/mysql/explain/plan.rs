//! Reads the JSON plans of MySQL (both forms) and MariaDB into one tree.
//!
//! The older form nests blocks by name (`query_block`, `nested_loop`, `table`); the newer one of
//! MySQL is a tree of operations with `inputs`. Blocks that this reader does not know become nodes of
//! their name, so that no table below them is lost.

use serde_json::{Map, Value};

use crate::engine::PlanNode;

/// The whole plan.
pub(super) fn read(raw: &Value) -> PlanNode {
    let root = raw.as_object().cloned().unwrap_or_default();
    if let Some(Value::Object(operation)) = root.get("query_plan") {
        return operation_node(operation);
    }
    match root.get("query_block") {
        Some(Value::Object(block)) => block_node("query_block", block),
        _ => block_node("plan", &root),
    }
}

/// The cost of the whole, where the server tells.
pub(super) fn total_cost(raw: &Value) -> Option<f64> {
    number(raw.pointer("/query_block/cost_info/query_cost"))
        .or_else(|| number(raw.pointer("/query_block/cost")))
        .or_else(|| number(raw.pointer("/query_plan/estimated_total_cost")))
}

/// The rows of the whole: the newer form tells them; the older one tells what the last table gives.
pub(super) fn estimated_rows(raw: &Value) -> Option<f64> {
    if let Some(rows) = number(raw.pointer("/query_plan/estimated_rows")) {
        return Some(rows);
    }
    let joined = raw
        .pointer("/query_block/nested_loop")
        .and_then(Value::as_array)
        .and_then(|tables| tables.last());
    let table =
        joined.and_then(|last| last.get("table")).or_else(|| raw.pointer("/query_block/table"))?;
    number(table.get("rows_produced_per_join"))
}

/// A block of the older form, with the blocks in it as children.
fn block_node(kind: &str, block: &Map<String, Value>) -> PlanNode {
    let message = block.get("message").and_then(Value::as_str);
    PlanNode {
        kind: message.unwrap_or(kind).to_owned(),
        cost: number(block.get("cost"))
            .or_else(|| number(block.get("cost_info")?.get("query_cost"))),
        children: inner_blocks(block),
        ..PlanNode::default()
    }
}

fn inner_blocks(block: &Map<String, Value>) -> Vec<PlanNode> {
    let mut nodes = Vec::new();
    for (name, value) in block {
        match value {
            Value::Object(_) if name == "cost_info" => {}
            Value::Object(inner) if name == "table" => nodes.push(table_node(inner)),
            Value::Object(inner) => nodes.push(block_node(name, inner)),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let children =
                    items.iter().filter_map(Value::as_object).flat_map(inner_blocks).collect();
                nodes.push(PlanNode { kind: name.clone(), children, ..PlanNode::default() });
            }
            _ => {}
        }
    }
    nodes
}

/// A table of the older form.
fn table_node(table: &Map<String, Value>) -> PlanNode {
    let text = |name: &str| table.get(name).and_then(Value::as_str).map(str::to_owned);
    let kind =
        text("message").or_else(|| text("access_type")).unwrap_or_else(|| "table".to_owned());
    PlanNode {
        pruned: 0,
        kind,
        relation: text("table_name"),
        index: text("key"),
        partitions: texts(table.get("partitions")),
        rows: number(table.get("rows_examined_per_scan")).or_else(|| number(table.get("rows"))),
        cost: number(table.get("cost_info").and_then(|cost| cost.get("prefix_cost")))
            .or_else(|| number(table.get("cost"))),
        condition: text("index_condition").or_else(|| key_condition(table)),
        filter: text("attached_condition"),
        children: inner_blocks(table),
    }
}

/// `a_id = t.id, x = const`, or the parts of the key that a range is over.
fn key_condition(table: &Map<String, Value>) -> Option<String> {
    let parts = texts(table.get("used_key_parts"));
    let values = texts(table.get("ref"));
    let conditions: Vec<String> = match values.len() == parts.len() {
        true => parts.iter().zip(values).map(|(part, value)| format!("{part} = {value}")).collect(),
        false => parts,
    };
    (!conditions.is_empty() && table.get("access_type").and_then(Value::as_str) != Some("index"))
        .then(|| conditions.join(", "))
}

/// An operation of the newer form. A filter is the business of the table below it.
fn operation_node(operation: &Map<String, Value>) -> PlanNode {
    let text = |name: &str| operation.get(name).and_then(Value::as_str).map(str::to_owned);
    let inputs =
        operation.get("inputs").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut children: Vec<PlanNode> =
        inputs.iter().filter_map(Value::as_object).map(operation_node).collect();
    if text("access_type").as_deref() == Some("filter")
        && let [_] = children.as_slice()
        && let Some(mut only) = children.pop()
    {
        only.filter = only.filter.or(text("condition"));
        return only;
    }
    let kind = text("index_access_type")
        .or_else(|| text("access_type"))
        .filter(|_| text("table_name").is_some());
    PlanNode {
        pruned: 0,
        kind: kind.or_else(|| text("operation")).unwrap_or_default(),
        relation: text("table_name"),
        index: text("index_name"),
        partitions: texts(operation.get("partitions")),
        rows: number(operation.get("estimated_rows")),
        cost: number(operation.get("estimated_total_cost")),
        condition: text("lookup_condition").or_else(|| {
            let ranges = texts(operation.get("ranges"));
            (!ranges.is_empty()).then(|| ranges.join(" or "))
        }),
        filter: text("pushed_index_condition"),
        children,
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// MySQL writes some numbers as texts.
fn number(value: Option<&Value>) -> Option<f64> {
    match value? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(raw: &Value) -> Vec<String> {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        let plan = read(raw);
        plan.walk()
            .map(|node| {
                let (relation, index) = (part(&node.relation), part(&node.index));
                let (condition, filter) = (part(&node.condition), part(&node.filter));
                format!("{} {relation} {index} [{condition}] [{filter}]", node.kind)
            })
            .collect()
    }

    #[test]
    fn the_older_form_of_mysql() {
        let raw = json!({ "query_block": { "cost_info": { "query_cost": "0.70" }, "ordering_operation": { "nested_loop": [
            { "table": { "table_name": "a", "access_type": "index", "key": "PRIMARY", "used_key_parts": ["id"],
                "rows_examined_per_scan": 4, "cost_info": { "prefix_cost": "0.35" } } },
            { "table": { "table_name": "c", "access_type": "ref", "key": "k", "used_key_parts": ["a_id"], "ref": ["a.id"],
                "attached_condition": "x = 3", "partitions": ["p1"] } } ] } } });
        assert_eq!(
            shown(&raw),
            [
                "query_block   [] []",
                "ordering_operation   [] []",
                "nested_loop   [] []",
                "index a PRIMARY [] []",
                "ref c k [a_id = a.id] [x = 3]",
            ]
        );
        assert_eq!(total_cost(&raw), Some(0.7));
        let plan = read(&raw);
        let tables: Vec<_> = plan.walk().filter(|node| node.relation.is_some()).collect();
        assert_eq!(
            (tables[0].rows, tables[0].cost, tables[1].partitions.as_slice()),
            (Some(4.0), Some(0.35), &["p1".to_owned()][..])
        );
    }

    #[test]
    fn the_newer_form_of_mysql() {
        let raw = json!({ "query_plan": { "operation": "Sort: n", "access_type": "sort", "estimated_rows": 2.0, "inputs": [
            { "operation": "Filter: (a.s > 'a')", "access_type": "filter", "condition": "(a.s > 'a')", "inputs": [
                { "operation": "Index lookup", "table_name": "a", "index_name": "i", "access_type": "index",
                  "index_access_type": "index_lookup", "lookup_condition": "x = 1" } ] } ] } });
        assert_eq!(shown(&raw), ["Sort: n   [] []", "index_lookup a i [x = 1] [(a.s > 'a')]"]);
        assert_eq!(estimated_rows(&raw), Some(2.0));
    }

    #[test]
    fn unions_and_messages() {
        let raw = json!({ "query_block": { "union_result": { "table_name": "<union1,2>", "query_specifications": [
            { "query_block": { "table": { "message": "Impossible WHERE" } } },
            { "query_block": { "message": "no matching row in const table" } } ] } } });
        assert_eq!(
            shown(&raw),
            [
                "query_block   [] []",
                "union_result   [] []",
                "query_specifications   [] []",
                "query_block   [] []",
                "Impossible WHERE   [] []",
                "no matching row in const table   [] []",
            ]
        );
        assert_eq!(read(&json!("no plan")).kind, "plan");
    }
}
