//! A design as a schema of one dialect: as a server holds it, or as it is written where none can be asked.

use super::{Read, ReadError, World};
use crate::config::Overrides;
use crate::diagnostics::Level;
use crate::dialect::{Dialect, Version};
use crate::emit::{self, Statement};
use crate::engine::{self, Engine, EngineError, EngineInfo, EngineSpec};
use crate::physical::Physical;
use crate::project::alike::leave_out;
use crate::project::check::{Checked, dialects};
use crate::project::former::Former;
use crate::project::{Loaded, at, load, today};
use crate::schema::Schema;
use crate::source::Source;

/// A design as it stands in a server: its DDL is run in a scratch database, which is read back. Partitions that
/// `like` has in the same words are taken as they are.
pub(in crate::project) fn design(
    source: &Source,
    world: &World,
    overrides: &Overrides,
    name: &str,
    spec: &EngineSpec,
    like: Option<&Schema>,
) -> Result<Read, ReadError> {
    let Some(path) = source.path() else { return Err(ReadError::Input(source.to_string())) };
    let loaded = load(path, overrides, today)?;
    let engine = engine::open(spec, &world.dialects)?;
    let (physical, oldest) = physical(source, &loaded, name, engine.info())?;
    let mut wanted = physical.schema;
    let dialect = at(&world.dialects, name, Some(&engine.info().version.to_string()))?;
    let left_out = like.map(|like| leave_out(&mut wanted, like, dialect, &|_| true));
    let mut read = built(engine, &wanted, name, source, world)?;
    left_out.unwrap_or_default().put_back(&mut read.schema);
    Ok(Read { former: Former::of(&loaded.design), target: Some(oldest), ..read })
}

/// A schema as it stands in an empty server, which is closed again.
pub(in crate::project) fn built(
    mut engine: Box<dyn Engine + '_>,
    schema: &Schema,
    name: &str,
    source: &Source,
    world: &World,
) -> Result<Read, ReadError> {
    let info = engine.info().clone();
    let dialect = at(&world.dialects, name, Some(&info.version.to_string()))?;
    let statements = emit::emit(schema, dialect)?;
    apply(engine.as_mut(), &statements).map_err(|error| match error {
        EngineError::Statement(error) => ReadError::Design {
            source_name: source.to_string(),
            engine: info.label.clone(),
            error: *error,
        },
        other => other.into(),
    })?;
    let schema = engine.introspect()?;
    engine.close()?;
    Ok(Read::of(schema, info))
}

/// A design as an engine would hold it that no server here can read it from: what is compared is what was written.
pub(in crate::project) fn as_written(
    source: &Source,
    world: &World,
    overrides: &Overrides,
    dialect: Dialect<'_>,
    why: &str,
) -> Result<Read, ReadError> {
    let path = match source {
        Source::Empty => return Ok(Read::of_nothing(dialect)),
        Source::Entities(path) => path,
        _ => {
            let base = dialect.data.base.as_deref().unwrap_or_default();
            return Err(ReadError::Input(format!(
                "`{source}` cannot be read as {}: {why}; compare designs, or read it as what the engine is laid over: \
                 `--dialect {base}`",
                dialect.title()
            )));
        }
    };
    let loaded = load(path, overrides, today)?;
    let info = |version| EngineInfo {
        dialect: dialect.name().to_owned(),
        version,
        label: format!("its text alone, as {} {version}", dialect.title()),
    };
    let (physical, oldest) = physical(source, &loaded, dialect.name(), &info(dialect.version))?;
    at(&world.dialects, dialect.name(), Some(&oldest.to_string()))?;
    let former = Former::of(&loaded.design);
    Ok(Read { former, target: Some(oldest), ..Read::of(physical.schema, info(oldest)) })
}

/// Refuses what is found out by trying, where no server can be tried.
pub(in crate::project) fn tried(dialect: &str, world: &World, what: &str) -> Result<(), ReadError> {
    match at(&world.dialects, dialect, None)?.unproven() {
        Some(words) => Err(ReadError::Input(format!(
            "{what} are tried on a server before they are planned, and {dialect} is {words}; plan them for the dialect it \
             is laid over"
        ))),
        None => Ok(()),
    }
}

/// What the design's target makes of it: the one it names, else the engine's own version.
pub(in crate::project) fn physical(
    source: &Source,
    loaded: &Loaded,
    name: &str,
    info: &EngineInfo,
) -> Result<(Physical, Version), ReadError> {
    // What one server can hold; what else is to be said of the design is not asked for here.
    let mut wanted = dialects(loaded)?;
    wanted.retain(|dialect| dialect.name() == name);
    let mut checked = Checked::of(loaded, &wanted);
    if checked.target(name).is_none() {
        let dialect = at(&loaded.dialects, name, Some(&info.version.to_string()))?;
        if !loaded.findings.iter().any(|finding| finding.level == Level::Error) {
            checked.add(loaded, dialect);
        }
    }
    let at_hand = checked.targets.iter().position(|target| !target.illegal);
    match at_hand {
        Some(index) => {
            let target = checked.targets.swap_remove(index);
            Ok((target.physical, target.dialect.version))
        }
        None => Err(ReadError::Findings {
            source_name: source.to_string(),
            findings: checked.judge(loaded, Vec::new()).findings,
            sources: Box::new(loaded.sources.clone()),
        }),
    }
}

pub(in crate::project) fn apply(
    engine: &mut dyn Engine,
    statements: &[Statement],
) -> Result<(), EngineError> {
    statements.iter().try_for_each(|statement| engine.execute(&statement.sql))
}
