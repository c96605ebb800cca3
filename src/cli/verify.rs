use std::fmt::Write;

use serde::Serialize;

use super::args::{Common, Proving, ReportFormat, VerifyOptions};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::progress::Progress;
use super::{load, plan, sources};
use crate::diagnostics::Level;
use crate::diagnostics::render::{JsonFinding, json_finding, terminal};
use crate::plan::{partitions_read, proof_line, shards_asked};
use crate::project;
use crate::verify::Proof;

/// Format version 1: fields are added, never changed.
#[derive(Serialize)]
struct Document<'p> {
    format_version: u32,
    findings: Vec<JsonFinding>,
    allowed: usize,
    proofs: &'p [Proof],
}

pub fn run(options: &VerifyOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let progress = Progress::start(output, "reading");
    let Proving { dialect, on } = &options.proving;
    let asked = sources::Asked { dialect: dialect.as_deref(), on, offline: false };
    let loaded = sources::any(&options.source, asked, common, output)?;
    let mut checked = project::check(&loaded)?;
    if let Some(name) = &options.proving.dialect {
        plan::choose(&mut checked, &loaded, name)?;
        // The other targets were not asked about.
        checked.targets.truncate(1);
    }
    let broken = loaded.findings.iter().any(|finding| finding.level == Level::Error);
    let engines = load::engines(&options.proving.on)?;
    let proved = match broken {
        true => project::Proved::default(),
        false => project::prove(&loaded, &checked, &engines, &|text| progress.step(text))?,
    };
    drop(progress);
    let failed = proved.failed();
    let judged = checked.judge(&loaded, proved.findings);
    let text = match options.format {
        ReportFormat::Json => {
            let document = Document {
                format_version: 1,
                findings: judged
                    .findings
                    .iter()
                    .map(|finding| json_finding(finding, &loaded.sources))
                    .collect(),
                allowed: judged.allowed,
                proofs: &proved.proofs,
            };
            let text = serde_json::to_string_pretty(&document);
            text.map_err(|error| Failure::Internal(error.to_string()))? + "\n"
        }
        ReportFormat::Text => {
            let mut text = String::new();
            for finding in judged
                .findings
                .iter()
                .filter(|finding| finding.level == Level::Error || output.verbose > 0)
            {
                let _ = writeln!(text, "{}\n", terminal(finding, &loaded.sources, output.out));
            }
            for proof in &proved.proofs {
                let _ = writeln!(text, "{}", proof_line(proof, output.out));
                for words in partitions_read(proof).chain(shards_asked(proof)) {
                    let _ = writeln!(text, "    {words}");
                }
            }
            text
        }
    };
    output.result(&text)?;
    Ok(if failed {
        Exit::Database
    } else {
        load::exit_for(&judged.findings, &loaded, &options.levels)
    })
}
