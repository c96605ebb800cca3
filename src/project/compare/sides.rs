use super::{Side, Sides, Whole, is_design, part};
use crate::config::Overrides;
use crate::project::check::DEFAULT_TARGET;
use crate::project::check::one_database;
use crate::project::read::{self, Read, ReadError, ReadOptions, World};
use crate::project::{at, load, today};
use crate::schema::Schema;
use crate::source::Source;

/// Reads both sources in the dialect that they have in common: that of a running database, else the
/// one that was asked for, else the one that SQL files are written in, else a design's first target.
/// Where [`ReadOptions::part`] allows it, large sources are read no further than they differ.
pub fn sides(
    a: &Source,
    b: &Source,
    world: &World,
    overrides: &Overrides,
    options: &ReadOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Sides, ReadError> {
    let dialect = common(a, b, world, overrides, options)?;
    let tried = at(&world.dialects, &dialect, None)?;
    one_database(tried)?;
    let engine = world.engine_for(&dialect, options.on)?;
    if let Some(words) = tried.unproven() {
        if let Some(on) = options.on.first() {
            return Err(ReadError::Input(format!(
                "`--on {on}` speaks {}, not {dialect}; leave it out: {words}",
                on.dialect()
            )));
        }
        let side = |source: &Source| -> Result<Side, ReadError> {
            let read = read::as_written(source, world, overrides, tried, &words)?;
            Ok(Side { name: source.to_string(), read })
        };
        let (a, b) = (side(a)?, side(b)?);
        return Ok(Sides { dialect, a, b, engine, ahead: None, whole: None });
    }
    let options = ReadOptions { dialect: Some(&dialect), ..options.clone() };
    let side = |source: &Source, like: Option<&Schema>| -> Result<Side, ReadError> {
        let read = match source {
            _ if is_design(source) => {
                step(&format!("building {source} on {engine}"));
                read::design(source, world, overrides, &dialect, &engine, like)?
            }
            _ => read::read(source, world, &options, step)?,
        };
        Ok(Side { name: source.to_string(), read })
    };
    let (mut a, text) = match a {
        Source::Database(url) if options.part => {
            let (read, text) = part::both(url, b, world, overrides, step)?;
            (Side { name: a.to_string(), read }, text)
        }
        _ => (side(a, None)?, None),
    };
    if options.part
        && let Some(part) = part::part(&a.read, text, b, world, &options, &engine, step)?
    {
        let there = std::mem::replace(&mut a.read.schema, part.there);
        let whole = Some(Box::new(Whole { a: there, b: part.whole }));
        let b = Side { name: b.to_string(), read: part.wanted };
        return Ok(Sides { dialect, a, b, engine, ahead: part.ahead, whole });
    }
    let mut b = side(b, Some(&a.read.schema).filter(|_| a.read.live))?;
    // Nothing is nothing in every version.
    adopt_version(&mut a.read, &b.read);
    adopt_version(&mut b.read, &a.read);
    Ok(Sides { dialect, a, b, engine, ahead: None, whole: None })
}

fn adopt_version(nothing: &mut Read, other: &Read) {
    if nothing.schema == crate::schema::Schema::default()
        && nothing.report.is_none()
        && !nothing.live
    {
        nothing.info.version = other.info.version;
    }
}

fn common(
    a: &Source,
    b: &Source,
    world: &World,
    overrides: &Overrides,
    options: &ReadOptions<'_>,
) -> Result<String, ReadError> {
    let live = |source: &Source| match source {
        Source::Database(url) => Some(url.scheme.dialect()),
        _ => None,
    };
    let asked = options.dialect.or(options.on.first().map(|engine| engine.dialect()));
    match (live(a), live(b)) {
        (Some(one), Some(other)) if one != other => return Err(apart(a, one, b, other)),
        (Some(one), _) | (_, Some(one)) => {
            return match asked {
                Some(asked) if asked != one => Err(ReadError::Input(format!(
                    "a database of {one} is compared in its own dialect, not in {asked}; leave `--dialect` and `--on` \
                     out, or name an engine for {one}"
                ))),
                _ => Ok(one.to_owned()),
            };
        }
        _ => {}
    }
    if let Some(asked) = asked {
        return Ok(asked.to_owned());
    }
    let guess = |source| read::guess_of(source, &world.dialects);
    let (one, other) = (guess(a)?, guess(b)?);
    match (one, other) {
        (Some(one), Some(other)) if one.dialect != other.dialect => {
            return Err(apart(a, &one.dialect, b, &other.dialect));
        }
        (Some(one), _) | (_, Some(one)) => return Ok(one.dialect),
        _ => {}
    }
    for source in [a, b] {
        if let Source::Entities(path) = source {
            let loaded = load(path, overrides, today)?;
            if let Some(target) = loaded.design.targets.first() {
                return Ok(target.dialect.clone());
            }
        }
    }
    if [a, b].into_iter().any(|source| matches!(source, Source::Sql(_))) {
        return Err(ReadError::Input(
            "nothing in the files tells which SQL they are; say it with `--dialect`".to_owned(),
        ));
    }
    Ok(DEFAULT_TARGET.to_owned())
}

fn apart(a: &Source, one: &str, b: &Source, other: &str) -> ReadError {
    ReadError::Input(format!(
        "`{a}` is {one} and `{b}` is {other}: only sources of one dialect can be compared; where a file was taken \
         for the wrong one, say it with `--dialect`"
    ))
}
