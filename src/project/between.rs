//! The steps from one source to another.

use super::compare::{Sides, compare};
use super::former::prelude;
use super::read::{ReadError, World};
use super::rehearse::rehearse;
use crate::plan::{self, Allowed, Plan};
use crate::schema::{AtomKey, Difference, FieldDifference};
use crate::transition::{Mode, transition};

/// How the steps are to be.
pub struct BetweenOptions<'o> {
    pub mode: Mode,
    pub allowed: &'o Allowed,
    /// Walk the steps on a scratch database.
    pub prove: bool,
}

/// The plan, and what was noticed on the way.
pub struct Between {
    pub plan: Plan,
    /// Each a sentence.
    pub notes: Vec<String>,
}

/// The steps from the first side to the second.
pub fn between(
    sides: &mut Sides,
    world: &World,
    options: &BetweenOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Between, ReadError> {
    let start = sides.a.read.schema.clone();
    let info = sides.a.read.info.clone();
    let prelude = prelude(sides, world, step)?;
    let comparison = compare(sides, world, step)?;
    sides.a.read.info = info;
    let mut notes = prelude.notes;
    notes.extend(comparison.notes);
    for (item, _) in &comparison.unmodelled {
        notes.push(format!(
            "the {} `{}` is left as it is: no step is known for it",
            item.kind, item.name
        ));
    }
    let both_live = sides.a.read.live && sides.b.read.live;
    let differences: Vec<Difference> = (comparison.differences.into_iter())
        .map(|found| found.difference)
        .filter(|difference| both_live || !is_start_alone(difference))
        .collect();
    let (from, to) = (&sides.a.read.schema, &sides.b.read.schema);
    let version = sides.a.read.info.version.to_string();
    let dialect = super::at(&world.dialects, &sides.dialect, Some(&version))?;
    step("ordering the steps");
    let there = transition(from, to, &differences, dialect, options.mode)?;
    let turned: Vec<Difference> = differences.iter().map(turned).collect();
    let back = transition(to, from, &turned, dialect, options.mode)?;
    if !there.circles.is_empty() {
        let names: Vec<String> = there.circles.iter().map(AtomKey::to_string).collect();
        notes.push(format!(
            "the order of these steps could not be decided, which is a mistake of schemagen: {}",
            names.join(", ")
        ));
    }
    let mut findings = plan::losses(&there, from, options.allowed, &|_| false);
    let mut steps = prelude.steps;
    steps.extend(plan::steps_between(&there, &back));
    for (step, id) in steps.iter_mut().zip(1..) {
        step.id = id;
    }
    plan::judge(&mut steps, &start, dialect);
    let mut proofs = Vec::new();
    if options.prove && !steps.is_empty() {
        let rehearsal = rehearse(sides, &start, &steps, world, step)?;
        findings.extend(rehearsal.findings);
        proofs.push(rehearsal.proof);
    }
    let plan = Plan {
        // As a source shows itself: an address has its password masked.
        to: sides.b.name.clone(),
        from: sides.a.name.clone(),
        title: dialect.title().to_owned(),
        dialect: dialect.name().to_owned(),
        version: dialect.version,
        as_of: None,
        between: true,
        fingerprint: Some(super::migrate::fingerprint(&start)),
        steps,
        schema: sides.b.read.schema.clone(),
        findings,
        allowed: 0,
        proofs,
    };
    Ok(Between { plan, notes })
}

/// Whether nothing differs but when an event starts. One that does not say it starts when it is made,
/// which was just now where a file was read.
pub(super) fn is_start_alone(difference: &Difference) -> bool {
    let FieldDifference::Changed(fields) = &difference.fields else { return false };
    let without = |value: &serde_json::Value| {
        let text = value.to_string();
        let (before, rest) = text.split_once(" STARTS '")?;
        let rest = rest.split_once('\'').map_or("", |(_, rest)| rest);
        Some(format!("{before}{rest}"))
    };
    difference.key.part.starts_with("event")
        && fields.iter().all(|(_, a, b)| without(a).is_some_and(|a| Some(a) == without(b)))
}

/// The same difference seen from the other side.
pub(super) fn turned(difference: &Difference) -> Difference {
    let fields = match &difference.fields {
        FieldDifference::Missing => FieldDifference::Unexpected,
        FieldDifference::Unexpected => FieldDifference::Missing,
        FieldDifference::Changed(fields) => FieldDifference::Changed(
            fields.iter().map(|(name, a, b)| (name.clone(), b.clone(), a.clone())).collect(),
        ),
    };
    Difference { key: difference.key.clone(), fields }
}
