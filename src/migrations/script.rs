//! A migration's script taken apart into steps, each as it can be run, recorded and resumed.
//!
//! Steps that can be rolled back are gathered into batches, each one transaction. A batch ends where a
//! statement cannot join it, at a `commit`, and at a line `-- schemagen: commit`.

use crate::dialect::{Capability, Dialect};
use crate::emit;
use crate::hazard::{Kind, classify};
use crate::sql::statements::{Item, Splitter};

/// A script in steps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    pub steps: Vec<ScriptStep>,
}

/// One statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptStep {
    /// From 1, in the order of execution.
    pub id: usize,
    pub sql: String,
    /// Where it begins in the file.
    pub line: u32,
    pub kind: StepKind,
    /// Steps of one batch are one transaction.
    pub batch: usize,
    pub backfill: Option<Backfill>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Of the session: run again by every run, never recorded.
    Setting,
    /// Can be rolled back together with its record.
    Transactional,
    /// Commits by itself, or is refused in a transaction: its record is written before and after.
    Alone,
}

/// `-- schemagen: backfill orders by id batch 1000` before an `update`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backfill {
    pub table: String,
    /// A unique column that orders the rows.
    pub key: String,
    pub batch: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct ScriptError {
    pub line: u32,
    pub why: String,
}

/// Rows that a backfill changes at a time, where nothing else is said.
const BATCH: u64 = 1000;
const DIRECTIVE: &str = "schemagen:";

/// Takes a script apart.
pub fn script(text: &str, dialect: Dialect<'_>) -> Result<Script, ScriptError> {
    let mut splitter = Splitter::new(text.as_bytes(), dialect.data);
    let mut script = Script::default();
    let mut batch = 0;
    let mut opened = false;
    let mut end_of_last = 0;
    loop {
        let item = splitter
            .next_item()
            .map_err(|error| ScriptError { line: 0, why: error.to_string() })?;
        let statement = match item {
            None => return Ok(script),
            Some(Item::Statement(statement)) => statement,
            Some(Item::Unfinished(unfinished)) => {
                let why = "what begins here is never closed: the file is cut off".to_owned();
                return Err(ScriptError { line: unfinished.line, why });
            }
            Some(Item::NotText(place)) => {
                return Err(ScriptError {
                    line: place.line,
                    why: "it holds what is no text".to_owned(),
                });
            }
            // Delimiters and the like are the client's; rows belong to a `copy`, which no file should hold.
            Some(Item::Command(_)) => continue,
            Some(Item::Rows(rows)) => {
                let why =
                    "rows of a `copy` cannot be part of a migration; write `insert`".to_owned();
                return Err(ScriptError { line: rows.line, why });
            }
        };
        let start = usize::try_from(statement.start).unwrap_or(usize::MAX);
        let end = usize::try_from(statement.end).unwrap_or(usize::MAX);
        let comments = directives(text.get(end_of_last..start).unwrap_or_default());
        end_of_last = end;
        if comments.iter().any(|comment| comment == "commit") {
            batch += 1;
        }
        let kind = match kind(&statement.text, dialect) {
            Some(kind) => kind,
            // The file's own `begin` and `commit` are the borders of batches.
            None => {
                batch += 1;
                opened = classify(&statement.text, dialect, None)
                    .actions
                    .iter()
                    .any(|action| action.kind == Kind::Begin);
                continue;
            }
        };
        let backfill = match comments.iter().find_map(|comment| comment.strip_prefix("backfill ")) {
            Some(words) => Some(backfill(words, statement.line)?),
            None => None,
        };
        // Some settings mean nothing in a transaction, and are refused silently there.
        let outside = !opened && kind == StepKind::Setting && stands_outside(&statement.text);
        let apart = kind == StepKind::Alone || backfill.is_some() || outside;
        if apart {
            batch += 1;
        }
        script.steps.push(ScriptStep {
            id: script.steps.len() + 1,
            sql: statement.text.trim().to_owned(),
            line: statement.line,
            kind,
            batch,
            backfill,
        });
        if apart {
            batch += 1;
        }
    }
}

