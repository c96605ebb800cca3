use std::time::Duration;

use super::show::listener;
use crate::cli::args::{Common, MigrateDownOptions, MigrateUpOptions, PatienceOptions};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::project::migrate::{Chosen, Database, Folder, Foreseen, Ran};
use crate::runner::Patience;

pub fn up(options: &MigrateUpOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let (url, dialects) = super::database(&options.database, common)?;
    let folder = Folder::read_sound(&options.database.folder)?;
    let database =
        Database { url: &url, dialects: &dialects, patience: patience(&options.patience)? };
    let chosen = Chosen { to: options.to.clone(), out_of_order: options.out_of_order };
    if options.dry_run {
        output.result(&foreseen(&database.foresee(&folder, &chosen)?))?;
        return Ok(Exit::Fine);
    }
    let ran = database.up(&folder, &chosen, &mut listener(options.log_format, output))?;
    say(&ran, "applied", output)
}

pub fn down(
    options: &MigrateDownOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let (url, dialects) = super::database(&options.database, common)?;
    let folder = Folder::read_sound(&options.database.folder)?;
    let database =
        Database { url: &url, dialects: &dialects, patience: patience(&options.patience)? };
    let chosen = Chosen { to: options.to.clone(), out_of_order: true };
    let ran = database.down(&folder, &chosen, &mut listener(options.log_format, output))?;
    say(&ran, "undone", output)
}

fn say(ran: &Ran, word: &str, output: &Output) -> Result<Exit, Failure> {
    let count = match ran.migrations.len() {
        0 => format!("nothing to do on {}", ran.label),
        1 => format!("1 migration {word} on {}", ran.label),
        count => format!("{count} migrations {word} on {}", ran.label),
    };
    output.result(&format!("{count}\n"))?;
    Ok(Exit::Fine)
}

fn foreseen(steps: &[Foreseen]) -> String {
    let mut text = String::new();
    let mut last = "";
    for step in steps {
        if step.migration != last {
            text.push_str(&format!("{}\n", step.migration));
            last = &step.migration;
        }
        let how = if step.rolls_back { "" } else { "  (commits by itself)" };
        text.push_str(&format!("  step {}{how}\n", step.step));
        for line in step.sql.lines() {
            text.push_str(&format!("    {line}\n"));
        }
        for lock in &step.locks {
            let work = match (lock.rewrites, lock.scans) {
                (true, _) => ", and writes it anew",
                (false, true) => ", and reads all of it",
                (false, false) => "",
            };
            text.push_str(&format!("      locks `{}`: {}{work}\n", lock.relation, lock.lock));
        }
    }
    if steps.is_empty() {
        text.push_str("nothing to do\n");
    }
    text
}

/// Reads the flags about waiting.
pub fn patience(options: &PatienceOptions) -> Result<Patience, Failure> {
    let usual = Patience::default();
    let read = |text: &Option<String>, usual: Duration| match text {
        Some(text) => duration(text),
        None => Ok(usual),
    };
    let statement = match &options.statement_timeout {
        Some(text) => Some(duration(text)?),
        None => usual.statement,
    };
    Ok(Patience {
        runner: read(&options.wait, usual.runner)?,
        lock: read(&options.lock_timeout, usual.lock)?,
        attempts: options.attempts.unwrap_or(usual.attempts).max(1),
        statement,
        rest: options.throttle.unwrap_or(usual.rest),
    })
}

/// `500ms`, `2s`, `5min`.
fn duration(text: &str) -> Result<Duration, Failure> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let unit = text[digits.len()..].trim();
    let milliseconds = match unit {
        "ms" => Some(1),
        "s" => Some(1000),
        "min" | "m" => Some(60_000),
        _ => None,
    };
    let number: Option<u64> = digits.parse().ok();
    match number.zip(milliseconds).and_then(|(number, unit)| number.checked_mul(unit)) {
        Some(milliseconds) => Ok(Duration::from_millis(milliseconds)),
        None => Err(Failure::Usage(format!("`{text}` is no time; write `500ms`, `2s` or `5min`"))),
    }
}
