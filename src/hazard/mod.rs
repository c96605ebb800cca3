//! What a statement risks on a database at work: locks, scans, rewrites, lost rows, broken readers.
//!
//! A statement is [classified](classify) into actions; each action costs what the dialect's data say
//! ([`Effect`](crate::dialect::Effect)); the rules look at actions and say what is wrong, why, and how it
//! is done safely. The steps of a plan and files written by hand meet the same rules: [`hazards`] judges
//! one statement, [`judge_script`] a file of them, in which what came before counts.
//!
//! Nothing here knows a server by name, opens files or makes statements: recipes are words for people.

mod action;
mod ahead;
pub mod classify;
mod context;
mod kind;
mod rules;
mod script;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

pub use action::{Action, ColumnFacts, Numbered, Position};
pub use ahead::Ahead;
pub use classify::{Classified, classify};
pub use kind::Kind;
pub use rules::rules;
pub use script::judge_script;

use context::{Context, Session};

use crate::diagnostics::Rule;
use crate::dialect::{Blocks, Dialect};
use crate::schema::{QualifiedName, Schema};

/// What a statement risks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hazard {
    #[serde(rename = "code", serialize_with = "code")]
    pub rule: &'static Rule,
    /// What it is about: a table mostly; empty for the session.
    pub relation: String,
    /// The server's name of the lock that is taken on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
    /// Whether all rows are read while the lock is held.
    pub scans: bool,
    /// Whether the table is written anew while the lock is held.
    pub rewrites: bool,
    /// The rows or values that are gone afterwards, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loses: Option<String>,
    /// One sentence, without a full stop.
    pub why: String,
    /// How it is done safely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
}

fn code<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.code)
}

/// A lock that a statement takes, and what it does under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lock {
    pub relation: QualifiedName,
    /// The server's name of it.
    pub lock: String,
    #[serde(skip)]
    pub blocks: Blocks,
    pub scans: bool,
    pub rewrites: bool,
}

/// Where a statement runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// Together with others, so that its locks are held until they are done.
    pub in_transaction: bool,
    /// Whoever runs it gives up waiting for locks, and tries again.
    pub runner_has_timeouts: bool,
    /// Tables without rows: made by the same plan, or seen to be empty.
    pub empty: BTreeSet<QualifiedName>,
    /// What comes behind the statement.
    pub ahead: Ahead,
}

/// What one statement risks; `before` is the schema it meets, if that is known.
pub fn hazards(
    sql: &str,
    before: Option<&Schema>,
    dialect: Dialect<'_>,
    setting: &Setting,
) -> Vec<Hazard> {
    let mut classified = classify(sql, dialect, before);
    setting.ahead.look_at(&mut classified);
    let session = Session::of(setting);
    judged(sql, &classified, before, dialect, &session)
}

fn judged(
    sql: &str,
    classified: &Classified,
    before: Option<&Schema>,
    dialect: Dialect<'_>,
    session: &Session,
) -> Vec<Hazard> {
    let context = Context { sql, dialect, before, classified, session };
    let mut hazards = Vec::new();
    for action in &classified.actions {
        for hazard in rules::judge(action, &context) {
            if !hazards.contains(&hazard) {
                hazards.push(hazard);
            }
        }
    }
    hazards
}

/// The locks that a statement takes on relations that were there before, the strongest of each.
pub fn locks(sql: &str, before: Option<&Schema>, dialect: Dialect<'_>) -> Vec<Lock> {
    let classified = classify(sql, dialect, before);
    let mut locks: Vec<Lock> = Vec::new();
    let mut add = |relation: &QualifiedName, lock: &str, scans: bool, rewrites: bool| {
        if lock.is_empty() || relation.name.is_empty() {
            return;
        }
        let blocks = dialect.blocks(lock);
        match locks.iter_mut().find(|known| known.relation == *relation) {
            Some(known) => {
                known.scans |= scans;
                known.rewrites |= rewrites;
                if dialect.strength(&known.lock) < dialect.strength(lock) {
                    lock.clone_into(&mut known.lock);
                    known.blocks = blocks;
                }
            }
            None => locks.push(Lock {
                relation: relation.clone(),
                lock: lock.to_owned(),
                blocks,
                scans,
                rewrites,
            }),
        }
    };
    for action in &classified.actions {
        let Some(effect) = dialect.effect(action.kind.name()) else { continue };
        add(&action.relation, &effect.lock, effect.scans, effect.rewrites);
        if let (Some(other), Some(lock)) = (&action.other, &effect.other) {
            // What is looked up in the one is read in the other.
            add(other, lock, effect.scans, false);
        }
    }
    locks
}
