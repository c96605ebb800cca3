//! Large sources, read no further than they differ.
//!
//! A server that has to say what a design becomes is slow with thousands of tables, and a change is about a few. So a
//! running database is compared with the text of the design first. What is equal to the letter, or is certainly the
//! server's print of it, is equal; the rest, with what it stands on and what stands on it, is a slice that a server is
//! asked about. Whatever the text leaves open leads back to the whole.

use super::{certain, is_design};
use crate::change::Slice;
use crate::config::Overrides;
use crate::ddl::{self, Import};
use crate::dialect::Capability;
use crate::emit;
use crate::engine::{self, Ahead, DatabaseUrl, EngineInfo, EngineSpec};
use crate::project::former::Former;
use crate::project::read::{self, Read, ReadError, ReadOptions, World};
use crate::project::{at, joined, load, today};
use crate::schema::{
    AtomKey, AtomKind, Difference, Expression, FieldDifference, Schema, compare as compare_schemas,
};
use crate::source::{STDIN, Source};
use crate::sql::statements::Splitter;

/// Below this a server is asked about everything: that takes no time worth saving.
const LARGE: usize = 200;

/// What is wanted, as its text says it.
pub(super) struct Wanted {
    /// In the shape in which servers give it.
    told: Schema,
    /// To be built from.
    schema: Schema,
    /// What a design says besides.
    read: Read,
}

/// The part of both sides in which they differ.
pub(super) struct Part {
    pub there: Schema,
    pub wanted: Read,
    /// All of the second side.
    pub whole: Schema,
    /// Where there is a way to be walked.
    pub ahead: Option<Ahead>,
}

/// What the text of a design says, or why it cannot be read. None where it is not all told by the text.
pub(super) type Text = Result<Option<Wanted>, ReadError>;

