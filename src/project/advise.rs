//! Advice on indexes, with what only the outside world knows: files of queries, a server's figures.

use std::path::{Path, PathBuf};

use crate::advise::catalog::Catalog;
use crate::advise::cost::Planner;
use crate::advise::import::{self, Quotes};
use crate::advise::statistics::Measured;
use crate::advise::{Advice, Bounds, Input, Study, lint, workload};
use crate::design::Query;
use crate::diagnostics::Diagnostic;
use crate::emit;
use crate::engine::{self, DatabaseUrl, EngineError, Scheme};
use crate::growth::{self, Growth};
use crate::schema::{Index, QualifiedName};
use crate::source::{SourceError, sql_files};
use crate::sql::{BoundQuery, Placeholder, Scope};
use crate::template::TemplateError;
use crate::text::SourceMap;

use super::{CheckedTarget, Loaded};

/// Advice, and what was found on the way.
pub struct Advised {
    pub advice: Advice,
    pub growth: Growth,
    pub findings: Vec<Diagnostic>,
    /// The statements that add what is advised, best first.
    pub sql: String,
}

/// Reads a folder of `.sql` files (or one) as queries; their texts become part of the sources.
pub fn workload(path: &Path, sources: &mut SourceMap) -> Result<Vec<Query>, SourceError> {
    let mut found = Vec::new();
    for path in sql_files(path)?.paths {
        let shown = path.display().to_string();
        let text = std::fs::read(&path).map_err(|error| SourceError::Unreadable {
            path: shown.clone(),
            reason: error.to_string(),
        })?;
        let text = String::from_utf8(text).map_err(|error| SourceError::NotText {
            path: shown.clone(),
            reason: format!("byte {} does not belong to UTF-8", error.utf8_error().valid_up_to()),
        })?;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let file = sources.add(shown, text.as_str());
        found.extend(workload::queries(&name.unwrap_or_default(), &text, file));
    }
    Ok(found)
}

/// What the command line asks for beside the design.
#[derive(Debug, Clone, Default)]
pub struct AdviseOptions {
    pub bounds: Bounds,
    /// The server whose figures, and whose planner, are asked.
    pub stats: Option<DatabaseUrl>,
}

/// Why there is no advice.
#[derive(Debug, thiserror::Error)]
pub enum AdviseError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Emit(#[from] TemplateError),
}

/// Advises on the indexes of one target.
pub fn advise(
    loaded: &Loaded,
    target: &CheckedTarget<'_>,
    more: &[Query],
    options: &AdviseOptions,
) -> Result<Advised, AdviseError> {
    let mut queries = target.physical.queries.clone();
    queries.extend(more.iter().cloned());
    let measured = match &options.stats {
        Some(url) => engine::measure(url)?,
        None => Measured::default(),
    };
    // What the server says of itself holds before what was written down about it.
    let costs = measured.costs.clone().or(&loaded.costs(target.dialect));
    let schema = &target.physical.schema;
    let input = Input {
        design: &loaded.design,
        schema,
        dialect: target.dialect,
        queries: &queries,
        measured: &measured.tables,
        costs: &costs,
        bounds: options.bounds,
        thorough: options.stats.is_some(),
    };
    let catalog = Catalog::new(schema);
    let mut study = Study::new(input, &catalog);
    let more = lint::find(&study);
    study.findings.extend(more);
    let mut planner = match &options.stats {
        Some(url) => planner(url, &study, target)?,
        None => None,
    };
    let outcome = match &mut planner {
        Some(planner) => study.choose(Some(planner.as_mut())),
        None => study.choose(None),
    };
    let advice = Advice::of(&study, &outcome);
    let indexes = advice.added.iter().map(|added| (&added.table, &added.index));
    let statements = emit::create_indexes(schema, target.dialect, indexes)?;
    let sql = emit::script(&statements, target.dialect);
    let growth = growth::growth(&study);
    Ok(Advised { findings: std::mem::take(&mut study.findings), advice, growth, sql })
}

/// Where counted statements come from.
#[derive(Debug, Clone)]
pub enum ImportFrom {
    Server(DatabaseUrl),
    /// A slow query log.
    File(PathBuf),
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// The statements that a system has counted, as `query` blocks.
pub fn imported(from: &ImportFrom) -> Result<String, ImportError> {
    match from {
        ImportFrom::Server(url) => {
            let quotes = match url.scheme {
                Scheme::MySql | Scheme::MariaDb => Quotes::Values,
                _ => Quotes::Names,
            };
            Ok(import::blocks(&engine::statements(url)?, quotes))
        }
        ImportFrom::File(path) => {
            let text = std::fs::read(path).map_err(|error| SourceError::Unreadable {
                path: path.display().to_string(),
                reason: error.to_string(),
            })?;
            // Values may be of any bytes; they become parameters.
            let text = String::from_utf8_lossy(&text);
            Ok(import::blocks(&import::slow_log(&text), Quotes::Values))
        }
    }
}

/// The server's planner, where it can be asked about indexes that are not there.
fn planner(
    url: &DatabaseUrl,
    study: &Study<'_>,
    target: &CheckedTarget<'_>,
) -> Result<Option<Box<dyn Planner>>, AdviseError> {
    let schema = study.input.schema;
    let indexes: Vec<(QualifiedName, Index)> = study.proposed_indexes();
    let statements = emit::create_indexes(
        schema,
        target.dialect,
        indexes.iter().map(|(table, index)| (table, index)),
    )?;
    let proposals = statements.into_iter().map(|statement| statement.sql).collect();
    let texts = study.queries.iter().map(|studied| {
        let bound = BoundQuery::new(&studied.query.sql, Placeholder::Numbered);
        let scope = Scope { functions: &target.physical.functions, ..Scope::default() };
        // What cannot be said there is priced by the model alone.
        match target.dialect.translate_query_in(&bound.sql, &scope) {
            Ok(translated) => translated.text,
            Err(_) => bound.sql,
        }
    });
    Ok(engine::hypothetical(url, proposals, texts.collect())?)
}
