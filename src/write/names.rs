//! Which names need not be said: those that a design for the dialect gives by itself.

use crate::dialect::{Capability, Dialect};
use crate::physical;
use crate::schema::{Schema, Table};

/// More rounds than this are never needed: each takes at least one name out of the question.
const ROUNDS: usize = 8;

/// The schema without the names of constraints and indexes that come out the same where nothing is said.
pub(super) fn stripped(schema: &Schema, dialect: Dialect<'_>) -> Schema {
    let constraints = !dialect.has(Capability::UnnamedConstraints);
    let mut stripped = schema.clone();
    for table in &mut stripped.tables {
        names_of(table, constraints).into_iter().for_each(|name| *name = None);
    }
    for domain in &mut stripped.domains {
        domain.checks.iter_mut().for_each(|check| check.name = None);
    }
    // Names are taken as they come: what one says decides what another one gets.
    for _ in 0..ROUNDS {
        let mut given = physical::named(stripped.clone(), dialect);
        let mut settled = true;
        let tables = stripped.tables.iter_mut().zip(&mut given.tables).zip(&schema.tables);
        for ((own, given), real) in tables {
            settled &= say_what_differs(own, given, real, constraints);
        }
        let domains = stripped.domains.iter_mut().zip(&given.domains).zip(&schema.domains);
        for ((own, given), real) in domains {
            let checks = own.checks.iter_mut().zip(&given.checks).zip(&real.checks);
            for ((own, given), real) in checks {
                // `money_check1` depends on the order of the checks.
                let numbered = real.name.as_deref().is_some_and(is_numbered);
                if own.name.is_none() && (given.name != real.name || numbered) {
                    own.name.clone_from(&real.name);
                    settled &= real.name.is_none();
                }
            }
        }
        if settled {
            break;
        }
    }
    stripped
}

/// Whether nothing had to be said.
fn say_what_differs(own: &mut Table, given: &mut Table, real: &Table, constraints: bool) -> bool {
    let mut real = real.clone();
    let given: Vec<Option<String>> =
        names_of(given, constraints).into_iter().map(|name| name.clone()).collect();
    let real: Vec<Option<String>> =
        names_of(&mut real, constraints).into_iter().map(|name| name.clone()).collect();
    let mut settled = true;
    for ((own, given), name) in names_of(own, constraints).into_iter().zip(given).zip(&real) {
        // A number behind a name depends on the order in which the lines come.
        let numbered = name.as_deref().is_some_and(|name| {
            is_numbered(name) && real.iter().flatten().any(|other| is_base(other, name))
        });
        let twice = name.is_some() && real.iter().filter(|other| *other == name).count() > 1;
        if own.is_none() && name.is_some() && (given != *name || numbered || twice) {
            own.clone_from(name);
            settled = false;
        }
    }
    settled
}

fn is_numbered(name: &str) -> bool {
    name.ends_with(|c: char| c.is_ascii_digit())
}

fn is_base(base: &str, numbered: &str) -> bool {
    base.len() < numbered.len()
        && numbered.strip_prefix(base).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Every name that a design may leave out, in a fixed order.
fn names_of(table: &mut Table, constraints: bool) -> Vec<&mut Option<String>> {
    let mut names: Vec<&mut Option<String>> = Vec::new();
    if constraints {
        names.extend(table.primary_key.iter_mut().map(|key| &mut key.name));
        names.extend(table.uniques.iter_mut().map(|item| &mut item.name));
        names.extend(table.foreign_keys.iter_mut().map(|item| &mut item.name));
        names.extend(table.checks.iter_mut().map(|item| &mut item.name));
        names.extend(table.exclusions.iter_mut().map(|item| &mut item.name));
    }
    names.extend(table.indexes.iter_mut().map(|item| &mut item.name));
    names
}
