//! The steps from one source to another.

use std::collections::BTreeSet;

use super::answers::{Questions, Renames};
use super::compare::{Sides, compare};
use super::facts::Facts;
use super::former::{Former, Orphans, prelude};
use super::joined::around;
use super::meanwhile::lost_meanwhile;
use super::phases::{movable, partable};
use super::read::{ReadError, World};
use super::rehearse::rehearse;
use super::renamed_parts::renamed_parts;
use crate::dialect::Dialect;
use crate::engine::DatabaseUrl;
use crate::plan::{self, Allowed, Plan, Sizes, Step};
use crate::schema::{AtomKey, AtomKind, Difference, FieldDifference, QualifiedName, Schema, Table};
use crate::transition::{
    self, Mode, Transition, Values, Verb, has_default, leaves_beside, transition_with,
};
use crate::verify::Proof;

/// How the steps are to be.
pub struct BetweenOptions<'o> {
    pub mode: Mode,
    pub allowed: &'o Allowed,
    /// Walk the steps on a scratch database.
    pub prove: bool,
    /// The running database that is the first side, to be asked for rows and sizes.
    pub live: Option<&'o DatabaseUrl>,
    /// What rows get where the way asks for values.
    pub values: &'o Values,
    /// What people say was renamed, besides the design.
    pub renames: &'o Renames,
    /// The way back is wanted as much.
    pub back: bool,
}

/// The plan, and what was noticed on the way.
pub struct Between {
    pub plan: Plan,
    /// The way back, in its own order: what undoes the steps one by one may stand in each other's way.
    pub back: Vec<Step>,
    /// Each a sentence.
    pub notes: Vec<String>,
    /// What nobody answered.
    pub open: Questions,
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
    sides.b.read.former.answered(options.renames, &start, &sides.b.read.schema)?;
    let prelude = prelude(sides, world, step)?;
    let whole = (sides.b.read.schema.clone(), sides.b.read.info.clone());
    let around = around(sides, world, options.mode, step)?;
    let dialect = super::at(&world.dialects, &sides.dialect, Some(&info.version.to_string()))?;
    let renamed = renamed_parts(&mut sides.a.read.schema, &sides.b.read.schema, dialect)?;
    let comparison = compare(sides, world, step)?;
    sides.a.read.info = info;
    let mut notes = prelude.notes;
    notes.extend(around.notes);
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
    // A database has its own version; anything else is led to what the oldest target understands.
    let at_hand = sides.a.read.info.version;
    let target = sides.b.read.target.filter(|_| !sides.a.read.live);
    let version = target.map_or(at_hand, |target| target.min(at_hand)).to_string();
    let dialect = super::at(&world.dialects, &sides.dialect, Some(&version))?;
    step("ordering the steps");
    let (mut values, mut values_back) = sides.b.read.former.values(options.values, dialect);
    let merges =
        sides.b.read.former.merges((&mut values, &mut values_back), (from, to), dialect)?;
    notes.extend(merges.notes);
    let all = sides.whole.as_deref().map_or((from, to), |whole| (&whole.a, &whole.b));
    known(options.values, &sides.b.read.former, all)?;
    notes.extend(sides.b.read.former.without_source(all));
    let there = transition_with(from, to, &differences, dialect, options.mode, &values)?;
    let turned: Vec<Difference> = differences.iter().map(turned).collect();
    let back = transition_with(to, from, &turned, dialect, options.mode, &values_back)?;
    if !there.circles.is_empty() {
        let names: Vec<String> = there.circles.iter().map(AtomKey::to_string).collect();
        notes.push(format!(
            "the order of these steps could not be decided, which is a mistake of schemagen: {}",
            names.join(", ")
        ));
    }
    notes.extend(waits_for_default(&there, from, dialect, options.mode));
    let mut needed = transition::needed(from, to, &values);
    let mut steps = prelude.steps;
    steps.extend(around.before);
    steps.extend(renamed);
    let before = steps.len();
    steps.extend(plan::steps_between(&there, &back));
    let mut way_back = plan::undoing(&around.after);
    way_back.extend(plan::steps_between(&back, &there));
    way_back.extend(plan::undoing(&steps[..before]));
    steps.extend(around.after);
    let mut orphans = merges.orphans;
    let sizes = match options.live.filter(|_| !steps.is_empty()) {
        Some(url) => {
            step("asking how large the tables are");
            let mut facts = Facts::open(url, world, dialect)?;
            needed.retain(|needed| facts.is_needed(needed));
            orphans.retain(|orphans| facts.has_orphans(orphans));
            facts.sizes(&there, &steps, &start)
        }
        None => Sizes::default(),
    };
    let is_empty = |table: &QualifiedName| sizes.empty.contains(table);
    let mut findings = plan::losses(&there, from, options.allowed, &is_empty);
    notes.extend(plan::empty_losses(&there, from, &is_empty));
    notes.extend(lost_meanwhile(&steps, &values, from, &is_empty));
    let unclaimed: Vec<plan::Unclaimed> = orphans
        .into_iter()
        .map(Orphans::unclaimed)
        .filter(|lost| !lost.is_allowed(options.allowed) && !is_empty(&lost.table))
        .collect();
    findings.extend(unclaimed.iter().flat_map(plan::Unclaimed::findings));
    if options.mode == Mode::Online {
        let waits = movable(from, to, dialect)?.into_iter().filter(|table| !is_empty(table));
        notes.extend(waits.map(|table| {
            format!(
                "`{table}` comes to have partitions, and all its rows are written anew while everybody waits: `migrate new \
                 NAME --to DESIGN --phases` carries them over while programs write"
            )
        }));
        let parted = partable(&sides.b.read.former, &start, to, dialect)?.into_iter();
        notes.extend(parted.filter(|one| !is_empty(&one.table)).map(|one| {
            format!(
                "`{}` comes out of `{}` while nobody writes to it, and programs that know it as it was end with that: `migrate \
                 new NAME --to DESIGN --phases` does it while both work",
                one.part, one.table
            )
        }));
    }
    findings.extend(needed.iter().map(|needed| plan::value_needed(needed, false)));
    let maybe = plan::maybe_renamed(from, to, &|what| options.renames.is_answered(what));
    findings.extend(maybe.iter().map(plan::ask));
    let mut losses = plan::lost_names(&there, from, options.allowed, &is_empty);
    losses.extend(unclaimed.iter().flat_map(plan::Unclaimed::names));
    let open = Questions { renames: maybe, values: needed, losses };
    if options.back {
        let needed = transition::needed(to, from, &values_back);
        findings.extend(needed.iter().map(|needed| plan::value_needed(needed, true)));
    }
    (sides.b.read.schema, sides.b.read.info) = whole;
    for (step, id) in steps.iter_mut().zip(1..) {
        step.id = id;
    }
    let ends = (&start, &sides.b.read.schema);
    plan::judge(&mut steps, ends, dialect, options.mode, &sizes);
    let mut proofs = Vec::new();
    // What statements say of how they are done is tried too.
    let stated = steps.iter().any(|step| step.stated.is_some());
    if (options.prove || stated) && !steps.is_empty() {
        let rehearsal = rehearse(sides, &start, &mut steps, world, step)?;
        if !rehearsal.walked {
            steps.iter_mut().for_each(Step::say_nothing);
        }
        if options.prove {
            findings.extend(rehearsal.findings);
            let untouched = sides.whole.as_deref().map(|whole| {
                whole.b.atoms().len().saturating_sub(sides.b.read.schema.atoms().len())
            });
            proofs.push(Proof { untouched, ..rehearsal.proof });
        }
    }
    steps.iter_mut().for_each(Step::name_tool);
    let all = sides.whole.as_deref();
    let there = all.map_or(&start, |whole| &whole.a);
    let wanted = all.map_or(&sides.b.read.schema, |whole| &whole.b);
    let plan = Plan {
        // As a source shows itself: an address has its password masked.
        to: sides.b.name.clone(),
        from: sides.a.name.clone(),
        title: dialect.title().to_owned(),
        dialect: dialect.name().to_owned(),
        unproven: dialect.unproven(),
        version: dialect.version,
        as_of: None,
        between: true,
        fingerprint: Some(super::migrate::fingerprint(there)),
        steps,
        schema: wanted.clone(),
        findings,
        allowed: 0,
        proofs,
    };
    Ok(Between { plan, notes, back: way_back, open })
}

