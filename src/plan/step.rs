use serde::Serialize;

use crate::emit::{Statement, Transaction};

/// One statement of a plan with what a reviewer needs to know about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// From 1, in the order of execution.
    pub id: usize,
    /// Without a semicolon at its end.
    pub sql: String,
    /// Whether the step can be rolled back together with its neighbours.
    pub transaction: bool,
    /// The object, for people: `table order`.
    pub object: String,
    /// What happens: `create table order`.
    pub change: String,
    pub hazards: Vec<Hazard>,
    /// The statement that undoes it; none where nothing does.
    pub reverses: Option<String>,
    /// The object that steps are shown under.
    #[serde(skip)]
    pub group: String,
    /// The statement as the script needs it.
    #[serde(skip)]
    pub statement: Statement,
}

/// What a step does to a running system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hazard {
    pub code: &'static str,
    /// The server's name of the lock.
    pub lock: Option<String>,
    pub rewrites: bool,
    pub why: String,
}

/// Steps that create a schema where there is nothing: nobody waits, nothing is lost.
pub fn steps(statements: Vec<Statement>) -> Vec<Step> {
    statements
        .into_iter()
        .zip(1..)
        .map(|(statement, id)| Step {
            id,
            sql: statement.sql.clone(),
            transaction: statement.transaction == Transaction::Joins,
            object: format!("{} {}", statement.object.kind.words(), statement.object.object),
            change: statement.change.clone(),
            hazards: Vec::new(),
            reverses: None,
            group: statement.object.object.to_string(),
            statement,
        })
        .collect()
}
