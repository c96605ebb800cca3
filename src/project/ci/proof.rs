use super::{CiError, CiOptions, MISTAKES, Stage, StageOutcome, skipped, stage};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::Styling;
use crate::plan::proof_line;
use crate::project::{Checked, Loaded, prove};

/// Whether engines build exactly the design, and whether its queries run; true where a proof failed.
pub fn proof(
    loaded: &Loaded,
    checked: &Checked<'_>,
    options: &CiOptions<'_>,
    broken: bool,
    step: &dyn Fn(&str),
) -> Result<(Stage, bool), CiError> {
    let name = "proof";
    if broken {
        return Ok((skipped(name, MISTAKES), false));
    }
    if !options.prove {
        return Ok((skipped(name, "`--no-proof`"), false));
    }
    let proved = prove(loaded, checked, options.on, step)?;
    let unproven = proved.failed();
    let words = proved.proofs.iter().map(|proof| proof_line(proof, Styling::Plain)).collect();
    let judged = checked.judge(loaded, proved.findings);
    // What the check found stands there already.
    let known = checked.judge(loaded, Vec::new()).findings;
    let new: Vec<Diagnostic> =
        judged.findings.into_iter().filter(|finding| !known.contains(finding)).collect();
    let mut stage = stage(name, new, &loaded.sources, options);
    stage.words = words;
    if unproven {
        stage.outcome = StageOutcome::Failed;
    }
    Ok((stage, unproven))
}