impl Script {
    /// Steps that are a transaction each, where they can be in one.
    ///
    /// Where one writer works at a time nobody gains by short transactions: those that stand together are one.
    pub fn of(
        statements: impl IntoIterator<Item = (String, Option<emit::Backfill>)>,
        dialect: Dialect<'_>,
    ) -> Script {
        let together =
            dialect.has(Capability::TransactionalDdl) && !dialect.has(Capability::ConcurrentIndex);
        let mut steps: Vec<ScriptStep> = Vec::new();
        for ((sql, backfill), id) in statements.into_iter().zip(1..) {
            let kind = kind(&sql, dialect).unwrap_or(StepKind::Setting);
            let joins = |last: &&ScriptStep| {
                together
                    && backfill.is_none()
                    && last.backfill.is_none()
                    && [last.kind, kind].iter().all(|kind| *kind == StepKind::Transactional)
            };
            let batch = steps.last().filter(joins).map_or(id, |last| last.batch);
            let backfill =
                backfill.map(|emit::Backfill { table, key }| Backfill { table, key, batch: BATCH });
            steps.push(ScriptStep { id, line: 1, kind, batch, backfill, sql });
        }
        Script { steps }
    }
}

/// Whether a setting has to stand outside of a transaction.
fn stands_outside(sql: &str) -> bool {
    let word = sql.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.eq_ignore_ascii_case("pragma")
}

/// How a statement runs; none for the borders of transactions.
fn kind(sql: &str, dialect: Dialect<'_>) -> Option<StepKind> {
    let actions = classify(sql, dialect, None).actions;
    let all = |kinds: &[Kind]| actions.iter().all(|action| kinds.contains(&action.kind));
    if all(&[Kind::Begin, Kind::Commit]) {
        return None;
    }
    let word = sql.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let word = word.to_ascii_lowercase();
    if ["set", "pragma", "use", "reset"].contains(&word.as_str()) {
        return Some(StepKind::Setting);
    }
    let alone = |kind: Kind| dialect.effect(kind.name()).is_some_and(|effect| effect.alone);
    if actions.iter().any(|action| alone(action.kind)) {
        return Some(StepKind::Alone);
    }
    let of_rows = [
        Kind::InsertRows,
        Kind::UpdateRows,
        Kind::UpdateAllRows,
        Kind::DeleteRows,
        Kind::DeleteAllRows,
    ];
    let rolls_back = dialect.has(Capability::TransactionalDdl)
        || all(&of_rows)
        || word == "select"
        || word == "with";
    Some(if rolls_back { StepKind::Transactional } else { StepKind::Alone })
}

/// What lines such as `-- schemagen: commit` say.
fn directives(text: &str) -> Vec<String> {
    let comments = text.lines().filter_map(|line| line.trim().strip_prefix("--"));
    comments
        .filter_map(|line| line.trim().strip_prefix(DIRECTIVE))
        .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn backfill(words: &str, line: u32) -> Result<Backfill, ScriptError> {
    let wrong = || {
        ScriptError {
        line,
        why: "a backfill is written `-- schemagen: backfill TABLE by KEY`, with `batch 500` behind it if need be"
            .to_owned(),
    }
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let (table, key, batch) = match words.as_slice() {
        [table, "by", key] => (table, key, BATCH),
        [table, "by", key, "batch", rows] => (table, key, rows.parse().map_err(|_| wrong())?),
        _ => return Err(wrong()),
    };
    if batch == 0 {
        return Err(wrong());
    }
    Ok(Backfill { table: (*table).to_owned(), key: (*key).to_owned(), batch })
}

impl Script {
    /// The batches in order, each with its steps.
    pub fn batches(&self) -> Vec<&[ScriptStep]> {
        self.steps.chunk_by(|a, b| a.batch == b.batch).collect()
    }
}

impl ScriptStep {
    /// The first line, shortened, for people.
    pub fn head(&self) -> String {
        const LONGEST: usize = 72;
        let line = self.sql.lines().next().unwrap_or_default().trim_end();
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{} …", line[..end].trim_end()),
            None if line.len() < self.sql.len() => format!("{line} …"),
            None => line.to_owned(),
        }
    }
}
