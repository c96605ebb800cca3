//! Any source as a schema in one dialect's own form, read by a server wherever one is needed.

mod design;
mod error;

use std::path::Path;

use crate::config::{Overrides, Settings};
use crate::dbml;
use crate::ddl::ImportReport;
use crate::dialect::{Dialect, Dialects, Version};
use crate::engine::{self, DatabaseUrl, EngineError, EngineInfo, EngineSpec};
use crate::project::former::Former;
use crate::project::migrate::{Folder, MigrateError, replay};
use crate::project::{LoadFailure, at, offline};
use crate::schema::Schema;
use crate::scripts::{self, Report};
use crate::source::{Source, sql_files};
use crate::sql::statements::{Guess, guess};

pub(super) use design::{apply, as_written, built, design, physical, tried};
pub use error::{ReadError, Refused};

/// The settings and dialects that a source is read with.
pub struct World {
    pub settings: Settings,
    pub dialects: Dialects,
}

/// What the command line says about reading.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions<'o> {
    pub dialect: Option<&'o str>,
    /// What `--on` names.
    pub on: &'o [EngineSpec],
    /// Give what could be loaded, whatever failed.
    pub keep_going: bool,
    /// Read SQL files by their text alone.
    pub offline: bool,
    /// Two large sources may be read no further than they differ.
    pub part: bool,
    /// The way between two sources is going to be walked.
    pub walk: bool,
}

/// A source that was read.
pub struct Read {
    pub schema: Schema,
    /// The server that read it: dialect, version, and words for people.
    pub info: EngineInfo,
    /// What came of loading SQL files.
    pub report: Option<Report>,
    /// What came of reading SQL files without a server.
    pub import: Option<ImportReport>,
    /// What the dialect was told by, where it was not named.
    pub guess: Option<Guess>,
    /// Whether it is a running database, and no scratch.
    pub live: bool,
    /// Who looked at a running database: what this role owns is said to have no owner.
    pub viewer: Option<String>,
    /// What a design says of before; empty for other sources.
    pub former: Former,
    /// The oldest version that a design is for.
    pub target: Option<Version>,
}

impl World {
    pub fn load(source: &Source, overrides: &Overrides) -> Result<World, LoadFailure> {
        let settings = Settings::load(source.path(), overrides)?;
        let dialects = Dialects::load(settings.dialects.as_deref())?;
        Ok(World { settings, dialects })
    }

    /// As one running database means SQL that is held against it: what files say nothing of is what that has. A design
    /// means the same everywhere.
    pub fn as_in(self, a: &Source, b: &Source) -> World {
        let ((Source::Database(url), other) | (other, Source::Database(url))) = (a, b) else {
            return self;
        };
        match other {
            Source::Sql(_) => World { dialects: engine::as_in(url, self.dialects), ..self },
            _ => self,
        }
    }

    /// Where a dialect's scripts and designs are run: the engine that was named for it, else the
    /// settings' one, else the usual one.
    pub fn engine_for(&self, dialect: &str, on: &[EngineSpec]) -> Result<EngineSpec, ReadError> {
        let data = self.dialects.get(dialect);
        let base = data.and_then(|data| data.base.as_deref());
        let serves = |engine: &EngineSpec| {
            engine.dialect() == dialect
                || !EngineSpec::DIALECTS.contains(&dialect) && base == Some(engine.dialect())
        };
        if let Some(engine) = on.iter().find(|engine| serves(engine)) {
            return Ok(engine.clone());
        }
        if let Some(engine) = on.first() {
            return Err(ReadError::Input(format!(
                "`--on {engine}` speaks {}, and the source is written for {dialect}; name an engine that speaks it, or \
                 another `--dialect`",
                engine.dialect()
            )));
        }
        if let Some(text) = self.settings.file.engine_for(dialect)? {
            let engine: EngineSpec = text.parse()?;
            if serves(&engine) {
                return Ok(engine);
            }
        }
        EngineSpec::usual(dialect).or_else(|| EngineSpec::usual(base?)).ok_or_else(|| {
            ReadError::Input(format!("no engine for {dialect} is known; name one: `--on URL`"))
        })
    }
}

