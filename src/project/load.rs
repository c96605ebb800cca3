use super::imports::Reader;
use super::read::{Read, World};
use crate::advise::statistics::Costs;
use crate::config::{ConfigError, Overrides, Settings};
use crate::design::{Design, Target};
use crate::diagnostics::Diagnostic;
use crate::dialect::{Dialect, Dialects, LoadError};
use crate::engine::EngineInfo;
use crate::language;
use crate::physical::Date;
use crate::source::SourceError;
use crate::text::{SourceMap, Span};
use std::path::Path;

/// A design as read, with all that was found on the way.
pub struct Loaded {
    pub sources: SourceMap,
    pub design: Design,
    /// Syntax and references; not yet judged.
    pub findings: Vec<Diagnostic>,
    pub settings: Settings,
    pub dialects: Dialects,
    /// The day that calendar partitions count from.
    pub as_of: Date,
    /// The server that read it, where it is no design of entity files: then the schema is in that
    /// server's own form already.
    pub read_by: Option<EngineInfo>,
}

impl Loaded {
    /// What the settings say about the servers of a dialect.
    pub(super) fn costs(&self, dialect: Dialect<'_>) -> Costs {
        self.settings.file.costs.get(dialect.name()).cloned().unwrap_or_default()
    }
}

/// Why nothing could be loaded at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadFailure {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Dialect(#[from] LoadError),
    #[error("`{text}` is no date; write it as YYYY-MM-DD")]
    AsOf { text: String },
    #[error(
        "this machine's clock shows no day that a partition could be for; set it, or give `--as-of YYYY-MM-DD`"
    )]
    Clock,
}

/// Reads entity files (one, or a folder of them) and lowers them into one design.
pub fn load(
    path: &Path,
    overrides: &Overrides,
    today: impl FnOnce() -> Option<Date>,
) -> Result<Loaded, LoadFailure> {
    load_over(SourceMap::default(), path, overrides, today)
}

/// As [`load`], over texts that count instead of the files of their names: an editor's.
pub fn load_over(
    sources: SourceMap,
    path: &Path,
    overrides: &Overrides,
    today: impl FnOnce() -> Option<Date>,
) -> Result<Loaded, LoadFailure> {
    let settings = Settings::load(Some(path), overrides)?;
    let dialects = Dialects::load(settings.dialects.as_deref())?;
    let as_of = day(&settings, today)?;
    let mut sources = sources;
    let mut reader = Reader::new(&mut sources);
    reader.read(path)?;
    let (parses, mut findings) = (reader.parses, reader.findings);
    for (file, parse) in &parses {
        findings.extend(parse.diagnostics(*file));
    }
    let files: Vec<_> = parses.into_iter().collect();
    let (design, lowering) = language::lower::lower(&files, &sources);
    findings.extend(lowering);
    Ok(Loaded { sources, design, findings, settings, dialects, as_of, read_by: None })
}

/// What a server read, as a design that knows nothing but its schema.
pub fn adopt(
    read: Read,
    world: World,
    today: impl FnOnce() -> Option<Date>,
) -> Result<Loaded, LoadFailure> {
    let World { settings, dialects } = world;
    let as_of = day(&settings, today)?;
    let target = Target {
        dialect: read.info.dialect.clone(),
        minimum: Some(read.info.version.to_string()),
        span: Span::default(),
    };
    Ok(Loaded {
        sources: SourceMap::default(),
        design: Design { targets: vec![target], ..Design::bare(read.schema) },
        findings: Vec::new(),
        settings,
        dialects,
        as_of,
        read_by: Some(read.info),
    })
}

/// The day that calendar partitions count from.
fn day(settings: &Settings, today: impl FnOnce() -> Option<Date>) -> Result<Date, LoadFailure> {
    match &settings.as_of {
        Some(text) => text.parse().map_err(|_| LoadFailure::AsOf { text: text.clone() }),
        None => today().ok_or(LoadFailure::Clock),
    }
}
