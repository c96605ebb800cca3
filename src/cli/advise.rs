use std::fmt::Write;
use std::path::Path;

use super::args::{
    AdviseCommand, AdviseFormat, AdviseOptions, AdviseSubcommand, Common, ImportOptions,
};
use super::failure::{Exit, Failure};
use super::output::{Output, write_file};
use super::{load, sources};
use crate::advise::advice::described;
use crate::advise::{Added, Advice, Bounds, explanation, writing};
use crate::diagnostics::render::Styling;
use crate::dialect::Dialect;
use crate::engine::DatabaseUrl;
use crate::growth;
use crate::project::{self, AdviseError, Checked, ImportError};
use crate::schema::IndexTarget;

pub fn run(command: &AdviseCommand, common: &Common, output: &Output) -> Result<Exit, Failure> {
    match &command.other {
        Some(AdviseSubcommand::Import(options)) => import(options, output),
        None => advise(&command.options, common, output),
    }
}

/// `advise import`: the statements of a running system as `query` blocks.
fn import(options: &ImportOptions, output: &Output) -> Result<Exit, Failure> {
    let from = match options.from.as_str() {
        kind @ ("pg_stat_statements" | "performance_schema") => {
            let url = options.url.as_deref().ok_or_else(|| {
                Failure::Usage(format!("`--from {kind}` needs the URL of a database behind it"))
            })?;
            let url = url.parse::<DatabaseUrl>();
            project::ImportFrom::Server(url.map_err(|error| Failure::Usage(error.to_string()))?)
        }
        file => {
            if options.url.is_some() {
                return Err(Failure::Usage(format!(
                    "`--from {file}` is taken for a file, which needs no URL; servers are `pg_stat_statements` and \
                     `performance_schema`"
                )));
            }
            project::ImportFrom::File(file.into())
        }
    };
    let text = project::imported(&from).map_err(|error| match error {
        ImportError::Engine(error) => Failure::Engine(error),
        ImportError::Source(error) => Failure::Source(error),
    })?;
    if text.is_empty() {
        output.say("no statement was found that asks or changes rows");
    }
    output.result_to(options.output.as_deref(), &text)?;
    Ok(Exit::Fine)
}

fn advise(options: &AdviseOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let asked = options.reading.asked(options.dialect.as_deref());
    let bounds = Bounds {
        budget: options.budget.as_deref().map(bytes).transpose()?,
        most_per_table: options.max_per_table,
    };
    let stats = options
        .stats
        .as_deref()
        .map(|text| {
            text.parse::<DatabaseUrl>()
                .map_err(|error| Failure::Usage(format!("`--stats`: {error}")))
        })
        .transpose()?;
    let mut loaded = sources::any(&options.source, asked, common, output)?;
    let queries = match &options.queries {
        Some(path) => project::workload(path, &mut loaded.sources)?,
        None => Vec::new(),
    };
    let targets = project::dialects(&loaded)?;
    let named = options.dialect.as_deref();
    let dialect = targets.iter().find(|target| named.is_none_or(|name| target.name() == name));
    let dialect = match (dialect, named) {
        (Some(dialect), _) => *dialect,
        (None, Some(name)) => project::target(&loaded, name, None)?,
        (None, None) => return Err(Failure::Internal("a design has no target".to_owned())),
    };
    let checked = Checked::of(&loaded, &[dialect]);
    let Some(target) = checked.targets.first() else {
        output.findings(&checked.judge(&loaded, Vec::new()).findings, &loaded.sources);
        return Ok(Exit::Input);
    };
    let asked = project::AdviseOptions { bounds, stats };
    let advised =
        project::advise(&loaded, target, &queries, &asked).map_err(|error| match error {
            AdviseError::Engine(error) => Failure::Engine(error),
            AdviseError::Emit(error) => Failure::Internal(error.to_string()),
        })?;
    if options.write {
        return write(&loaded, &targets, dialect, &advised.advice, output);
    }
    // What a target cannot hold is `check`'s to say; here only what concerns the queries counts.
    let judged = checked.judge(&loaded, advised.findings);
    let findings: Vec<_> = judged
        .findings
        .into_iter()
        .filter(|finding| {
            finding.rule.code.starts_with("SG4") || finding.rule.code.starts_with("SG017")
        })
        .collect();
    let text = match options.format {
        AdviseFormat::Text => {
            let styling = if options.output.is_some() { Styling::Plain } else { output.out };
            let indexes = explanation::text(&advised.advice, &loaded.sources, styling);
            match growth::explanation::text(&advised.growth, &loaded.sources, styling) {
                more if more.is_empty() => indexes,
                more => format!("{indexes}\n{more}"),
            }
        }
        AdviseFormat::Sql => advised.sql,
        AdviseFormat::Json => {
            let more = growth::explanation::json(&advised.growth, &loaded.sources);
            explanation::json(&advised.advice, more, &findings, &loaded.sources)
                .map_err(|error| Failure::Internal(error.to_string()))?
        }
    };
    if options.format != AdviseFormat::Json {
        output.findings(&findings, &loaded.sources);
    }
    output.result_to(options.output.as_deref(), &text)?;
    Ok(load::exit_for(&findings, &loaded, &options.levels))
}

/// `--write`: the advised indexes become lines of their entities.
fn write(
    loaded: &project::Loaded,
    targets: &[Dialect<'_>],
    dialect: Dialect<'_>,
    advice: &Advice,
    output: &Output,
) -> Result<Exit, Failure> {
    if loaded.read_by.is_some() {
        return Err(Failure::Usage(
            "`--write` changes a design; make one first: `schemagen inspect SOURCE > design.sgen`"
                .to_owned(),
        ));
    }
    // What one server alone can hold is laid over the entity for that server.
    let only = |added: &Added| {
        let plain = added.index.include.is_empty()
            && added.index.predicate.is_none()
            && added.index.method.is_none()
            && added.index.parts.iter().all(|part| {
                part.operator_class.is_none() && matches!(part.target, IndexTarget::Column(_))
            });
        (targets.len() > 1 && !plain).then(|| dialect.name().to_owned())
    };
    let written = writing::write(advice, &loaded.design, &loaded.sources, &only);
    if let Some(why) = written.left.first() {
        return Err(Failure::Usage(format!("the advice cannot be written into the design: {why}")));
    }
    for file in written.changed.iter().filter_map(|file| written.sources.get(*file)) {
        write_file(Path::new(&file.path), &file.text)?;
    }
    let mut text = String::new();
    for (entity, line) in &written.lines {
        let _ = writeln!(text, "+ {entity}  {line}");
    }
    for removed in &advice.removed {
        let _ = writeln!(
            text,
            "left as it is: {}  index {}, which could go",
            removed.table,
            described(&removed.index)
        );
    }
    if written.lines.is_empty() {
        text.push_str("no index to add\n");
    }
    output.result(&text)?;
    Ok(Exit::Fine)
}

/// `2GB`, `500 MB`, `1.5g`, or bytes.
fn bytes(text: &str) -> Result<f64, Failure> {
    let plain = text.trim().to_lowercase();
    let digits = plain.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(plain.len());
    let factor = match plain[digits..].trim() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        _ => f64::NAN,
    };
    let number = plain[..digits].parse::<f64>().unwrap_or(f64::NAN) * factor;
    if number.is_finite() && number >= 0.0 {
        return Ok(number);
    }
    Err(Failure::Usage(format!("`{text}` is no size; write it as in `2GB`, `500MB` or in bytes")))
}
