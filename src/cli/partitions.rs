//! `partitions`: what the calendar asks of a running database.

use std::fmt::Write;

use super::args::{
    Common, EmitPartitionsOptions, MaintainOptions, PartitionsCommand, PartitionsOptions,
    SchedulerName,
};
use super::failure::{Exit, Failure};
use super::migrate::run::patience;
use super::migrate::show::listener;
use super::output::Output;
use super::progress::Progress;
use super::way::say_notes;
use super::{load, migrate, sources};
use crate::diagnostics::Level;
use crate::dialect::Dialect;
use crate::emit::script;
use crate::engine::DatabaseUrl;
use crate::plan;
use crate::project::migrate::{Database, MigrateError};
use crate::project::{self, Checked, Kept, Loaded, Over, ReadOptions, Scheduler, Upkeep};
use crate::text::SourceMap;

/// Others may keep up the same partitions meanwhile: then what is left is looked at anew.
const TRIES: usize = 3;

pub fn run(command: &PartitionsCommand, common: &Common, output: &Output) -> Result<Exit, Failure> {
    match command {
        PartitionsCommand::Status(options) => status(options, common, output),
        PartitionsCommand::Maintain(options) => maintain(options, common, output),
        PartitionsCommand::Emit(options) => emit(options, common, output),
    }
}

fn status(options: &PartitionsOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let (loaded, url) = asked(options, common)?;
    let found = look(options, &loaded, &url, Over::Drop, common, output)?;
    output.result(&text(&found.tables, &loaded))?;
    let done = found.tables.iter().all(is_kept_up);
    Ok(if done { Exit::Fine } else { Exit::Findings })
}

fn maintain(options: &MaintainOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let (loaded, url) = asked(&options.asked, common)?;
    let over = options.archive.as_deref().map_or(Over::Drop, Over::Archive);
    let first = look(&options.asked, &loaded, &url, over, common, output)?;
    output.result(&text(&first.tables, &loaded))?;
    say_notes(&first.notes, output);
    let troubled = first.tables.iter().any(|kept| kept.trouble.is_some());
    let end = if troubled { Exit::Findings } else { Exit::Fine };
    if first.copies_tables {
        return Err(Failure::Usage(format!(
            "what is missing cannot be made without writing whole tables anew: `schemagen plan --from URL` shows how, and \
             `schemagen apply` does it on {}",
            first.coming.title
        )));
    }
    if options.dry_run {
        for plan in [&first.coming, &first.leaving] {
            if !plan.steps.is_empty() {
                output.result(&plan::text(plan, &SourceMap::default(), output.out))?;
            }
        }
        return Ok(end);
    }
    let mut next = Some(first);
    let mut tries = 0;
    loop {
        let found = match next.take() {
            Some(found) => found,
            None => look(&options.asked, &loaded, &url, over, common, output)?,
        };
        let plans = [&found.coming, &found.leaving];
        let Some(plan) = plans.into_iter().find(|plan| !plan.steps.is_empty()) else {
            return Ok(end);
        };
        let saved = plan::json(plan, &SourceMap::default())
            .map_err(|error| Failure::Internal(error.to_string()))?;
        let database = Database {
            url: &url,
            dialects: &loaded.dialects,
            patience: patience(&options.patience)?,
        };
        match database.apply_again(&saved, &mut listener(options.log_format, output)) {
            // What comes is there; what leaves is looked for anew.
            Ok(_) if found.leaving.steps.is_empty() || found.coming.steps.is_empty() => {
                return Ok(end);
            }
            Ok(_) => {}
            Err(MigrateError::Changed) if tries < TRIES => tries += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

fn emit(
    options: &EmitPartitionsOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let loaded = load::entities(&options.source, common)?;
    let scheduler = match options.scheduler {
        SchedulerName::PgPartman => Scheduler::Partman,
        SchedulerName::Events => Scheduler::Events,
    };
    let targets = project::dialects(&loaded)?;
    let wanted = |dialect: &&Dialect<'_>| match &options.dialect {
        Some(name) => dialect.name() == name,
        None => scheduler.serves(**dialect),
    };
    let Some(dialect) = targets.iter().find(wanted).filter(|one| scheduler.serves(**one)) else {
        return Err(Failure::Usage(
            "no target of the design has it: pg_partman is for PostgreSQL, events are for MySQL and MariaDB".to_owned(),
        ));
    };
    let checked = Checked::of(&loaded, &[*dialect]);
    let judged = checked.judge(&loaded, Vec::new());
    output.findings(&judged.findings, &loaded.sources);
    let Some(target) = checked.targets.first() else { return Ok(Exit::Input) };
    if target.illegal {
        return Ok(Exit::Findings);
    }
    let statements = project::schedule(&loaded, target, scheduler)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    let script = script(&statements, target.dialect);
    let text = format!("-- {}\n{script}", scheduler.words());
    output.result_to(options.output.as_deref(), &text)?;
    Ok(Exit::Fine)
}

fn asked(options: &PartitionsOptions, common: &Common) -> Result<(Loaded, DatabaseUrl), Failure> {
    let loaded = load::entities(&options.source, common)?;
    let url = migrate::url(options.to.as_deref(), &loaded.settings, "--to")?;
    Ok((loaded, url))
}

fn look(
    options: &PartitionsOptions,
    loaded: &Loaded,
    url: &DatabaseUrl,
    over: Over<'_>,
    common: &Common,
    output: &Output,
) -> Result<Upkeep, Failure> {
    let broken: Vec<_> =
        loaded.findings.iter().filter(|finding| finding.level == Level::Error).cloned().collect();
    if !broken.is_empty() {
        output.findings(&broken, &loaded.sources);
        return Err(Failure::Usage(
            "the design has mistakes: its partitions are not known".to_owned(),
        ));
    }
    let engines = load::engines(&options.on)?;
    let reading = ReadOptions { on: &engines, ..ReadOptions::default() };
    let asked = project::UpkeepOptions { reading, over };
    let progress = Progress::start(output, "reading");
    let found =
        project::upkeep(&options.source, loaded, url, &load::overrides(common), &asked, &|text| {
            progress.step(text)
        });
    drop(progress);
    found.map_err(|error| sources::failure(error, output))
}

fn is_kept_up(kept: &Kept) -> bool {
    kept.trouble.is_none() && kept.missing.is_empty() && kept.over.is_empty()
}

fn text(tables: &[Kept], loaded: &Loaded) -> String {
    if tables.is_empty() {
        return "no entity has partitions that follow the calendar (`partition by range … every …`)\n".to_owned();
    }
    let mut out = format!("as of {}\n", loaded.as_of);
    for kept in tables {
        let sign = if is_kept_up(kept) { "✓" } else { "✗" };
        let _ = write!(out, "{sign} {}: ", kept.table);
        let _ = match &kept.trouble {
            Some(trouble) => writeln!(out, "{trouble}; `schemagen plan --from URL` shows the way"),
            None => writeln!(out, "{} partitions", kept.present),
        };
        for (word, names) in [("missing", &kept.missing), ("over", &kept.over)] {
            if !names.is_empty() {
                let _ = writeln!(out, "  {word}: {}", names.join(", "));
            }
        }
    }
    out
}
