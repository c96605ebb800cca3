//! Schemas changed at random: whatever a person might do to one, and much that nobody would.
//!
//! What the server makes of a schema is read as the model, some parts of that are dropped, altered, added
//! or renamed, and what `emit` writes of the result is loaded as far as the server takes it. From there on
//! it is a pair like any other. The same seed gives the same changes. `SCHEMAGEN_MUTATIONS=SEED:COUNT` asks
//! for so many changed forms of each schema chosen, from that seed on.

mod access;
mod columns;
mod constraints;
mod dice;
mod objects;
mod rename;
mod tables;

use schemagen::dialect::{Dialect, Dialects, Version};
use schemagen::schema::{QualifiedName, Schema};

use super::Case;
use super::place::Place;
use crate::tool;
use dice::Dice;

/// A change of a schema; says whether it found anything to change.
type Mutation = fn(&mut Schema, &mut Dice, &Pen) -> Option<()>;

/// What the changes need to know of the server.
pub struct Pen {
    pub dialect: String,
}

impl Pen {
    fn quoted(&self, name: &str) -> String {
        match self.is_postgres() {
            true => format!("\"{}\"", name.replace('"', "\"\"")),
            false if self.is_sqlite() => format!("\"{}\"", name.replace('"', "\"\"")),
            false => format!("`{}`", name.replace('`', "``")),
        }
    }

    fn qualified(&self, name: &QualifiedName) -> String {
        match &name.namespace {
            Some(namespace) => {
                format!("{}.{}", self.quoted(namespace), self.quoted(&name.name))
            }
            None => self.quoted(&name.name),
        }
    }

    fn is_postgres(&self) -> bool {
        self.dialect == "postgres"
    }

    fn is_sqlite(&self) -> bool {
        self.dialect == "sqlite"
    }
}

/// Each as often as it stands here.
const MUTATIONS: &[Mutation] = &[
    columns::retype,
    columns::retype,
    columns::retype,
    columns::add,
    columns::add,
    columns::drop,
    columns::drop,
    columns::turn_nullable,
    columns::turn_nullable,
    columns::default,
    columns::default,
    columns::generate,
    columns::number,
    columns::comment,
    columns::collate,
    columns::move_one,
    constraints::primary_key,
    constraints::unique,
    constraints::unique,
    constraints::check,
    constraints::check,
    constraints::foreign_key,
    constraints::foreign_key,
    constraints::index,
    constraints::index,
    constraints::index,
    constraints::turn_index,
    tables::drop,
    tables::double,
    tables::partition,
    tables::settings,
    tables::trigger,
    objects::view,
    objects::view,
    objects::turn_view,
    objects::enumeration,
    objects::enumeration,
    objects::domain,
    objects::composite,
    objects::sequence,
    objects::routine,
    objects::drop_any,
    objects::drop_any,
    access::policy,
    access::grant,
    access::comment,
    rename::word,
    rename::word,
];

/// The case whose desired side is the current one changed at random; none where nothing came of it.
pub fn mutated(case: &Case, seed: u64, database: &str) -> Result<Option<Case>, String> {
    let place = Place::of(&case.dialect)?;
    let result = from_place(case, seed, database, &place);
    place.remove(database);
    result
}

fn from_place(
    case: &Case,
    seed: u64,
    database: &str,
    place: &Place,
) -> Result<Option<Case>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut dice = Dice::new(seed);
    let current = if dice.once_in(2) { &case.desired } else { &case.current };
    place.load(database, folder.path(), current)?;
    let url = place.url(database);
    let output = tool::run(folder.path(), &["inspect", &url, "--format", "json"]);
    if !output.status.success() {
        return Err(format!("no model: {}", tool::text(&output.stderr)));
    }
    let mut shown: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let model = shown["schema"].take();
    let mut schema: Schema = serde_json::from_value(model).map_err(|error| error.to_string())?;
    let before = schema.clone();
    let pen = Pen { dialect: case.dialect.clone() };
    for _ in 0..=dice.below(4) {
        // What finds nothing to change leaves it to another.
        for _ in 0..20 {
            let mutation = dice.pick(MUTATIONS).copied().ok_or("no mutations")?;
            if mutation(&mut schema, &mut dice, &pen).is_some() {
                break;
            }
        }
    }
    if schema == before {
        return Ok(None);
    }
    let dialects = Dialects::builtin().map_err(|error| error.to_string())?;
    let version = version_of(&place.version()?)?;
    let dialect = dialects.at(&case.dialect, Some(version)).ok_or("no such dialect")?;
    Ok(Some(Case {
        suite: format!("changed {}", case.suite),
        name: format!("{} seed {seed}", case.name),
        current: current.clone(),
        desired: script(&schema, dialect)?,
        ..case.clone()
    }))
}

fn script(schema: &Schema, dialect: Dialect<'_>) -> Result<String, String> {
    let statements = schemagen::emit::emit(schema, dialect).map_err(|error| error.to_string())?;
    Ok(schemagen::emit::script(&statements, dialect))
}

/// What `server_version` or `version()` says.
fn version_of(text: &str) -> Result<Version, String> {
    let number: String =
        text.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    number.parse().map_err(|error| format!("{text}: {error}"))
}
