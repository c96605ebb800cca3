use super::args::{Common, EmitOptions};
use super::failure::{Exit, Failure};
use super::load;
use super::output::Output;
use crate::diagnostics::Level;
use crate::emit;
use crate::project;

pub fn run(options: &EmitOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let loaded = load::design(&options.source, common)?;
    let mut checked = project::check(&loaded)?;
    let name = match &options.dialect {
        Some(name) => name.clone(),
        None => match checked.targets.first() {
            Some(target) => target.dialect.name().to_owned(),
            None => String::new(),
        },
    };
    let broken = loaded.findings.iter().any(|finding| finding.level == Level::Error);
    if broken {
        let judged = checked.judge(&loaded, Vec::new());
        output.findings(&judged.findings, &loaded.sources);
        return Ok(Exit::Input);
    }
    // Only what concerns the dialect that is written.
    let same_version = |target: &project::CheckedTarget<'_>| {
        options
            .for_version
            .as_ref()
            .is_none_or(|version| target.dialect.version.to_string() == *version)
    };
    let asked = checked
        .targets
        .iter()
        .find(|target| target.dialect.name() == name && same_version(target))
        .map(|target| target.dialect);
    let dialect = match asked {
        Some(dialect) => dialect,
        None => project::at(&loaded.dialects, &name, options.for_version.as_deref())?,
    };
    checked.targets.clear();
    checked.findings = loaded.findings.clone();
    checked.add(&loaded, dialect);
    let target = checked
        .targets
        .first()
        .ok_or_else(|| Failure::Internal("no target was checked".to_owned()))?;
    let illegal = target.illegal;
    let judged = checked.judge(&loaded, Vec::new());
    output.findings(&judged.findings, &loaded.sources);
    if illegal {
        return Ok(Exit::Findings);
    }
    let statements = emit::emit(&target.physical.schema, target.dialect)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    output.result_to(options.output.as_deref(), &emit::script(&statements, target.dialect))?;
    Ok(Exit::Fine)
}