/// Reads any source but a design, which [`load`](super::load()) reads whole.
pub fn read(
    source: &Source,
    world: &World,
    options: &ReadOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Read, ReadError> {
    match source {
        Source::Database(url) => Ok(database(url, world, step, &mut |_| ())?),
        Source::Sql(_) => sql(source, world, options, step),
        Source::Empty => {
            let name = options.dialect.or(options.on.first().map(EngineSpec::dialect));
            let dialect = at(&world.dialects, name.unwrap_or(super::check::DEFAULT_TARGET), None)?;
            Ok(Read::of_nothing(dialect))
        }
        Source::Migrations(path) => migrations(path, source, world, options, step),
        Source::Dbml(path) => dbml(source, path, world, options),
        Source::Entities(_) => Err(ReadError::Input(format!("`{source}` is a design"))),
    }
}

/// Reads a running database, saying what answered before that.
pub(super) fn database(
    url: &DatabaseUrl,
    world: &World,
    step: &dyn Fn(&str),
    answered: &mut dyn FnMut(&EngineInfo),
) -> Result<Read, EngineError> {
    step(&format!("reading {url}"));
    let engine::Inspected { schema, info } =
        engine::inspect_saying(url, &world.dialects, answered)?;
    Ok(Read { live: true, viewer: url.user.clone(), ..Read::of(schema, info) })
}

impl Read {
    /// What read it, for people; empty where there was nothing to read.
    pub fn label(&self) -> &str {
        &self.info.label
    }

    pub fn of_nothing(dialect: Dialect<'_>) -> Read {
        let info = EngineInfo {
            dialect: dialect.name().to_owned(),
            version: dialect.version,
            label: String::new(),
        };
        Read::of(Schema::default(), info)
    }

    /// A schema and what read it, with nothing more to say.
    pub(super) fn of(schema: Schema, info: EngineInfo) -> Read {
        Read {
            schema,
            info,
            report: None,
            import: None,
            guess: None,
            live: false,
            viewer: None,
            former: Former::default(),
            target: None,
        }
    }
}

/// Loads SQL files into a scratch database and reads that.
fn sql(
    source: &Source,
    world: &World,
    options: &ReadOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Read, ReadError> {
    let Some(path) = source.path() else { return Err(ReadError::Input(source.to_string())) };
    let files = sql_files(path)?;
    let (beginning, opened) = files.open()?;
    let guessed = guess(&beginning, &world.dialects);
    let named = options.dialect.or(options.on.first().map(EngineSpec::dialect));
    let name = match (named, &guessed) {
        (Some(name), _) => name.to_owned(),
        (None, Some(guess)) => guess.dialect.clone(),
        (None, None) => return Err(ambiguous(source, &world.dialects)),
    };
    let dialect = at(&world.dialects, &name, None)?;
    if options.offline && offline::has_reader(dialect)? {
        // No server says its version: a file may use all that the newest one knows.
        let newest = dialect.data.versions.newest.to_string();
        let dialect = at(&world.dialects, &name, Some(&newest))?;
        step(&format!("reading {source}"));
        let guess = guessed.filter(|_| named.is_none());
        return offline::read(source, opened, &files, dialect, guess, options.keep_going);
    }
    let spec = world.engine_for(&name, options.on)?;
    step(&format!("loading {source} into {spec}"));
    let mut engine = engine::open(&spec, &world.dialects)?;
    let info = engine.info().clone();
    let include = |file: &str, from: &str| files.include(file, from);
    let mut report = scripts::load(engine.as_mut(), dialect.data, opened, &include)?;
    for path in &files.left_out {
        let text = format!("`{}` undoes another file and is not read", path.display());
        report.notes.push(scripts::Note { place: None, text });
    }
    if !report.failures.is_empty() && !options.keep_going {
        let base = |name: &str| world.dialects.get(name)?.base.clone();
        let related = |other: &str| {
            other == name
                || base(other).as_deref() == Some(&name)
                || base(&name).as_deref() == Some(other)
        };
        let looks_like = guessed.filter(|guess| !related(&guess.dialect));
        let refused = Refused {
            source: source.to_string(),
            engine: info.label,
            report,
            looks_like,
            shown: false,
        };
        return Err(ReadError::Refused(Box::new(refused)));
    }
    step(&format!("reading {source}"));
    let schema = engine.introspect()?;
    engine.close()?;
    let guess = guessed.filter(|_| named.is_none());
    Ok(Read { report: Some(report), guess, ..Read::of(schema, info) })
}

/// Replays a folder of migrations in a scratch database and reads that.
fn migrations(
    path: &Path,
    source: &Source,
    world: &World,
    options: &ReadOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Read, ReadError> {
    let folder = Folder::read(path).map_err(|error| ReadError::Input(error.to_string()))?;
    let guessed = guess_of(source, &world.dialects)?;
    let named = options.dialect.or(options.on.first().map(EngineSpec::dialect));
    let name = match (named, &guessed) {
        (Some(name), _) => name.to_owned(),
        (None, Some(guess)) => guess.dialect.clone(),
        (None, None) => super::check::DEFAULT_TARGET.to_owned(),
    };
    if folder.migrations.is_empty() {
        return Ok(Read::of_nothing(at(&world.dialects, &name, None)?));
    }
    let spec = world.engine_for(&name, options.on)?;
    step(&format!("replaying {source} on {spec}"));
    let mut engine = engine::open(&spec, &world.dialects)?;
    let info = engine.info().clone();
    let dialect = at(&world.dialects, &name, Some(&info.version.to_string()))?;
    replay(engine.as_mut(), &folder, dialect).map_err(|error| match error {
        MigrateError::Engine(error) => ReadError::Engine(error),
        other => ReadError::Input(format!("`{source}` does not run from nothing: {other}")),
    })?;
    let schema = engine.introspect()?;
    engine.close()?;
    let guess = guessed.filter(|_| named.is_none());
    Ok(Read { guess, ..Read::of(schema, info) })
}

fn ambiguous(source: &Source, dialects: &Dialects) -> ReadError {
    // A file is run to be read: those that no server speaks are no answer.
    let spoken = |name: &&str| dialects.get(name).is_some_and(|data| !data.overlay);
    let names: Vec<&str> = dialects.names().filter(spoken).collect();
    ReadError::Input(format!(
        "nothing in `{source}` tells which SQL it is; say it: `--dialect {}`",
        names.join("|")
    ))
}

/// DBML, whose types are those of the database that the file names, unless `--dialect` says otherwise.
fn dbml(
    source: &Source,
    path: &Path,
    world: &World,
    options: &ReadOptions<'_>,
) -> Result<Read, ReadError> {
    let text = crate::source::read_text(path)?;
    let told = dbml::database_type(&text).and_then(|told| {
        let mut names = world.dialects.names();
        let told = told.to_lowercase();
        // `PostgreSQL` is told by `postgres`, and so for the others.
        names.find(|name| told.starts_with(*name)).map(str::to_owned)
    });
    let name = options.dialect.map(str::to_owned).or(told);
    let name = name.unwrap_or_else(|| super::check::DEFAULT_TARGET.to_owned());
    let dialect = at(&world.dialects, &name, None)?;
    let schema = dbml::read(&text, dialect)
        .map_err(|mistake| ReadError::Input(format!("`{source}` is no DBML: {mistake}")))?;
    let info = EngineInfo {
        dialect: name,
        version: dialect.version,
        label: format!("its text alone, as {} {}", dialect.title(), dialect.version),
    };
    Ok(Read::of(schema, info))
}

/// The dialect that SQL files are written in, as far as they say.
pub(super) fn guess_of(source: &Source, dialects: &Dialects) -> Result<Option<Guess>, ReadError> {
    match source {
        // What is read from standard input is gone.
        Source::Sql(path) if path.as_os_str() != crate::source::STDIN => {
            let (beginning, _) = sql_files(path)?.open()?;
            Ok(guess(&beginning, dialects))
        }
        Source::Migrations(path) => {
            let folder = Folder::read(path).map_err(|error| ReadError::Input(error.to_string()))?;
            let scripts: Vec<&str> = folder.migrations.iter().map(|one| one.up.as_str()).collect();
            Ok(guess(scripts.join("\n").as_bytes(), dialects))
        }
        _ => Ok(None),
    }
}
