use std::collections::BTreeMap;

use super::{Found, Side, Sides};
use crate::dialect::Dialects;
use crate::emit;
use crate::engine::{self, EngineError, EngineSpec};
use crate::project::alike::leave_out;
use crate::project::at;
use crate::project::read::{ReadError, World, apply};
use crate::schema::{
    Atom, AtomKey, Difference, FieldDifference, Schema, compare as compare_schemas,
};

/// Both sides again, each written out, run and read back on the same engine.
pub(super) fn look(
    sides: &Sides,
    first: Vec<Difference>,
    same_print: bool,
    world: &World,
    notes: &mut Vec<String>,
) -> Result<Vec<Found>, ReadError> {
    let mut again = |side: &Side, other: &Side| -> Result<Option<Schema>, ReadError> {
        match print(&side.read.schema, &other.read.schema, sides, &world.dialects)? {
            Ok(schema) => Ok(Some(schema)),
            Err(why) => {
                notes.push(format!(
                    "`{}` could not be put on {} for a second look, so changes of expressions are unproven: {why}",
                    side.name, sides.engine
                ));
                Ok(None)
            }
        }
    };
    let (Some(a), Some(b)) = (again(&sides.a, &sides.b)?, again(&sides.b, &sides.a)?) else {
        return Ok(unproven(first));
    };
    let (a_before, b_before) = (sides.a.read.schema.atoms(), sides.b.read.schema.atoms());
    let (a_after, b_after) = (a.atoms(), b.atoms());
    if same_print {
        return Ok(first.into_iter().filter_map(|d| settle(d, &a_after, &b_after)).collect());
    }
    // What the second look does not show at all is judged by the first.
    let lost = |key: &AtomKey| {
        a_before.contains_key(key) != a_after.contains_key(key)
            || b_before.contains_key(key) != b_after.contains_key(key)
    };
    let mut found: Vec<Found> =
        first.into_iter().filter(|d| lost(&d.key)).map(found(false)).collect();
    found.extend(compare_schemas(&a, &b).into_iter().filter(|d| !lost(&d.key)).map(found_proven()));
    Ok(found)
}

fn found(proven: bool) -> impl Fn(Difference) -> Found {
    move |difference| Found { difference, proven }
}

fn found_proven() -> impl Fn(Difference) -> Found {
    found(true)
}

/// A change stays one if the second prints differ too.
fn settle(
    difference: Difference,
    a: &BTreeMap<AtomKey, Atom>,
    b: &BTreeMap<AtomKey, Atom>,
) -> Option<Found> {
    if !matches!(difference.fields, FieldDifference::Changed(_)) {
        return Some(Found { difference, proven: true });
    }
    match (a.get(&difference.key), b.get(&difference.key)) {
        (Some(one), Some(other)) if one == other => None,
        (Some(_), Some(_)) => Some(Found { difference, proven: true }),
        _ => Some(Found { difference, proven: false }),
    }
}

/// What is there or not is certain; how two servers print one thing is not.
fn unproven(first: Vec<Difference>) -> Vec<Found> {
    let changed = |d: &Difference| matches!(d.fields, FieldDifference::Changed(_));
    first
        .into_iter()
        .map(|difference| Found { proven: !changed(&difference), difference })
        .collect()
}

/// The inner error says why the schema cannot be put there.
fn print(
    schema: &Schema,
    other: &Schema,
    sides: &Sides,
    dialects: &Dialects,
) -> Result<Result<Schema, String>, ReadError> {
    let spec: &EngineSpec = &sides.engine;
    let mut engine = match engine::open(spec, dialects) {
        Ok(engine) => engine,
        Err(error) => return Ok(Err(first_line(&error.to_string()))),
    };
    let version = engine.info().version.to_string();
    let dialect = at(dialects, &sides.dialect, Some(&version))?;
    let mut wanted = schema.clone();
    let left_out = leave_out(&mut wanted, other, dialect, &|_| true);
    let statements = emit::emit(&wanted, dialect)?;
    match apply(engine.as_mut(), &statements) {
        Ok(()) => {}
        Err(EngineError::Statement(error)) => return Ok(Err(error.message)),
        Err(other) => return Ok(Err(first_line(&other.to_string()))),
    }
    let mut schema = engine.introspect()?;
    engine.close()?;
    left_out.put_back(&mut schema);
    Ok(Ok(schema))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
