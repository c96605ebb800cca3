use std::fmt::Write;
use std::path::Path;

use super::args::{NormalForm, NormalizeOptions, StepDirection};
use super::failure::{Exit, Failure};
use super::output::{Output, write_file};
use crate::normal::Report;
use crate::normal::rewrite::{Form, GivenName, Rewrite, RewriteError, rewrite};
use crate::project::{self, Loaded};
use crate::split::Direction;

/// `normalize --write`: the entity's source becomes those of the entities it splits into.
pub fn run(
    options: &NormalizeOptions,
    form: NormalForm,
    report: &Report<'_>,
    loaded: &Loaded,
    output: &Output,
) -> Result<Exit, Failure> {
    let (form, word) = match form {
        NormalForm::Third => (Form::Third, "3NF"),
        NormalForm::BoyceCodd => (Form::BoyceCodd, "BCNF"),
    };
    let names: Vec<GivenName> = options.name.iter().map(|text| given_name(text)).collect();
    let result = match rewrite(&loaded.design, &loaded.sources, report, form, &names) {
        Ok(result) => result,
        Err(error @ RewriteError::Nothing { .. }) => {
            output.say(&error.to_string());
            return Ok(Exit::Fine);
        }
        Err(error) => return Err(Failure::Usage(error.to_string())),
    };
    let steps = match options.steps {
        Some(direction) => Some(steps(options, direction, loaded, &result)?),
        None => None,
    };
    if let (Some(steps), true) = (&steps, options.dry_run) {
        output.result(steps)?;
        output.say(told(&result, word).trim_end());
        return Ok(Exit::Fine);
    }
    if options.dry_run {
        for file in result.changed.iter().filter_map(|file| result.sources.get(*file)) {
            output.result(&file.text)?;
        }
        output.say(told(&result, word).trim_end());
        return Ok(Exit::Fine);
    }
    for file in result.changed.iter().filter_map(|file| result.sources.get(*file)) {
        write_file(Path::new(&file.path), &file.text)?;
    }
    match steps {
        Some(steps) => {
            output.say(told(&result, word).trim_end());
            output.result(&steps)?;
        }
        None => output.result(&told(&result, word))?,
    }
    Ok(Exit::Fine)
}

/// The SQL that moves the rows.
fn steps(
    options: &NormalizeOptions,
    direction: StepDirection,
    loaded: &Loaded,
    result: &Rewrite,
) -> Result<String, Failure> {
    let direction = match direction {
        StepDirection::Up => Direction::Up,
        StepDirection::Down => Direction::Down,
    };
    project::split_steps(loaded, result, options.dialect.as_deref(), direction)
        .map_err(|error| Failure::Usage(error.to_string()))
}

/// `zip=zip_area`, or a name alone.
fn given_name(text: &str) -> GivenName {
    let (determinant, name) = text.split_once('=').unwrap_or(("", text));
    let determinant = determinant
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    GivenName { determinant, name: name.trim().to_owned() }
}

/// What was done, what did not come along, what breaks.
fn told(result: &Rewrite, form: &str) -> String {
    let split = &result.split;
    let mut text = format!("split `{}` to {form}\n", split.table);
    for part in &split.parts {
        let _ = writeln!(
            text,
            "  {}: {} → {}",
            part.name,
            part.key.join(", "),
            if part.determined.is_empty() {
                "(all key)".to_owned()
            } else {
                part.determined.join(", ")
            }
        );
    }
    for file in result.changed.iter().filter_map(|file| result.sources.get(*file)) {
        let _ = writeln!(text, "  in {}", file.path);
    }
    for note in &result.notes {
        let _ = writeln!(text, "note: {note}");
    }
    for broken in &result.broken {
        let joins: Vec<String> = broken.joins.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(
            text,
            "to change: {} `{}` reads what has moved; let it join {}",
            broken.kind,
            broken.name,
            joins.join(" and ")
        );
    }
    text
}
