use super::args::{AdviseFormat, AdviseOptions, Common};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::{load, sources};
use crate::advise::{Bounds, explanation};
use crate::diagnostics::render::Styling;
use crate::engine::DatabaseUrl;
use crate::project::{self, AdviseError, Checked};

pub fn run(options: &AdviseOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let asked = sources::Asked {
        dialect: options.dialect.as_deref(),
        on: &options.on,
        offline: options.offline,
    };
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
            explanation::text(&advised.advice, &loaded.sources, styling)
        }
        AdviseFormat::Sql => advised.sql,
        AdviseFormat::Json => explanation::json(&advised.advice, &findings, &loaded.sources)
            .map_err(|error| Failure::Internal(error.to_string()))?,
    };
    if options.format != AdviseFormat::Json {
        output.findings(&findings, &loaded.sources);
    }
    output.result_to(options.output.as_deref(), &text)?;
    Ok(load::exit_for(&findings, &loaded, &options.levels))
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
