use serde::Serialize;

use crate::cli::args::{Common, MigrateStatusOptions, ReportFormat};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::project::migrate::{Database, Folder, Status};
use crate::runner::{Patience, Standing, State, Trouble};

/// Format version 1: fields are added, never changed.
#[derive(Serialize)]
struct Document<'s> {
    format_version: u32,
    migrations: Vec<JsonMigration<'s>>,
    troubles: Vec<String>,
    left_behind: &'s [String],
}

#[derive(Serialize)]
struct JsonMigration<'s> {
    version: &'s str,
    name: &'s str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps_done: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'s str>,
}

pub fn run(
    options: &MigrateStatusOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let (url, dialects) = super::database(&options.database, common)?;
    let folder = Folder::read(&options.database.folder)?;
    let database = Database { url: &url, dialects: &dialects, patience: Patience::default() };
    let status = database.status(&folder)?;
    let text = match options.format {
        ReportFormat::Text => text(&status, &folder),
        ReportFormat::Json => json(&status, &folder)?,
    };
    output.result(&text)?;
    let settled = status.review.troubles.is_empty()
        && status.left_behind.is_empty()
        && folder.mismatches().is_empty()
        && status
            .review
            .standings
            .iter()
            .all(|(_, standing)| matches!(standing, Standing::Applied(_)));
    Ok(if settled { Exit::Fine } else { Exit::Findings })
}

fn state(standing: &Standing) -> &'static str {
    match standing {
        Standing::Pending => "pending",
        Standing::Applied(_) => "applied",
        Standing::CutOff(applied) if applied.state == State::Undoing => "cut off on its way back",
        Standing::CutOff(_) => "cut off on its way up",
    }
}

fn text(status: &Status, folder: &Folder) -> String {
    let mut text = format!("{}\n", status.label);
    for (name, standing) in &status.review.standings {
        let mark = match standing {
            Standing::Applied(_) => "✓",
            Standing::CutOff(_) => "✗",
            Standing::Pending => "·",
        };
        let more = match standing {
            Standing::Applied(applied) => {
                let time =
                    applied.milliseconds.map(|spent| format!(", {spent} ms")).unwrap_or_default();
                format!(
                    "  {}{time}, by {}",
                    applied.finished.as_deref().unwrap_or_default(),
                    applied.by
                )
            }
            Standing::CutOff(_) => {
                match status.cut_off.iter().find(|(cut, ..)| *cut == name.to_string()) {
                    Some((_, done, of)) => {
                        format!("  {done} of {of} steps are in place; run it again to go on")
                    }
                    None => String::new(),
                }
            }
            Standing::Pending => String::new(),
        };
        text.push_str(&format!("  {mark} {name}  {}{more}\n", state(standing)));
    }
    if status.review.standings.is_empty() {
        text.push_str("  no migrations\n");
    }
    for trouble in &status.review.troubles {
        text.push_str(&format!("! {}\n", words(trouble)));
    }
    for mismatch in folder.mismatches() {
        text.push_str(&format!("! {mismatch}\n"));
    }
    for left in &status.left_behind {
        text.push_str(&format!("! left behind: {left}\n"));
    }
    text
}

fn words(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Edited(name) => format!("`{name}` was changed after it ran here"),
        Trouble::Missing { version, name } => {
            format!("`{version}_{name}` ran here, and its files are gone")
        }
        Trouble::OutOfOrder { name, newest } => {
            format!("`{name}` has not run, and `{newest}`, which is newer, has")
        }
    }
}

fn json(status: &Status, folder: &Folder) -> Result<String, Failure> {
    let migrations = status.review.standings.iter().map(|(name, standing)| {
        let cut = status.cut_off.iter().find(|(cut, ..)| *cut == name.to_string());
        let applied = match standing {
            Standing::Applied(applied) => Some(applied),
            _ => None,
        };
        JsonMigration {
            version: &name.version,
            name: &name.name,
            state: match standing {
                Standing::Pending => "pending",
                Standing::Applied(_) => "applied",
                Standing::CutOff(applied) if applied.state == State::Undoing => "undoing",
                Standing::CutOff(_) => "applying",
            },
            steps_done: cut.map(|(_, done, _)| *done),
            steps: cut.map(|(_, _, of)| *of),
            finished_at: applied.and_then(|applied| applied.finished.as_deref()),
            milliseconds: applied.and_then(|applied| applied.milliseconds),
            by: applied.map(|applied| applied.by.as_str()),
        }
    });
    let mut troubles: Vec<String> = status.review.troubles.iter().map(words).collect();
    troubles.extend(folder.mismatches().iter().map(ToString::to_string));
    let document = Document {
        format_version: 1,
        migrations: migrations.collect(),
        troubles,
        left_behind: &status.left_behind,
    };
    let text = serde_json::to_string_pretty(&document);
    Ok(text.map_err(|error| Failure::Internal(error.to_string()))? + "\n")
}
