//! `plan --from`: what is there already matters.

use super::args::{Common, PlanFormat, PlanOptions};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::progress::Progress;
use super::{load, sources};
use crate::diagnostics::Level;
use crate::diagnostics::render::Styling;
use crate::plan::{self, Allowed, Plan};
use crate::project::{self, Between, BetweenOptions, ReadError, ReadOptions, compare::sides};
use crate::source::Source;
use crate::text::SourceMap;
use crate::transition::Mode;
use crate::verify::Proof;

pub fn run(
    from: &Source,
    options: &PlanOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let to = Source::parse(&options.to)?;
    let allowed = Allowed::parse(&options.allow).map_err(Failure::Usage)?;
    // The settings of the design, or of what else is a file.
    let beside = if to.path().is_some() { &to } else { from };
    let world = sources::world(beside, common)?;
    let engines = load::engines(&options.proving.on)?;
    let reading = ReadOptions {
        dialect: options.proving.dialect.as_deref(),
        on: &engines,
        keep_going: false,
        offline: false,
    };
    let progress = Progress::start(output, "reading");
    let step = |text: &str| progress.step(text);
    // A script is the statements alone.
    let prove = options.format != PlanFormat::Sql;
    let mode = if options.offline_ok { Mode::Offline } else { Mode::Online };
    let outcome = sides(from, &to, &world, &load::overrides(common), &reading, &step).and_then(
        |mut sides| {
            let asked = BetweenOptions { mode, allowed: &allowed, prove };
            Ok((project::between(&mut sides, &world, &asked, &step)?, sides))
        },
    );
    drop(progress);
    let (between, sides) = match outcome {
        Ok(outcome) => outcome,
        Err(ReadError::Findings { source_name, findings, sources }) => {
            output.findings(&findings, &sources);
            return Err(ReadError::Findings { source_name, findings: Vec::new(), sources }.into());
        }
        Err(error) => return Err(error.into()),
    };
    for side in [&sides.a, &sides.b] {
        sources::say(&side.name, &side.read, output);
    }
    let Between { steps, findings, notes, fingerprint, proof } = between;
    let dialect =
        project::at(&world.dialects, &sides.dialect, Some(&sides.a.read.info.version.to_string()))?;
    let plan = Plan {
        to: options.to.clone(),
        from: options.from.clone(),
        title: dialect.title().to_owned(),
        dialect: dialect.name().to_owned(),
        version: dialect.version,
        as_of: None,
        between: true,
        fingerprint: Some(fingerprint),
        steps,
        schema: sides.b.read.schema.clone(),
        findings,
        allowed: 0,
        proofs: proof.into_iter().collect(),
    };
    let map = SourceMap::default();
    let text = match options.format {
        PlanFormat::Text => {
            let styling = if options.output.is_some() { Styling::Plain } else { output.out };
            plan::text(&plan, &map, styling)
        }
        PlanFormat::Json => {
            plan::json(&plan, &map).map_err(|error| Failure::Internal(error.to_string()))?
        }
        PlanFormat::Md => plan::markdown(&plan, &map),
        PlanFormat::Sql => plan::sql(&plan, dialect),
    };
    output.result_to(options.output.as_deref(), &text)?;
    // A script shows no findings of its own.
    if options.format == PlanFormat::Sql {
        output.findings(&plan.findings, &map);
    }
    for note in &notes {
        output.say(&format!("note: {note}"));
    }
    if plan.proofs.iter().any(Proof::failed) {
        return Ok(Exit::Database);
    }
    let lost = plan.findings.iter().any(|finding| finding.level == Level::Error);
    Ok(if lost { Exit::Findings } else { Exit::Fine })
}
