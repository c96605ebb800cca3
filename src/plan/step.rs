use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::dialect::Dialect;
use crate::emit::{Statement, Transaction};
use crate::hazard::{Setting, hazards};
use crate::schema::{AtomKey, AtomKind, Schema};
use crate::transition::{Move, Transition, Verb};

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
    statements.into_iter().zip(1..).map(|(statement, id)| step(id, statement, None)).collect()
}

fn step(id: usize, statement: Statement, reverses: Option<String>) -> Step {
    Step {
        id,
        sql: statement.sql.clone(),
        transaction: statement.transaction == Transaction::Joins,
        object: format!("{} {}", statement.object.kind.words(), statement.object.object),
        change: statement.change.clone(),
        hazards: Vec::new(),
        reverses,
        group: statement.object.object.to_string(),
        statement,
    }
}

/// Gives every step what it risks, as the schema before the plan has it; what the plan itself makes is empty.
pub fn judge(steps: &mut [Step], before: &Schema, dialect: Dialect<'_>) {
    // Whoever runs the plan sets timeouts, step by step.
    let mut setting =
        Setting { in_transaction: false, runner_has_timeouts: true, empty: BTreeSet::new() };
    for step in steps {
        setting.in_transaction = step.transaction;
        let found = hazards(&step.sql, Some(before), dialect, &setting);
        step.hazards = found
            .into_iter()
            .map(|hazard| Hazard {
                code: hazard.rule.code,
                lock: hazard.lock,
                rewrites: hazard.rewrites,
                why: hazard.why,
            })
            .collect();
        let key = &step.statement.object;
        if key.kind == AtomKind::Table && before.table(&key.object).is_none() {
            setting.empty.insert(key.object.clone());
        }
    }
}

/// Steps that change what is there; `back` is the way back, in which each finds what undoes it.
pub fn steps_between(there: &Transition, back: &Transition) -> Vec<Step> {
    let mut undone: HashMap<(&AtomKey, Verb), Vec<&Statement>> = HashMap::new();
    for Move { key, verb, statements } in &back.moves {
        undone.entry((key, *verb)).or_default().extend(statements);
    }
    let mut steps = Vec::new();
    for Move { key, verb, statements } in &there.moves {
        let undoes: &[Verb] = match verb {
            Verb::Create => &[Verb::Drop],
            Verb::Drop => &[Verb::Create],
            Verb::Alter => &[Verb::Alter],
            // Undone as a whole, where what was put aside is dropped.
            Verb::Aside | Verb::Copy => &[],
            Verb::Finish => &[Verb::Aside, Verb::Create, Verb::Copy, Verb::Finish],
        };
        let found = undoes.iter().filter_map(|verb| undone.get(&(key, *verb))).flatten();
        let sql: Vec<&str> = found.map(|statement| statement.sql.as_str()).collect();
        let mut reverses = (!sql.is_empty()).then(|| sql.join(";\n"));
        for statement in statements {
            steps.push(step(steps.len() + 1, statement.clone(), reverses.take()));
        }
    }
    steps
}
