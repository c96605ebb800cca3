use serde::Serialize;

use super::args::{Common, InspectFormat, InspectOptions};
use super::failure::{self, Exit};
use super::output::Output;
use super::progress::Progress;
use super::{load, sources};
use crate::ddl::ImportReport;
use crate::design::Design;
use crate::diagnostics::Level;
use crate::emit;
use crate::physical;
use crate::project::{self, Read, ReadOptions, World};
use crate::schema::Schema;
use crate::scripts::{Failure, Note};
use crate::source::Source;
use crate::write;

/// Format version 1: fields are added, never changed. Only entity files have a design.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    design: Option<&'a Design>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'a Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    read_by: Option<Server<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<Load<'a>>,
    /// How SQL files were read without a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<&'a ImportReport>,
}

/// What answered.
#[derive(Serialize)]
struct Server<'a> {
    dialect: &'a str,
    version: String,
    label: &'a str,
}

/// How SQL files were loaded.
#[derive(Serialize)]
struct Load<'a> {
    files: usize,
    statements: usize,
    left_out: Vec<String>,
    notes: &'a [Note],
    failures: &'a [Failure],
}

pub fn run(
    options: &InspectOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, failure::Failure> {
    let source = Source::parse(&options.source)?;
    if let Source::Entities(path) = &source {
        return design(path, options, common, output);
    }
    let world = sources::world(&source, common)?;
    let engines = load::engines(&options.reading.on)?;
    let reading = ReadOptions {
        dialect: options.dialect.as_deref(),
        on: &engines,
        keep_going: options.keep_going,
        offline: options.reading.offline,
        part: false,
        walk: false,
    };
    let progress = Progress::start(output, "reading");
    let read = project::read(&source, &world, &reading, &|text| progress.step(text));
    drop(progress);
    let mut read = read?;
    sources::say(&source.to_string(), &read, output);
    let text = text(&source, &read, &world, options, output)?;
    output.result_to(options.output.as_deref(), &text)?;
    for item in &read.schema.unmodelled {
        output.say(&format!("not modelled: {} {}", item.kind, item.name));
    }
    let partial = sources::partial(&options.source, &mut read, output);
    if partial != Exit::Fine {
        return Ok(partial);
    }
    let incomplete = read.import.as_ref().is_some_and(|import| !import.is_complete());
    let strict = options.strict && (incomplete || !read.schema.unmodelled.is_empty());
    Ok(if strict { Exit::Findings } else { Exit::Fine })
}

fn text(
    source: &Source,
    read: &Read,
    world: &World,
    options: &InspectOptions,
    output: &Output,
) -> Result<String, failure::Failure> {
    match options.format.unwrap_or(InspectFormat::Sgen) {
        InspectFormat::Sgen => {
            let version = read.info.version.to_string();
            let dialect = project::at(&world.dialects, &read.info.dialect, Some(&version))?;
            let written = write::write(&read.schema, dialect, &source.name());
            written.notes.iter().for_each(|note| output.say(&format!("not written: {note}")));
            Ok(written.text)
        }
        InspectFormat::Json => {
            let server = Server {
                dialect: &read.info.dialect,
                version: read.info.version.to_string(),
                label: &read.info.label,
            };
            let load = read.report.as_ref().map(|report| Load {
                files: report.files,
                statements: report.run,
                left_out: report.left_out(),
                notes: &report.notes,
                failures: &report.failures,
            });
            json(&Document {
                format_version: 1,
                design: None,
                schema: Some(&read.schema),
                read_by: Some(server),
                load,
                import: read.import.as_ref(),
            })
        }
        InspectFormat::Sql => {
            let name = read.info.dialect.as_str();
            if let Some(asked) = options.dialect.as_deref().filter(|asked| *asked != name) {
                return Err(failure::Failure::Usage(format!(
                    "the source is {name}, and is written as that only; `--dialect {asked}` is for designs: \
                     `schemagen emit`"
                )));
            }
            let version = read.info.version.to_string();
            let dialect = project::at(&world.dialects, name, Some(&version))?;
            let mut schema = read.schema.clone();
            physical::spell_out(&mut schema, dialect);
            let statements = emit::emit(&schema, dialect)
                .map_err(|error| failure::Failure::Internal(error.to_string()))?;
            Ok(emit::script(&statements, dialect))
        }
    }
}

fn design(
    path: &std::path::Path,
    options: &InspectOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, failure::Failure> {
    let loaded = load::entities(path, common)?;
    if loaded.findings.iter().any(|finding| finding.level == Level::Error) {
        let checked = project::check(&loaded)?;
        output.findings(&checked.judge(&loaded, Vec::new()).findings, &loaded.sources);
        return Ok(Exit::Input);
    }
    if options.format == Some(InspectFormat::Sgen) {
        return Err(failure::Failure::Usage(
            "a design is an entity file already; `schemagen fmt` prints it in its one spelling"
                .to_owned(),
        ));
    }
    if options.format == Some(InspectFormat::Sql) {
        return Err(failure::Failure::Usage(
            "a design is written as SQL by `schemagen emit`".to_owned(),
        ));
    }
    let text = json(&Document {
        format_version: 1,
        design: Some(&loaded.design),
        schema: None,
        read_by: None,
        load: None,
        import: None,
    })?;
    output.result_to(options.output.as_deref(), &text)?;
    Ok(Exit::Fine)
}

fn json(document: &Document<'_>) -> Result<String, failure::Failure> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|error| failure::Failure::Internal(error.to_string()))?;
    Ok(text + "\n")
}
