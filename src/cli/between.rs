//! `plan --from`: what is there already matters.

use super::args::{Common, PlanFormat, PlanOptions};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::sources;
use super::way::{Asked, say_notes, way, write_answers};
use crate::diagnostics::Level;
use crate::diagnostics::render::Styling;
use crate::plan;
use crate::project::{self, Between};
use crate::source::Source;
use crate::text::SourceMap;
use crate::verify::Proof;

pub fn run(
    from: &Source,
    options: &PlanOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let to = Source::parse(&options.to)?;
    let asked = Asked {
        from,
        to: &to,
        dialect: options.proving.dialect.as_deref(),
        on: &options.proving.on,
        offline_ok: options.offline_ok,
        allow: &options.allow,
        values: &options.values,
        back: false,
        // A script is the statements alone.
        prove: options.format != PlanFormat::Sql,
    };
    let (Between { plan, notes, open, .. }, sides, world) = way(&asked, common, output)?;
    for side in [&sides.a, &sides.b] {
        sources::say(&side.name, &side.read, output);
    }
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
        PlanFormat::Sql => {
            let version = plan.version.to_string();
            plan::sql(&plan, project::at(&world.dialects, &plan.dialect, Some(&version))?)
        }
    };
    output.result_to(options.output.as_deref(), &text)?;
    // A script shows no findings of its own.
    if options.format == PlanFormat::Sql {
        output.findings(&plan.findings, &map);
    }
    say_notes(&notes, output);
    write_answers(&asked, &open, output)?;
    if plan.proofs.iter().any(Proof::failed) {
        return Ok(Exit::Database);
    }
    let lost = plan.findings.iter().any(|finding| finding.level == Level::Error);
    Ok(if lost { Exit::Findings } else { Exit::Fine })
}
