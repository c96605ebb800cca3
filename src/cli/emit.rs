use super::args::{Common, EmitOptions};
use super::failure::{Exit, Failure};
use super::output::{Output, write_files};
use super::sources;
use crate::dialect::Dialect;
use crate::emit::{self, File};
use crate::project::{self, Checked, Loaded};

pub fn run(options: &EmitOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let asked_for = options.reading.asked(options.dialect.as_deref());
    let loaded = sources::any(&options.source, asked_for, common, output)?;
    let targets = project::dialects(&loaded)?;
    let dialect = match (&options.dialect, targets.first()) {
        (Some(name), _) => asked(name, options.for_version.as_deref(), &targets, &loaded)?,
        (None, Some(first)) => {
            asked(first.name(), options.for_version.as_deref(), &targets, &loaded)?
        }
        (None, None) => return Err(Failure::Internal("a design has no target".to_owned())),
    };
    // Only what concerns the dialect that is written.
    let checked = Checked::of(&loaded, &[dialect]);
    let judged = checked.judge(&loaded, Vec::new());
    output.findings(&judged.findings, &loaded.sources);
    let Some(target) = checked.targets.first() else { return Ok(Exit::Input) };
    if target.illegal {
        return Ok(Exit::Findings);
    }
    let statements = emit::emit(&target.physical.schema, target.dialect)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    let files = emit::files(&target.physical.schema, &statements, target.dialect)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    write(&files, options, output)?;
    Ok(Exit::Fine)
}

/// One file goes where it is wanted; several into a folder, or one behind the other under their names.
fn write(files: &[File], options: &EmitOptions, output: &Output) -> Result<(), Failure> {
    let wanted = match &options.part {
        None => files,
        Some(name) => match files.iter().position(|file| file.name == *name) {
            Some(place) => &files[place..=place],
            None => {
                let known: Vec<String> =
                    files.iter().map(|file| format!("`{}`", file.name)).collect();
                return Err(Failure::Usage(format!(
                    "there is no part `{name}`; there {} {}",
                    if known.len() == 1 { "is" } else { "are" },
                    known.join(", ")
                )));
            }
        },
    };
    match (wanted, options.output.as_deref()) {
        ([only], path) => output.result_to(path, &only.text),
        (several, Some(folder)) => write_files(folder, several),
        (several, None) => {
            let text: Vec<String> = several
                .iter()
                .map(|file| format!("-- File {}\n{}", file.name, file.text))
                .collect();
            output.result(&text.join("\n"))
        }
    }
}

/// The dialect as the design targets it, unless another version is wanted.
fn asked<'l>(
    name: &str,
    version: Option<&str>,
    targets: &[Dialect<'l>],
    loaded: &'l Loaded,
) -> Result<Dialect<'l>, Failure> {
    let wanted = |target: &&Dialect<'_>| {
        target.name() == name && version.is_none_or(|version| target.version.to_string() == version)
    };
    match targets.iter().find(wanted) {
        Some(target) => Ok(*target),
        None => Ok(project::target(loaded, name, version)?),
    }
}
