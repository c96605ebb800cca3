use serde::Serialize;
use serde_json::Value;

/// A query to be prepared and planned, in the dialect's own words.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainRequest {
    /// One statement without a semicolon; parameters are the dialect's placeholders (`$1`, `?`).
    pub sql: String,
    /// In the order of their numbers (`$1` is the first) or, for `?`, of their occurrence.
    pub parameters: Vec<ExplainParameter>,
    /// Where unqualified names are looked up first; none means the default namespace.
    pub namespace: Option<String>,
}

/// One placeholder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExplainParameter {
    /// As the design calls it, for messages.
    pub name: String,
    /// The type as the dialect spells it; none lets the server infer it.
    pub sql_type: Option<String>,
    /// A literal that it stands for; none where any value does.
    pub value: Option<String>,
}

/// What the planner answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The root of the plan.
    pub plan: PlanNode,
    /// In the planner's own unit; not comparable between servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<f64>,
    /// Rows the planner expects to return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_rows: Option<f64>,
    /// Types of the parameters as the server sees them, where it says so.
    pub parameter_types: Vec<String>,
    /// Empty for a statement that returns no rows.
    pub result_columns: Vec<ResultColumn>,
    /// The server's answer as it came.
    pub raw: Value,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResultColumn {
    pub name: String,
    /// As the server prints it.
    pub sql_type: String,
}

/// One step of a plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PlanNode {
    /// The server's own word: `Index Scan`, `ALL`, `SEARCH`.
    pub kind: String,
    /// The table it reads or writes, as the server names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// Partitions it reads, where the planner lists them by name inside a node (MySQL).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// What the index is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What is left to be checked row by row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Partitions that the server leaves out when the parameters are known.
    #[serde(skip_serializing_if = "is_zero")]
    pub pruned: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<PlanNode>,
}

impl PlanNode {
    /// This node and all below it, parents first.
    pub fn walk(&self) -> impl Iterator<Item = &PlanNode> {
        let mut pending = vec![self];
        std::iter::from_fn(move || {
            let node = pending.pop()?;
            pending.extend(node.children.iter().rev());
            Some(node)
        })
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
