//! SQL files read by their text, where there is no server or none is wanted.

use super::{Read, ReadError};
use crate::ddl::{self, Broken, Import, ImportReport, NoReader};
use crate::dialect::Dialect;
use crate::engine::EngineInfo;
use crate::schema::Schema;
use crate::scripts::Script;
use crate::source::{Source, SourceError, SqlFiles};
use crate::sql::statements::{Guess, Item, Splitter};

/// Scripts that include one another deeper than this go round in a circle.
const DEEPEST: usize = 32;

/// Whether files of the dialect are read by their text; false where the database is part of this
/// program and loads them without any server.
pub fn has_reader(dialect: Dialect<'_>) -> Result<bool, ReadError> {
    match ddl::read(std::iter::empty(), dialect) {
        Ok(_) => Ok(true),
        Err(NoReader::LoadsInMemory) => Ok(false),
        Err(NoReader::NotBuilt) => Err(ReadError::Input(format!(
            "this build of schemagen cannot read {} without a server; build it with the feature `offline`, which \
             is on by default, or leave `--offline` out",
            dialect.title()
        ))),
    }
}

/// Reads scripts in order.
pub fn read(
    source: &Source,
    scripts: Vec<Script>,
    files: &SqlFiles,
    dialect: Dialect<'_>,
    guess: Option<Guess>,
    keep_going: bool,
) -> Result<Read, ReadError> {
    let mut items: Vec<(String, Item)> = Vec::new();
    for script in scripts {
        cut(script, dialect, files, 0, &mut items)?;
    }
    let names: Vec<String> = items.iter().map(|(file, _)| file.clone()).collect();
    let items = names.iter().map(String::as_str).zip(items.into_iter().map(|(_, item)| item));
    let Import { schema, report } = match ddl::read(items, dialect) {
        Ok(import) => import,
        Err(_) => Import { schema: Schema::default(), report: ImportReport::default() },
    };
    if let Some(Broken { place, what }) = report.broken.first().filter(|_| !keep_going) {
        return Err(ReadError::Input(format!(
            "`{source}` is not read: {place}: {what}, so what was read is not all there is; mend the file, or see \
             what is left with `--keep-going`"
        )));
    }
    let info = EngineInfo {
        dialect: dialect.name().to_owned(),
        version: dialect.version,
        label: format!("its text alone, as {} {}", dialect.title(), dialect.version),
    };
    Ok(Read { import: Some(report), guess, ..Read::of(schema, info) })
}

/// The items of a script, with those of the scripts that it includes where it does.
fn cut(
    script: Script,
    dialect: Dialect<'_>,
    files: &SqlFiles,
    depth: usize,
    items: &mut Vec<(String, Item)>,
) -> Result<(), ReadError> {
    let Script { name, input } = script;
    let mut splitter = Splitter::new(input, dialect.data);
    let unreadable =
        |path: &str, reason: String| SourceError::Unreadable { path: path.to_owned(), reason };
    loop {
        let item = splitter.next_item().map_err(|error| unreadable(&name, error.to_string()))?;
        let Some(item) = item else { return Ok(()) };
        let file = match &item {
            Item::Command(command) => included(&command.text).map(str::to_owned),
            _ => None,
        };
        let Some(file) = file else {
            items.push((name.clone(), item));
            continue;
        };
        if depth >= DEEPEST {
            let why = "the files include one another in a circle".to_owned();
            return Err(unreadable(&file, why).into());
        }
        let inner =
            files.include(&file, &name).map_err(|error| unreadable(&file, error.to_string()))?;
        if let Some(inner) = inner {
            cut(inner, dialect, files, depth + 1, items)?;
        }
    }
}

/// The file that a line for the client includes.
fn included(command: &str) -> Option<&str> {
    let (word, rest) = command.trim().split_once(char::is_whitespace)?;
    let includes = ["\\i", "\\ir", "\\include", "\\include_relative", ".read", "source", "SOURCE"];
    includes.contains(&word).then(|| rest.trim().trim_end_matches(';').trim_matches(['\'', '"']))
}
