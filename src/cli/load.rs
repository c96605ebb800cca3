use std::path::Path;

use super::args::{Common, Levels};
use super::failure::{Exit, Failure};
use crate::config::Overrides;
use crate::diagnostics::{Diagnostic, Level};
use crate::engine::EngineSpec;
use crate::project::{self, Loaded};
use crate::source::Source;

/// Reads the design that a command names.
pub fn design(source: &str, common: &Common) -> Result<Loaded, Failure> {
    match Source::parse(source)? {
        Source::Entities(path) => entities(&path, common),
        other => Err(Failure::Usage(format!(
            "`{other}` is no design; name an `.sgen` file or a folder of them (other sources are shown by `inspect`)"
        ))),
    }
}

pub fn entities(path: &Path, common: &Common) -> Result<Loaded, Failure> {
    Ok(project::load(path, &overrides(common), project::today)?)
}

pub fn overrides(common: &Common) -> Overrides {
    Overrides {
        config: common.config.clone(),
        dialects: common.dialects.clone(),
        as_of: common.as_of.clone(),
    }
}

/// The engines that `--on` names.
pub fn engines(on: &[String]) -> Result<Vec<EngineSpec>, Failure> {
    on.iter().map(|text| text.parse::<EngineSpec>().map_err(Failure::from)).collect()
}

/// What findings alone say about the exit code: broken sources are wrong input, others count from
/// `--fail-on` on.
pub fn exit_for(findings: &[Diagnostic], loaded: &Loaded, levels: &Levels) -> Exit {
    let language = |finding: &&Diagnostic| {
        finding.rule.code.starts_with("SG0") && finding.level == Level::Error
    };
    if findings.iter().find(language).is_some() {
        return Exit::Input;
    }
    let least = levels
        .fail_on
        .map(|level| level.level())
        .or(loaded.settings.file.fail_on)
        .unwrap_or(Level::Error);
    if findings.iter().any(|finding| finding.level >= least) { Exit::Findings } else { Exit::Fine }
}
