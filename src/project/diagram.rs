//! The picture of a design, with what its check finds and what its queries would gain.

use super::{AdviseOptions, Loaded, TargetError, advise, check};
use crate::diagnostics::Diagnostic;
use crate::diagram::{self, Picture};

/// A picture, and the findings that are marked in it.
pub struct Drawn {
    pub picture: Picture,
    pub findings: Vec<Diagnostic>,
}

/// Draws a design; of a broken one what was understood.
pub fn draw(loaded: &Loaded, title: &str) -> Result<Drawn, TargetError> {
    let checked = check(loaded)?;
    let findings = checked.judge(loaded, Vec::new()).findings;
    let title = loaded.design.name.as_deref().unwrap_or(title);
    let mut picture = diagram::picture(title, &loaded.design, &findings, &loaded.sources);
    // Without queries there is nothing to advise on; and what cannot be advised on is drawn all the same.
    if let Some(target) =
        checked.targets.first().filter(|target| !target.physical.queries.is_empty())
        && let Ok(advised) = advise(loaded, target, &[], &AdviseOptions::default())
    {
        picture.advise(&advised.advice);
    }
    Ok(Drawn { picture, findings })
}
