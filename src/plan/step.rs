use std::collections::HashMap;

use super::Sizes;

use serde::Serialize;

use super::algorithm::{self, Stated};
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::emit::{Backfill, Statement, Transaction};
use crate::hazard::{Ahead, Setting, hazards};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema};
use crate::transition::{Around, Mode, Move, Transition, Verb};

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
    /// How its rows can be changed some at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backfill: Option<Backfill>,
    /// The object that steps are shown under.
    #[serde(skip)]
    pub group: String,
    /// The statement as the script needs it.
    #[serde(skip)]
    pub statement: Statement,
    /// How the server is to go about it, where the statement says so.
    #[serde(skip)]
    pub stated: Option<Stated>,
    /// Tools' commands that do the same while rows are written, where the server would copy them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hand_over: Vec<String>,
}

/// What a step does to a running system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hazard {
    pub code: &'static str,
    /// The server's name of the lock.
    pub lock: Option<String>,
    pub rewrites: bool,
    pub why: String,
    /// Of the table it is about, where a running database was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
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
        backfill: statement.backfill.clone(),
        group: statement.object.object.to_string(),
        statement,
        stated: None,
        hand_over: Vec::new(),
    }
}

/// Gives every step what it risks, by the schema that it meets; what the plan itself makes is empty.
/// Online, statements say how the server is to go about them.
pub fn judge(
    steps: &mut [Step],
    (before, after): (&Schema, &Schema),
    dialect: Dialect<'_>,
    mode: Mode,
    sizes: &Sizes,
) {
    // Whoever runs the plan sets timeouts, step by step.
    let ahead = Ahead::of(steps.iter().map(|step| step.sql.as_str()), dialect);
    let mut setting = Setting {
        in_transaction: false,
        runner_has_timeouts: true,
        empty: sizes.empty.clone(),
        ahead,
    };
    let mut walk = Walk::new(before, after);
    for step in steps {
        setting.in_transaction = step.transaction;
        if mode == Mode::Online && !setting.empty.contains(&step.statement.object.object) {
            algorithm::state(step, &walk.now, dialect);
        }
        let found = hazards(&step.sql, Some(&walk.now), dialect, &setting);
        step.hazards = found.into_iter().map(|hazard| of_size(hazard, sizes)).collect();
        let key = &step.statement.object;
        if key.kind == AtomKind::Table && !walk.has(&key.object) {
            setting.empty.insert(key.object.clone());
        }
        walk.pass(step, dialect);
    }
}

/// Steps that undo others, the last first: those that say what undoes them.
pub fn undoing(steps: &[Step]) -> Vec<Step> {
    let undone = steps.iter().rev().filter_map(|one| Some((one, one.reverses.clone()?)));
    undone
        .map(|(one, sql)| {
            let change = format!("back: {}", one.change);
            step(one.id, Statement { sql, change, ..one.statement.clone() }, None)
        })
        .collect()
}

/// What a hazard comes to on a table of this size.
fn of_size(hazard: crate::hazard::Hazard, sizes: &Sizes) -> Hazard {
    let works = hazard.rewrites || hazard.scans || hazard.loses.is_some();
    let of_relation = |name: &QualifiedName| name.to_string() == hazard.relation;
    let found = sizes.tables.iter().find(|(name, _)| of_relation(name)).map(|(_, size)| *size);
    let size = found.filter(|_| works).unwrap_or_default();
    let words = size.words().map(|words| format!(" ({words})")).unwrap_or_default();
    Hazard {
        code: hazard.rule.code,
        lock: hazard.lock,
        rewrites: hazard.rewrites,
        why: format!("{}{words}", hazard.why),
        rows: size.rows,
        bytes: size.bytes,
    }
}

/// Steps that change what is there; `back` is the way back, in which each finds what undoes it.
pub fn steps_between(there: &Transition, back: &Transition) -> Vec<Step> {
    let mut undone: HashMap<(&AtomKey, Verb), Vec<&Statement>> = HashMap::new();
    for Move { key, verb, statements } in &back.moves {
        undone.entry((key, *verb)).or_default().extend(statements);
    }
    let mut steps = Vec::new();
    let none = Around::default();
    let turned = back.around.as_ref().unwrap_or(&none);
    let own = there.around.as_ref().unwrap_or(&none);
    // Whichever way needs it: what stands before is undone by what stands behind it, and is so on both.
    let around = there.around.as_ref().or(back.around.as_ref()).unwrap_or(&none);
    let behind = around.after.iter().rev();
    for (place, (statement, undoes)) in around.before.iter().zip(behind).enumerate() {
        let last = place + 1 == around.before.len();
        let checks = turned.checks.iter().filter(|_| last).map(|check| check.sql.as_str());
        let sql: Vec<&str> = checks.chain([undoes.sql.as_str()]).collect();
        steps.push(step(steps.len() + 1, statement.clone(), Some(sql.join(";\n"))));
    }
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
    for statement in &own.checks {
        steps.push(step(steps.len() + 1, statement.clone(), None));
    }
    for (statement, undoes) in around.after.iter().zip(around.before.iter().rev()) {
        steps.push(step(steps.len() + 1, statement.clone(), Some(undoes.sql.clone())));
    }
    steps
}
