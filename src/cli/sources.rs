//! What commands that read any source have in common.

use super::args::Common;
use super::failure::{Exit, Failure};
use super::load;
use super::output::Output;
use crate::ddl::ImportReport;
use crate::project::{self, LoadFailure, Loaded, Read, ReadError, ReadOptions, Refused, World};
use crate::source::Source;

/// How a command's options want a source to be read.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'o> {
    pub dialect: Option<&'o str>,
    pub on: &'o [String],
    /// By the text of SQL files alone.
    pub offline: bool,
}

pub fn world(source: &Source, common: &Common) -> Result<World, Failure> {
    World::load(source, &load::overrides(common)).map_err(|error: LoadFailure| error.into())
}

/// Reads what a command is about: a design, or what a server makes of SQL files or holds itself.
pub fn any(
    text: &str,
    asked: Asked<'_>,
    common: &Common,
    output: &Output,
) -> Result<Loaded, Failure> {
    let source = Source::parse(text)?;
    if let Source::Entities(path) = &source {
        return load::entities(path, common);
    }
    let world = world(&source, common)?;
    let engines = load::engines(asked.on)?;
    let options = ReadOptions {
        dialect: asked.dialect,
        on: &engines,
        keep_going: false,
        offline: asked.offline,
        part: false,
        walk: false,
    };
    let read = project::read(&source, &world, &options, &|_| ())?;
    say(&source.to_string(), &read, output);
    Ok(project::adopt(read, world, project::today)?)
}

/// What a source that cannot be read makes of a command; the findings of a broken design are shown.
pub fn failure(error: ReadError, output: &Output) -> Failure {
    match error {
        ReadError::Findings { source_name, findings, sources } => {
            output.findings(&findings, &sources);
            ReadError::Findings { source_name, findings: Vec::new(), sources }.into()
        }
        other => other.into(),
    }
}

/// Says how a source was read, and what was left out of it.
pub fn say(name: &str, read: &Read, output: &Output) {
    if let Some(guess) = &read.guess {
        output.say(&format!(
            "{name}: read as {} ({}); `--dialect` says otherwise",
            guess.dialect,
            guess.signs.join(", ")
        ));
    }
    if let Some(import) = &read.import {
        say_import(name, import, output);
    }
    let Some(report) = &read.report else { return };
    output.say(&format!("{name}: {} run on {}", report.statements(), read.info.label));
    for phrase in report.left_out() {
        output.say(&format!("  left out: {phrase}"));
    }
    for note in &report.notes {
        let place = note.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        output.say(&format!("  note: {place}{}", note.text));
    }
}

/// How every statement of a source ended that was read without a server.
fn say_import(name: &str, import: &ImportReport, output: &Output) {
    const SHOWN: usize = 20;
    let text = import.to_string();
    let mut lines = text.lines();
    if let Some(counts) = lines.next() {
        output.say(&format!("{name}: read without a server: {counts}"));
    }
    let rest: Vec<&str> = lines.collect();
    for line in rest.iter().take(SHOWN) {
        output.say(&format!("  {line}"));
    }
    if rest.len() > SHOWN {
        output.say(&format!(
            "  … and {} more; `inspect --format json` lists all",
            rest.len() - SHOWN
        ));
    }
}

/// The failures of a source that was shown all the same, and the exit code they mean.
pub fn partial(name: &str, read: &mut Read, output: &Output) -> Exit {
    let Some(report) = read.report.take().filter(|report| !report.failures.is_empty()) else {
        return Exit::Fine;
    };
    let refused = Refused {
        source: name.to_owned(),
        engine: read.info.label.clone(),
        report,
        looks_like: None,
        shown: true,
    };
    let failure = Failure::Read(ReadError::Refused(Box::new(refused)));
    output.failure(&failure);
    failure.exit()
}
