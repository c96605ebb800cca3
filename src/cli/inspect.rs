use serde::Serialize;

use super::args::{Common, InspectFormat, InspectOptions};
use super::failure::{Exit, Failure};
use super::load;
use super::output::Output;
use crate::config::Settings;
use crate::design::Design;
use crate::diagnostics::Level;
use crate::dialect::Dialects;
use crate::emit;
use crate::engine;
use crate::project::{self, LoadFailure};
use crate::schema::Schema;
use crate::source::Source;

/// Format version 1: fields are added, never changed. A live server has a schema only.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    design: Option<&'a Design>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'a Schema>,
}

pub fn run(options: &InspectOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    match Source::parse(&options.source)? {
        Source::Entities(path) => {
            let loaded = load::entities(&path, common)?;
            if loaded.findings.iter().any(|finding| finding.level == Level::Error) {
                let checked = project::check(&loaded)?;
                output.findings(&checked.judge(&loaded, Vec::new()).findings, &loaded.sources);
                return Ok(Exit::Input);
            }
            if options.format == InspectFormat::Sql {
                return Err(Failure::Usage(
                    "a design is written as SQL by `schemagen emit`".to_owned(),
                ));
            }
            let document =
                Document { format_version: 1, design: Some(&loaded.design), schema: None };
            write(options, output, &document)?;
            Ok(Exit::Fine)
        }
        Source::Database(url) => {
            let settings = Settings::load(None, &load::overrides(common))?;
            let dialects =
                Dialects::load(settings.dialects.as_deref()).map_err(LoadFailure::from)?;
            let schema = engine::inspect(&url, &dialects)?;
            if options.format == InspectFormat::Sql {
                let name = options.dialect.as_deref().unwrap_or(url.scheme.dialect());
                let newest = dialects.get(name).map(|data| data.versions.newest.to_string());
                let dialect = project::at(&dialects, name, newest.as_deref())?;
                let statements = emit::emit(&schema, dialect)
                    .map_err(|error| Failure::Internal(error.to_string()))?;
                output.result_to(options.output.as_deref(), &emit::script(&statements, dialect))?;
            } else {
                let document = Document { format_version: 1, design: None, schema: Some(&schema) };
                write(options, output, &document)?;
            }
            for item in &schema.unmodelled {
                output.say(&format!("not modelled: {} {}", item.kind, item.name));
            }
            let strict = options.strict && !schema.unmodelled.is_empty();
            Ok(if strict { Exit::Findings } else { Exit::Fine })
        }
        other => Err(Failure::Usage(format!(
            "`{other}` cannot be inspected yet; name an `.sgen` file, a folder of them, or a URL"
        ))),
    }
}

fn write(
    options: &InspectOptions,
    output: &Output,
    document: &Document<'_>,
) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    output.result_to(options.output.as_deref(), &(text + "\n"))
}
