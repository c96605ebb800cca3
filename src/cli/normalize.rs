use std::path::Path;

use super::args::{Common, NormalizeOptions, ReportFormat};
use super::failure::{Exit, Failure};
use super::load;
use super::output::Output;
use crate::diagnostics::Level;
use crate::normal::render::{self, Detail};
use crate::normal::reports;
use crate::project;
use crate::schema::QualifiedName;
use crate::text::did_you_mean;
use crate::theory::Limits;

pub fn run(options: &NormalizeOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let (source, entities) = arguments(options);
    let loaded = load::design(&source, common)?;
    let broken = loaded.findings.iter().any(|finding| finding.level == Level::Error);
    if broken {
        let checked = project::check(&loaded)?;
        let judged = checked.judge(&loaded, Vec::new());
        output.findings(&judged.findings, &loaded.sources);
        return Ok(Exit::Input);
    }
    let names: Vec<&QualifiedName> =
        loaded.design.schema.tables.iter().map(|table| &table.name).collect();
    for entity in &entities {
        if !names.iter().any(|name| means(entity, name)) {
            return Err(unknown(entity, &source, &names));
        }
    }
    let wanted =
        |name: &QualifiedName| entities.is_empty() || entities.iter().any(|word| means(word, name));
    let reports = reports(&loaded.design, &Limits::default(), &wanted);
    if let Some(form) = options.write {
        return match (entities.as_slice(), reports.as_slice()) {
            ([_], [report]) => super::rewrite::run(options, form, report, &loaded, output),
            ([_], _) => Err(Failure::Usage(
                "the name means several entities; write it with its context".to_owned(),
            )),
            _ => Err(Failure::Usage(
                "`--write` splits one entity: name it, as in `normalize --write 3nf customer`"
                    .to_owned(),
            )),
        };
    }
    let text = match options.format {
        ReportFormat::Json => render::json(&reports, &loaded.sources)
            .map_err(|error| Failure::Internal(error.to_string()))?,
        ReportFormat::Text => {
            let detail = if entities.is_empty() { Detail::Brief } else { Detail::Full };
            let mut text = render::text(&reports, detail, &loaded.sources, output.out);
            if entities.is_empty() && !output.quiet {
                text.push('\n');
                text.push_str(&render::summary(&reports));
            }
            text
        }
    };
    output.result(&text)?;
    Ok(Exit::Fine)
}

/// The source and the entities: the first word is the source where it is a place; a lone name of an
/// entity means the design of this folder.
fn arguments(options: &NormalizeOptions) -> (String, Vec<String>) {
    match options.words.split_first() {
        Some((first, rest)) if is_source(first) => (first.clone(), rest.to_vec()),
        _ => (".".to_owned(), options.words.clone()),
    }
}

fn is_source(word: &str) -> bool {
    word.contains(['/', '\\', ':']) || word.ends_with(".sgen") || Path::new(word).exists()
}

fn means(word: &str, name: &QualifiedName) -> bool {
    *word == name.name || *word == name.to_string()
}

fn unknown(word: &str, source: &str, names: &[&QualifiedName]) -> Failure {
    let candidates: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    let near = did_you_mean(word, candidates.iter().map(String::as_str))
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    Failure::Usage(format!("`{source}` has no entity `{word}`{near}"))
}
