use crate::cli::args::{Common, MigrateNewOptions};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::way::{Asked, phases, say_notes, way, write_answers};
use crate::diagnostics::Level;
use crate::migrations::{Migration, MigrationName};
use crate::plan;
use crate::project::migrate::{Folder, written};
use crate::project::{self, Between, Phase};
use crate::runner::stamp;
use crate::source::Source;
use crate::text::SourceMap;
use crate::verify::Proof;

const UP: &str = "-- What leads to the new schema, statement by statement.\n";
const DOWN: &str = "-- What leads back; remove the file where nothing does.\n";

pub fn run(options: &MigrateNewOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let mut folder = Folder::read(&options.folder)?;
    let version = options.number.clone().unwrap_or_else(stamp);
    let name = MigrationName::new(&version, &options.name)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    if let Some(last) = folder.migrations.last().filter(|last| last.name >= name) {
        return Err(Failure::Usage(format!(
            "`{}` is there and not older than `{name}`; name a later one by `--number`",
            last.name
        )));
    }
    let Some(to) = &options.to else {
        let migration =
            Migration { name, up: UP.to_owned(), down: Some(DOWN.to_owned()), plan: None };
        let path = folder.add(migration)?;
        output.result(&format!("{}\n", path.display()))?;
        output.say(
            "write its statements, then let the list take them in: `schemagen migrate lint --accept`",
        );
        return Ok(Exit::Fine);
    };
    planned(to, name, &mut folder, options, common, output)
}

/// The steps from where the folder ends to a source, as a migration.
fn planned(
    to: &str,
    name: MigrationName,
    folder: &mut Folder,
    options: &MigrateNewOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let from = Source::Migrations(options.folder.clone());
    let target = Source::parse(to)?;
    let asked = Asked {
        from: &from,
        to: &target,
        dialect: options.dialect.as_deref(),
        on: &options.on,
        offline_ok: options.offline_ok,
        allow: &options.allow,
        values: &options.values,
        back: true,
        prove: true,
    };
    if options.phases {
        return in_phases(&asked, &name, folder, options, common, output);
    }
    let (Between { plan, notes, back, open }, _, world) = way(&asked, common, output)?;
    let map = SourceMap::default();
    output.findings(&plan.findings, &map);
    say_notes(&notes, output);
    write_answers(&asked, &open, output)?;
    if plan.proofs.iter().any(Proof::failed) {
        return Ok(Exit::Database);
    }
    if plan.findings.iter().any(|finding| finding.level == Level::Error) {
        return Ok(Exit::Findings);
    }
    if plan.steps.is_empty() {
        output.result(&format!("the folder ends where {target} is: no migration is needed\n"))?;
        return Ok(Exit::Fine);
    }
    let dialect = project::at(&world.dialects, &plan.dialect, Some(&plan.version.to_string()))?;
    let (up, down) = written(&plan.steps, &back, options.offline_ok, dialect);
    let plan = plan::json(&plan, &map).map_err(|error| Failure::Internal(error.to_string()))?;
    let path = folder.add(Migration { name, up, down, plan: Some(plan) })?;
    output.result(&format!("{}\n", path.display()))?;
    Ok(Exit::Fine)
}

/// Several migrations, one behind the other.
fn in_phases(
    asked: &Asked<'_>,
    name: &MigrationName,
    folder: &mut Folder,
    options: &MigrateNewOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let (phases, world) = phases(asked, common, output)?;
    let map = SourceMap::default();
    for phase in &phases {
        output.findings(&phase.plan.findings, &map);
    }
    let failed = |phase: &&Phase| phase.plan.proofs.iter().any(Proof::failed);
    if let Some(phase) = phases.iter().find(failed) {
        for proof in phase.plan.proofs.iter().filter(|proof| proof.failed()) {
            output.say(&format!("{}: {}", phase.name, plan::proof_line(proof, output.err)));
            for difference in proof.differences() {
                output.say(&format!("  {difference}"));
            }
        }
        return Ok(Exit::Database);
    }
    let mut findings = phases.iter().flat_map(|phase| &phase.plan.findings);
    if findings.any(|finding| finding.level == Level::Error) {
        return Ok(Exit::Findings);
    }
    let width = name.version.len();
    let first: u64 = name.version.parse().map_err(|_| {
        Failure::Usage(format!("`{}` is no number that can be counted on from", name.version))
    })?;
    for (Phase { name: part, plan, back, together }, number) in phases.into_iter().zip(first..) {
        let dialect = project::at(&world.dialects, &plan.dialect, Some(&plan.version.to_string()))?;
        let together = options.offline_ok || together;
        let (up, down) = written(&plan.steps, &back, together, dialect);
        let plan = plan::json(&plan, &map).map_err(|error| Failure::Internal(error.to_string()))?;
        let name =
            MigrationName::new(&format!("{number:0width$}"), &format!("{}_{part}", name.name))
                .map_err(|error| Failure::Usage(error.to_string()))?;
        let path = folder.add(Migration { name, up, down, plan: Some(plan) })?;
        output.result(&format!("{}\n", path.display()))?;
    }
    output.say(
        "run the first, deploy programs that need the new form, then run the others: those of before work until the last",
    );
    Ok(Exit::Fine)
}
