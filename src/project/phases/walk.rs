//! The steps of each migration, ordered, judged, and walked on a scratch database behind those before it.

use super::tables::BothNames;
use super::{Ground, Phase, RenamedColumn};
use crate::dialect::Dialect;
use crate::emit::{self, Alter};
use crate::engine::{self, Engine};
use crate::plan::{self, Plan, Sizes, Step};
use crate::project::between::{BetweenOptions, is_start_alone, turned};
use crate::project::read::{ReadError, apply};
use crate::project::rehearse::stepped;
use crate::schema::{Difference, Schema, Table, compare};
use crate::transition::{Mode, Transition, Values, transition_with};
use crate::verify::{Outcome, Proof, ProofKind};

pub(super) struct Walk<'w> {
    dialect: Dialect<'w>,
    options: &'w BetweenOptions<'w>,
    renamed: &'w [RenamedColumn],
    /// The two sources, as they are called.
    names: (String, String),
    /// What went over comes back.
    values: Values,
    /// Where the steps are walked.
    engine: Box<dyn Engine + 'w>,
    /// A step was refused: those behind it are not tried.
    stopped: bool,
}

/// The way there and the way back.
#[derive(Default)]
pub(super) struct Ways {
    pub there: Transition,
    pub back: Transition,
}

impl<'w> Walk<'w> {
    pub fn start(ground: &Ground<'w>, renamed: &'w [RenamedColumn]) -> Result<Walk<'w>, ReadError> {
        let Ground { sides, world, dialect, options, from, step, .. } = ground;
        let dialect = *dialect;
        step("walking the steps on a scratch database");
        let mut engine = engine::open(sides.engine(), &world.dialects)?;
        apply(engine.as_mut(), &emit::emit(from, dialect)?)?;
        let names = (sides.a.name.clone(), sides.b.name.clone());
        let mut values = options.values.clone();
        for one in renamed {
            values.give(&one.table, &one.former, &dialect.quote(&one.column));
        }
        Ok(Walk { dialect, options, renamed, names, values, engine, stopped: false })
    }

    /// With values besides those that people gave.
    pub fn with(mut self, say: impl FnOnce(&mut Values)) -> Walk<'w> {
        say(&mut self.values);
        self
    }

    pub fn end(self) -> Result<(), ReadError> {
        Ok(self.engine.close()?)
    }

    /// Both names, and new columns beside the old ones.
    pub fn expand(
        &mut self,
        names: &BothNames,
        named: &Schema,
        expanded: &Schema,
    ) -> Result<Phase, ReadError> {
        let ways = self.ways(named, expanded)?;
        let mut steps = plan::steps(names.up.clone());
        if let Some(last) = steps.last_mut().filter(|_| !names.down.is_empty()) {
            let back: Vec<&str> = names.down.iter().map(|one| one.sql.as_str()).collect();
            last.reverses = Some(back.join(";\n"));
        }
        steps.extend(plan::steps_between(&ways.there, &ways.back));
        let mut back = plan::steps_between(&ways.back, &ways.there);
        back.extend(plan::steps(names.down.clone()));
        self.phase("expand", steps, back, &ways, (named, expanded))
    }

    /// The rows of before, and what the design asks of the new names; nothing where neither is due.
    pub fn backfill(
        &mut self,
        expanded: &Schema,
        filled: &Schema,
    ) -> Result<Option<Phase>, ReadError> {
        let mut steps = self.fill(expanded, |one| (&one.column, &one.former))?;
        let ways = self.ways(expanded, filled)?;
        steps.extend(plan::steps_between(&ways.there, &ways.back));
        if steps.is_empty() {
            return Ok(None);
        }
        let back = plan::steps_between(&ways.back, &ways.there);
        self.phase("backfill", steps, back, &ways, (expanded, filled)).map(Some)
    }

    /// The old names go. On the way back the old columns are followed as soon as they are there, and filled then.
    pub fn contract(
        &mut self,
        filled: &Schema,
        half: &Schema,
        to: &Schema,
    ) -> Result<Phase, ReadError> {
        let ways = self.ways(filled, to)?;
        let steps = plan::steps_between(&ways.there, &ways.back);
        let first = self.ways(to, half)?;
        let mut back = plan::steps_between(&first.there, &first.back);
        back.extend(self.fill(half, |one| (&one.former, &one.column))?);
        let then = self.ways(half, filled)?;
        back.extend(plan::steps_between(&then.there, &then.back));
        self.phase("contract", steps, back, &ways, (filled, to))
    }

    /// Rows get in the first column what they have in the second.
    fn fill(
        &self,
        schema: &Schema,
        pair: impl Fn(&RenamedColumn) -> (&String, &String),
    ) -> Result<Vec<Step>, ReadError> {
        let mut fill = Alter::new(schema, self.dialect)?;
        for one in self.renamed {
            let (column, from) = pair(one);
            let nullable = |table: &&Table| table.column(column).is_some_and(|c| c.nullable);
            if let Some(table) = schema.table(&one.table).filter(nullable) {
                fill.fill_rows(table, column, &self.dialect.quote(from))?;
                fill.alone();
            }
        }
        Ok(plan::steps(fill.finish()))
    }

    pub fn ways(&self, from: &Schema, to: &Schema) -> Result<Ways, ReadError> {
        self.ways_in(self.options.mode, from, to)
    }

    /// The same, however the steps are to be.
    pub fn ways_in(&self, mode: Mode, from: &Schema, to: &Schema) -> Result<Ways, ReadError> {
        let dialect = self.dialect;
        let differences: Vec<Difference> =
            compare(from, to).into_iter().filter(|one| !is_start_alone(one)).collect();
        let back: Vec<_> = differences.iter().map(turned).collect();
        let there = transition_with(from, to, &differences, dialect, mode, &self.values)?;
        let back = transition_with(to, from, &back, dialect, mode, &self.values)?;
        Ok(Ways { there, back })
    }

    pub fn phase(
        &mut self,
        name: &'static str,
        mut steps: Vec<Step>,
        mut back: Vec<Step>,
        ways: &Ways,
        (from, to): (&Schema, &Schema),
    ) -> Result<Phase, ReadError> {
        let (dialect, mode) = (self.dialect, self.options.mode);
        for (step, id) in steps.iter_mut().zip(1..) {
            step.id = id;
        }
        for (step, id) in back.iter_mut().zip(1..) {
            step.id = id;
        }
        plan::judge(&mut steps, (from, to), dialect, mode, &Sizes::default());
        let mut findings = plan::losses(&ways.there, from, self.options.allowed, &|_| false);
        let moved = |message: &str| {
            let place = |one: &RenamedColumn| format!("`{}.{}`", one.table, one.former);
            self.renamed.iter().any(|one| message.contains(&place(one)))
        };
        findings.retain(|one| !moved(&one.message));
        let proof = self.walked(&mut steps, to, &mut findings)?;
        steps.iter_mut().for_each(Step::name_tool);
        let plan = Plan {
            to: self.names.1.clone(),
            from: self.names.0.clone(),
            title: dialect.title().to_owned(),
            dialect: dialect.name().to_owned(),
            unproven: dialect.unproven(),
            version: dialect.version,
            as_of: None,
            between: true,
            fingerprint: Some(crate::project::migrate::fingerprint(from)),
            steps,
            schema: to.clone(),
            findings,
            allowed: 0,
            proofs: proof.into_iter().collect(),
        };
        // In one moment: a name that goes and what takes its place.
        let together = name != "backfill";
        Ok(Phase { name, plan, back, together })
    }

    /// Runs the steps, and looks where they lead.
    fn walked(
        &mut self,
        steps: &mut [Step],
        to: &Schema,
        findings: &mut Vec<crate::diagnostics::Diagnostic>,
    ) -> Result<Option<Proof>, ReadError> {
        if self.stopped {
            steps.iter_mut().for_each(Step::say_nothing);
            return Ok(None);
        }
        let info = self.engine.info().clone();
        let checked = to.atoms().len();
        let outcome = match stepped(self.engine.as_mut(), steps)? {
            Some(finding) => {
                findings.push(finding);
                self.stopped = true;
                Outcome::Failed { checked, applied: false, differences: Vec::new() }
            }
            None => {
                let mut differences = compare(&self.engine.introspect()?, to);
                differences.retain(|one| !is_start_alone(one));
                match differences.is_empty() {
                    true => Outcome::Proven { checked },
                    false => Outcome::Failed { checked, applied: true, differences },
                }
            }
        };
        Ok(Some(Proof::new(ProofKind::Build, &info, outcome)))
    }
}
