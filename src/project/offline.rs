//! SQL files read by their text, where there is no server or none is wanted.

use super::{Read, ReadError};
use crate::ddl::{self, Broken, Import, ImportReport, NoReader};
use crate::dialect::Dialect;
use crate::engine::EngineInfo;
use crate::schema::Schema;
use crate::scripts::Script;
use crate::source::{Source, SourceError};
use crate::sql::statements::{Guess, Item, Splitter};

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
    dialect: Dialect<'_>,
    guess: Option<Guess>,
    keep_going: bool,
) -> Result<Read, ReadError> {
    let mut items: Vec<(String, Item)> = Vec::new();
    for Script { name, input } in scripts {
        let mut splitter = Splitter::new(input, dialect.data);
        loop {
            let item = splitter.next_item().map_err(|error| SourceError::Unreadable {
                path: name.clone(),
                reason: error.to_string(),
            })?;
            match item {
                Some(item) => items.push((name.clone(), item)),
                None => break,
            }
        }
    }
    let files: Vec<String> = items.iter().map(|(file, _)| file.clone()).collect();
    let items = files.iter().map(String::as_str).zip(items.into_iter().map(|(_, item)| item));
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
    Ok(Read { schema, info, report: None, import: Some(report), guess, live: false })
}