/// Reads a running database, and beside that, since its server is what takes the time, the text of a design.
pub(super) fn both(
    url: &DatabaseUrl,
    b: &Source,
    world: &World,
    overrides: &Overrides,
    step: &dyn Fn(&str),
) -> Result<(Read, Option<Text>), ReadError> {
    std::thread::scope(|scope| {
        let mut beside = None;
        let read = read::database(url, world, step, &mut |info| {
            if is_design(b) {
                let info = info.clone();
                beside = Some(scope.spawn(move || design(b, &info, world, overrides)));
            }
        });
        let text = beside.map(|beside| match beside.join() {
            Ok(text) => text,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        Ok((read?, text))
    })
}

/// Looks at a running database and at what is wanted as far as they differ. None where they have to be read whole.
pub(super) fn part(
    found: &Read,
    text: Option<Text>,
    b: &Source,
    world: &World,
    options: &ReadOptions<'_>,
    engine: &EngineSpec,
    step: &dyn Fn(&str),
) -> Result<Option<Part>, ReadError> {
    if !found.live || found.schema.tables.len() < LARGE {
        return Ok(None);
    }
    let name = &*found.info.dialect;
    let dialect = at(&world.dialects, name, Some(&found.info.version.to_string()))?;
    step(&format!("comparing with {b}"));
    let wanted = match b {
        _ if is_design(b) => text.transpose()?.flatten(),
        // What comes from standard input comes once. MySQL's own words are read, and not kept, to the letter.
        Source::Sql(path) if path.as_os_str() != STDIN && dialect.has(Capability::Extensions) => {
            script(b, world, options)?
        }
        _ => None,
    };
    let Some(wanted) = wanted else { return Ok(None) };
    let Some(slice) = slice(&found.schema, &wanted) else { return Ok(None) };
    let there = slice.cut(&found.schema);
    let plain = match slice.is_empty() {
        // What is no object of the model is not in the design.
        true => Some(Schema { unmodelled: Vec::new(), ..there.clone() }),
        false if dialect.has(Capability::Extensions) => {
            certain::as_held(&there, &slice.cut(&wanted.told))
        }
        false => None,
    };
    let ahead;
    let seen = match plain {
        Some(schema) => {
            ahead = (options.walk && !slice.is_empty()).then(|| Ahead::of(engine));
            Read::of(schema, found.info.clone())
        }
        None => {
            step(&format!("building what differs of {b} on {engine}"));
            let builder = engine::open(engine, &world.dialects)?;
            ahead = options.walk.then(|| Ahead::of(engine));
            match read::built(builder, &slice.cut(&wanted.schema), name, b, world) {
                Ok(read) => read,
                // As a whole it may go, and if not there is more to be said of why.
                Err(ReadError::Design { .. }) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    };
    let whole = slice.join(&found.schema, &seen.schema);
    let wanted = Read { former: wanted.read.former, target: wanted.read.target, ..seen };
    Ok(Some(Part { there, wanted, whole, ahead }))
}

/// What the text of a design says, if all of it can be told from the text.
fn design(source: &Source, info: &EngineInfo, world: &World, overrides: &Overrides) -> Text {
    let Some(path) = source.path() else { return Ok(None) };
    let loaded = load(path, overrides, today)?;
    // Of a large database, more than half is not in it.
    if loaded.design.entities.len() < LARGE / 2 {
        return Ok(None);
    }
    let dialect = at(&world.dialects, &info.dialect, Some(&info.version.to_string()))?;
    let (physical, oldest) = read::physical(source, &loaded, dialect.name(), info)?;
    let mut text = String::new();
    for statement in emit::emit(&physical.schema, dialect)? {
        text.push_str(&statement.sql);
        text.push_str(";\n");
    }
    let mut splitter = Splitter::new(text.as_bytes(), dialect.data);
    let mut items = Vec::new();
    while let Ok(Some(item)) = splitter.next_item() {
        items.push(("", item));
    }
    let Ok(Import { schema: told, report }) = ddl::read(items, dialect) else { return Ok(None) };
    let former = Former::of(&loaded.design);
    let read = Read { former, target: Some(oldest), ..Read::of(Schema::default(), info.clone()) };
    Ok(report.is_complete().then_some(Wanted { told, schema: physical.schema, read }))
}

/// The same of SQL files.
fn script(
    source: &Source,
    world: &World,
    options: &ReadOptions<'_>,
) -> Result<Option<Wanted>, ReadError> {
    let options = ReadOptions { offline: true, keep_going: true, ..options.clone() };
    let mut read = read::read(source, world, &options, &|_| ())?;
    let complete = read.import.take().is_some_and(|report| report.is_complete());
    let told = std::mem::take(&mut read.schema);
    // What a partition has of its own is said in more ways than are read from a text.
    let whole = complete && told.tables.iter().all(|table| table.partitioning.is_none());
    Ok(whole.then(|| Wanted { schema: told.clone(), told, read }))
}

/// What has to be looked at.
fn slice(there: &Schema, wanted: &Wanted) -> Option<Slice> {
    let told = &wanted.told;
    // Renames, splits and partitions that leave or join are tried on the whole.
    if wanted.read.former.is_due(there) || joined::any(there, told) || !told.unmodelled.is_empty() {
        return None;
    }
    // What a text says of partitions is no proof that they are the same.
    let split =
        there.tables.iter().chain(&told.tables).filter(|table| table.partitioning.is_some());
    let split = split.map(|table| AtomKey::new(&table.name, AtomKind::Table, ""));
    let differing: Vec<AtomKey> = compare_schemas(there, told)
        .into_iter()
        .filter(|difference| !is_unsaid(difference) && !is_printed(difference, told))
        .map(|difference| difference.key)
        .chain(split)
        .collect();
    Slice::around(there, told, &differing)
}

/// A design that names no owner leaves it as it is.
pub(super) fn is_unsaid(difference: &Difference) -> bool {
    difference.key.kind == AtomKind::Owner && difference.fields == FieldDifference::Missing
}

/// Whether the first side has no more than the server's print of what the second says.
pub(super) fn is_printed(difference: &Difference, told: &Schema) -> bool {
    let FieldDifference::Changed(fields) = &difference.fields else { return false };
    let Some(table) = told.table(&difference.key.object) else { return false };
    let column = |name: &str| table.column(name).map(|column| &column.data_type);
    fields.iter().all(|(name, printed, written)| {
        let (Some(printed), Some(written)) = (printed.as_str(), written.as_str()) else {
            return false;
        };
        matches!(name.as_str(), "expression" | "predicate")
            && ddl::is_print_of(&Expression::new(printed), &Expression::new(written), &column)
    })
}