/// Sentences about tables whose partitions do not leave beside others, because one takes what no other does.
fn waits_for_default(
    there: &Transition,
    from: &Schema,
    dialect: Dialect<'_>,
    mode: Mode,
) -> Vec<String> {
    if mode == Mode::Offline || !leaves_beside(dialect) {
        return Vec::new();
    }
    let leaving = there
        .moves
        .iter()
        .filter(|one| one.key.kind == AtomKind::Partition && one.verb == Verb::Drop);
    let tables: BTreeSet<&QualifiedName> =
        leaving.map(|one| &one.key.object).filter(|table| has_default(from, table)).collect();
    let said = tables.into_iter().map(|table| {
        format!(
            "`{table}` has a default partition: for the moment in which another one leaves, everybody at `{table}` waits"
        )
    });
    said.collect()
}

/// Refuses values for what is on neither side.
fn known(
    values: &Values,
    former: &Former,
    (from, to): (&Schema, &Schema),
) -> Result<(), ReadError> {
    let is = |name: &str| {
        let column = name.rsplit_once('.');
        [from, to].into_iter().any(|schema| {
            schema.enums.iter().any(|item| item.name.to_string() == name)
                || column.is_some_and(|(table, column)| {
                    let named = |found: &&Table| found.name.to_string() == table;
                    let found = schema.tables.iter().find(named);
                    found.is_some_and(|table| table.column(column).is_some())
                })
        })
    };
    match values.names().find(|name| !is(name) && !former.has_enum(name)) {
        Some(name) => Err(ReadError::Input(format!(
            "a value is given for `{name}`, and neither side has a column or an enum of that name"
        ))),
        None => Ok(()),
    }
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
