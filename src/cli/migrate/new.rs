use crate::cli::args::{Common, MigrateNewOptions};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::{load, sources};
use crate::diagnostics::Level;
use crate::migrations::{Migration, MigrationName};
use crate::plan::{self, Allowed, Plan};
use crate::project::compare::sides;
use crate::project::migrate::{Folder, written};
use crate::project::{self, Between, BetweenOptions, ReadError, ReadOptions};
use crate::runner::stamp;
use crate::source::Source;
use crate::text::SourceMap;
use crate::transition::Mode;
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
    let allowed = Allowed::parse(&options.allow).map_err(Failure::Usage)?;
    let beside = if target.path().is_some() { &target } else { &from };
    let world = sources::world(beside, common)?;
    let engines = load::engines(&options.on)?;
    let reading = ReadOptions {
        dialect: options.dialect.as_deref(),
        on: &engines,
        keep_going: false,
        offline: false,
    };
    let progress = Progress::start(output, "reading");
    let step = |text: &str| progress.step(text);
    let mode = if options.offline_ok { Mode::Offline } else { Mode::Online };
    let asked = BetweenOptions { mode, allowed: &allowed, prove: true };
    let overrides = load::overrides(common);
    let outcome = sides(&from, &target, &world, &overrides, &reading, &step)
        .and_then(|mut sides| Ok((project::between(&mut sides, &world, &asked, &step)?, sides)));
    drop(progress);
    let (between, sides) = match outcome {
        Ok(outcome) => outcome,
        Err(ReadError::Findings { source_name, findings, sources }) => {
            output.findings(&findings, &sources);
            return Err(ReadError::Findings { source_name, findings: Vec::new(), sources }.into());
        }
        Err(error) => return Err(error.into()),
    };
    let Between { steps, findings, notes, fingerprint, proof } = between;
    let map = SourceMap::default();
    output.findings(&findings, &map);
    for note in &notes {
        output.say(&format!("note: {note}"));
    }
    if proof.as_ref().is_some_and(Proof::failed) {
        return Ok(Exit::Database);
    }
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return Ok(Exit::Findings);
    }
    if steps.is_empty() {
        output.result(&format!("the folder ends where {to} is: no migration is needed\n"))?;
        return Ok(Exit::Fine);
    }
    let version = sides.a.read.info.version.to_string();
    let dialect = project::at(&world.dialects, &sides.dialect, Some(&version))?;
    let (up, down) = written(&steps, options.offline_ok, dialect);
    let plan = Plan {
        to: to.to_owned(),
        from: from.to_string(),
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
    let plan = plan::json(&plan, &map).map_err(|error| Failure::Internal(error.to_string()))?;
    let path = folder.add(Migration { name, up, down, plan: Some(plan) })?;
    output.result(&format!("{}\n", path.display()))?;
    Ok(Exit::Fine)
}
