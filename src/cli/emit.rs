use super::args::{Common, EmitOptions};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::sources;
use crate::dialect::Dialect;
use crate::emit;
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
    output.result_to(options.output.as_deref(), &emit::script(&statements, target.dialect))?;
    Ok(Exit::Fine)
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
