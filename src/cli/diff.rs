use super::args::{Common, DiffOptions, ReportFormat};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::progress::Progress;
use super::{load, sources};
use crate::project::ReadOptions;
use crate::project::compare::{self, compare, sides};
use crate::source::Source;

pub fn run(options: &DiffOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let (a, b) = (Source::parse(&options.a)?, Source::parse(&options.b)?);
    // The settings of the side that has some.
    let beside = if a.path().is_some() { &a } else { &b };
    let world = sources::world(beside, common)?.as_in(&a, &b);
    let engines = load::engines(&options.on)?;
    let reading = ReadOptions {
        dialect: options.dialect.as_deref(),
        on: &engines,
        keep_going: false,
        offline: options.offline,
        part: !options.offline,
        walk: false,
    };
    let progress = Progress::start(output, "reading");
    let step = |text: &str| progress.step(text);
    let overrides = load::overrides(common);
    let outcome = sides(&a, &b, &world, &overrides, &reading, &step)
        .and_then(|sides| Ok((compare(&sides, &world, &step)?, sides)));
    drop(progress);
    let (comparison, sides) = outcome.map_err(|error| sources::failure(error, output))?;
    for side in [&sides.a, &sides.b] {
        sources::say(&side.name, &side.read, output);
    }
    let text = match options.format {
        ReportFormat::Text => compare::text(&sides, &comparison, output.out),
        ReportFormat::Json => compare::json(&sides, &comparison)
            .map_err(|error| Failure::Internal(error.to_string()))?,
    };
    output.result(&text)?;
    Ok(if comparison.equal() { Exit::Fine } else { Exit::Findings })
}
