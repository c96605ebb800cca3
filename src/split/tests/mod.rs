//! The steps on real servers: rows go there and back and are what they were; rows that contradict
//! the dependency are refused, shown, and nothing has changed.

mod engines;
mod round_trip;

use std::sync::LazyLock;

use crate::dialect::{Dialect, Dialects};
use crate::language;
use crate::normal::reports;
use crate::normal::rewrite::{Form, Rewrite, rewrite};
use crate::physical::{self, Date, PhysicalOptions};
use crate::schema::Schema;
use crate::text::SourceMap;
use crate::theory::Limits;

use super::{Direction, Moves, moves};

static DIALECTS: LazyLock<Dialects> = LazyLock::new(|| Dialects::builtin().unwrap());

/// A split of one entity on one server.
struct Case {
    old: Schema,
    new: Schema,
    moves: Moves,
}

fn case(text: &str, entity: &str, form: Form, dialect: Dialect<'_>) -> Case {
    let mut sources = SourceMap::default();
    let file = sources.add("design.sgen", text);
    let (design, findings) = language::lower(&[(file, language::parse(text))], &sources);
    assert!(findings.is_empty(), "{findings:?}");
    let reports = reports(&design, &Limits::default(), &|name| name.name == entity);
    let rewritten: Rewrite = rewrite(&design, &sources, &reports[0], form, &[]).unwrap();
    let options = PhysicalOptions { as_of: "2026-01-15".parse::<Date>().unwrap() };
    let (old, _) = physical::physical(&design, dialect, &options);
    let (new, _) = physical::physical(&rewritten.design, dialect, &options);
    let moves = moves(&old.schema, &new.schema, &rewritten.split, dialect).unwrap();
    Case { old: old.schema, new: new.schema, moves }
}
