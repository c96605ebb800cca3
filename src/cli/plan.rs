use super::args::{Common, Levels, PlanFormat, PlanOptions, Proving};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::progress::Progress;
use super::{between, load, sources};
use crate::diagnostics::Level;
use crate::diagnostics::render::Styling;
use crate::emit;
use crate::plan::{self, Plan};
use crate::project::{self, Checked, Loaded};
use crate::source::Source;

pub fn run(options: &PlanOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let from = match &options.from {
        Some(from) => Source::parse(from)?,
        None => usual_start(output),
    };
    if from != Source::Empty {
        return between::run(&from, options, common, output);
    }
    let progress = Progress::start(output, "reading");
    let Proving { dialect, on } = &options.proving;
    let asked = sources::Asked { dialect: dialect.as_deref(), on, offline: false };
    let loaded = sources::any(&options.to, asked, common, output)?;
    let mut checked = project::check(&loaded)?;
    if let Some(name) = &options.proving.dialect {
        choose(&mut checked, &loaded, name)?;
    }
    if loaded.findings.iter().any(|finding| finding.level == Level::Error) {
        drop(progress);
        let judged = checked.judge(&loaded, Vec::new());
        output.findings(&judged.findings, &loaded.sources);
        return Ok(load::exit_for(&judged.findings, &loaded, &options.levels));
    }
    if let Some(target) = checked.targets.first() {
        project::one_database(target.dialect)?;
    }
    let engines = load::engines(&options.proving.on)?;
    let proved = project::prove(&loaded, &checked, &engines, &|text| progress.step(text))?;
    let target = checked
        .targets
        .first()
        .ok_or_else(|| Failure::Internal("no target was checked".to_owned()))?;
    let steps = if target.illegal {
        Vec::new()
    } else {
        let statements = emit::emit(&target.physical.schema, target.dialect)
            .map_err(|error| Failure::Internal(error.to_string()))?;
        plan::steps(statements)
    };
    let failed = proved.failed();
    let judged = checked.judge(&loaded, proved.findings);
    let calendar = loaded.design.entities.values().any(|facts| facts.lifecycle.is_some());
    let plan = Plan {
        // As a source shows itself: an address has its password masked.
        to: Source::parse(&options.to)?.to_string(),
        from: from.to_string(),
        title: target.dialect.title().to_owned(),
        dialect: target.dialect.name().to_owned(),
        unproven: target.dialect.unproven(),
        version: target.dialect.version,
        as_of: calendar.then(|| loaded.as_of.to_string()),
        between: false,
        fingerprint: None,
        steps,
        schema: target.physical.schema.clone(),
        findings: judged.findings,
        allowed: judged.allowed,
        proofs: proved.proofs,
    };
    drop(progress);
    let text = match options.format {
        PlanFormat::Text => {
            let styling = if options.output.is_some() { Styling::Plain } else { output.out };
            plan::text(&plan, &loaded.sources, styling)
        }
        PlanFormat::Json => plan::json(&plan, &loaded.sources)
            .map_err(|error| Failure::Internal(error.to_string()))?,
        PlanFormat::Md => plan::markdown(&plan, &loaded.sources),
        PlanFormat::Sql => plan::sql(&plan, target.dialect),
    };
    output.result_to(options.output.as_deref(), &text)?;
    // A script shows no findings of its own.
    if options.format == PlanFormat::Sql {
        output.findings(&plan.findings, &loaded.sources);
    }
    Ok(exit(failed, &plan, &loaded, &options.levels))
}

/// Where the folder of migrations ends, if there is one.
fn usual_start(output: &Output) -> Source {
    const FOLDER: &str = "migrations-out";
    match project::migrate::Folder::holds_migrations(FOLDER.as_ref()) {
        true => {
            output.say("from where `migrations-out` ends; `--from empty` plans all of it");
            Source::Migrations(FOLDER.into())
        }
        false => Source::Empty,
    }
}

/// The worse of what the proofs and the findings say.
fn exit(failed: bool, plan: &Plan, loaded: &Loaded, levels: &Levels) -> Exit {
    if failed { Exit::Database } else { load::exit_for(&plan.findings, loaded, levels) }
}

/// Puts the dialect that the command line names in front, asking it first where it is no target.
pub fn choose<'l>(
    checked: &mut Checked<'l>,
    loaded: &'l Loaded,
    name: &str,
) -> Result<(), Failure> {
    let dialect = project::target(loaded, name, None)?;
    if checked.target(name).is_none()
        && !loaded.findings.iter().any(|finding| finding.level == Level::Error)
    {
        checked.add(loaded, dialect);
    }
    checked.targets.sort_by_key(|target| target.dialect.name() != name);
    Ok(())
}
