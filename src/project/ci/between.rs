use std::path::Path;

use super::{CiOptions, Stage, StageOutcome, failed, stage};
use crate::config::Overrides;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::Styling;
use crate::plan::{Plan, proof_line};
use crate::project::{
    Between, BetweenOptions, Loaded, ReadError, ReadOptions, Renames, World, between, compare,
};
use crate::source::Source;
use crate::text::Span;
use crate::transition::{Mode, Values};
use crate::verify::Proof;

/// The way from the design as it was: what it risks, and whether it arrives.
pub fn planned(
    source: &Path,
    loaded: &Loaded,
    from: &Source,
    overrides: &Overrides,
    options: &CiOptions<'_>,
    step: &dyn Fn(&str),
) -> (Stage, Option<Plan>) {
    let name = "plan";
    let design = Source::Entities(source.to_owned());
    let outcome = World::load(&design, overrides).map_err(ReadError::from).and_then(|world| {
        let reading = ReadOptions { on: options.on, ..ReadOptions::default() };
        let mut sides = compare::sides(from, &design, &world, overrides, &reading, step)?;
        let live = match from {
            Source::Database(url) => Some(url),
            _ => None,
        };
        let asked = BetweenOptions {
            mode: Mode::Online,
            allowed: options.allow,
            prove: options.prove,
            live,
            values: &Values::default(),
            renames: &Renames::default(),
            back: false,
        };
        between(&mut sides, &world, &asked, step)
    });
    match outcome {
        Ok(Between { plan, notes, .. }) => {
            let findings = plan.findings.iter().cloned().map(|finding| placed(finding, loaded));
            let mut stage = stage(name, findings.collect(), &loaded.sources, options);
            let count = plan.steps.len();
            let unit = if count == 1 { "step" } else { "steps" };
            stage.words.push(format!("{count} {unit}"));
            stage.words.extend(plan.proofs.iter().map(|proof| proof_line(proof, Styling::Plain)));
            stage.words.extend(notes.iter().map(|note| format!("note: {note}")));
            if plan.proofs.iter().any(Proof::failed) {
                stage.outcome = StageOutcome::Failed;
            }
            (stage, Some(plan))
        }
        Err(error) => (failed(name, &error.to_string()), None),
    }
}

/// A finding of the way at the design it leads to: what goes stands on no line any more, and code hosts refuse a
/// finding without a place.
fn placed(finding: Diagnostic, loaded: &Loaded) -> Diagnostic {
    match (finding.span(), loaded.sources.files().next()) {
        (None, Some((file, _))) => finding.at(Span::new(file, 0, 0), "the design"),
        _ => finding,
    }
}

/// Whether a database still is what the design says, or a chain of migrations ends there.
pub fn equal(
    name: &'static str,
    source: &Path,
    database: &Source,
    overrides: &Overrides,
    options: &CiOptions<'_>,
    step: &dyn Fn(&str),
) -> Stage {
    let design = Source::Entities(source.to_owned());
    let outcome = World::load(&design, overrides).map_err(ReadError::from).and_then(|world| {
        let reading = ReadOptions { on: options.on, ..ReadOptions::default() };
        let sides = compare::sides(database, &design, &world, overrides, &reading, step)?;
        let comparison = compare::compare(&sides, &world, step)?;
        Ok((compare::text(&sides, &comparison, Styling::Plain), comparison.equal()))
    });
    match outcome {
        Ok((_, true)) => Stage {
            name,
            outcome: StageOutcome::Passed,
            words: vec![format!("{database} is what the design says")],
            findings: Vec::new(),
        },
        Ok((text, false)) => failed(name, &text),
        Err(error) => failed(name, &error.to_string()),
    }
}
