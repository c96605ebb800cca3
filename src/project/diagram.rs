//! The picture of a design, with what its check finds and what its queries would gain.

use super::compare::sides;
use super::{
    AdviseOptions, Advised, Loaded, ReadError, ReadOptions, TargetError, World, advise, check,
    load, today,
};
use crate::config::Overrides;
use crate::design::Design;
use crate::diagnostics::render::Styling;
use crate::diagnostics::{Diagnostic, Level};
use crate::diagram::{self, Picture, Renames};
use crate::document::Parts;
use crate::normal::{self, render};
use crate::source::Source;
use crate::text::SourceMap;
use crate::theory::Limits;

/// A picture, and the findings that are marked in it.
pub struct Drawn {
    pub picture: Picture,
    pub findings: Vec<Diagnostic>,
}

/// Draws a design; of a broken one what was understood.
pub fn draw(loaded: &Loaded, title: &str) -> Result<Drawn, TargetError> {
    Ok(advised(loaded, title)?.0)
}

/// Everything that goes into the document of a design, but for changes.
pub fn document(loaded: &Loaded, title: &str) -> Result<(Drawn, Parts), TargetError> {
    let (drawn, advised) = advised(loaded, title)?;
    let mut parts = Parts::default();
    if loaded.findings.iter().any(|finding| finding.level == Level::Error) {
        return Ok((drawn, parts));
    }
    if let Some(advised) = advised {
        // Without queries nothing speaks for or against an index.
        parts.advice = (!advised.advice.queries.is_empty()).then_some(advised.advice);
        parts.growth = Some(advised.growth);
        parts.sources = loaded.sources.clone();
    }
    if loaded.read_by.is_none() && !loaded.design.entities.is_empty() {
        let reports = normal::reports(&loaded.design, &Limits::default(), &|_| true);
        let brief = render::Detail::Brief;
        let text = render::text(&reports, brief, &loaded.sources, Styling::Plain);
        parts.normal_forms = Some(format!("{text}\n{}", render::summary(&reports)));
    }
    Ok((drawn, parts))
}

/// The picture, and the advice that stands in it; what cannot be advised on is drawn all the same.
fn advised(loaded: &Loaded, title: &str) -> Result<(Drawn, Option<Advised>), TargetError> {
    let checked = check(loaded)?;
    let findings = checked.judge(loaded, Vec::new()).findings;
    let title = loaded.design.name.as_deref().unwrap_or(title);
    let mut picture = diagram::picture(title, &loaded.design, &findings, &loaded.sources);
    let target = checked.targets.first();
    let advised =
        target.and_then(|target| advise(loaded, target, &[], &AdviseOptions::default()).ok());
    // Without queries nothing speaks for or against an index.
    if let Some(advised) = advised.as_ref().filter(|advised| !advised.advice.queries.is_empty()) {
        picture.advise(&advised.advice);
    }
    Ok((Drawn { picture, findings }, advised))
}

/// Draws the way from one source to another. Two designs are compared as they are written; anything else as
/// servers hold it, as `diff` does.
pub fn draw_change(
    from: &Source,
    to: &Source,
    overrides: &Overrides,
    options: &ReadOptions<'_>,
    step: &dyn Fn(&str),
) -> Result<Picture, ReadError> {
    let design = |source: &Source| -> Result<Option<Loaded>, ReadError> {
        match source {
            Source::Entities(path) => Ok(Some(load(path, overrides, today)?)),
            _ => Ok(None),
        }
    };
    let (before, after) = (design(from)?, design(to)?);
    let facts = |loaded: &Option<Loaded>| {
        loaded.as_ref().map_or_else(Design::default, |loaded| loaded.design.clone())
    };
    let (mut before_design, mut after_design) = (facts(&before), facts(&after));
    let written = |source: &Source| matches!(source, Source::Entities(_) | Source::Empty);
    if !(written(from) && written(to)) {
        let beside = if to.path().is_some() { to } else { from };
        let world = World::load(beside, overrides)?;
        let sides = sides(from, to, &world, overrides, options, step)?;
        before_design.schema = sides.a.read.schema;
        after_design.schema = sides.b.read.schema;
    }
    let title = after_design.name.clone().unwrap_or_else(|| to.name());
    let none = SourceMap::default();
    let earlier = diagram::picture(&title, &before_design, &[], &none);
    let mut later = diagram::picture(&title, &after_design, &[], &none);
    if let Some(after) = &after {
        let drawn = draw(after, &title)?;
        // Marks, queries and advice of the later design; its rows as they are compared.
        for node in &mut later.nodes {
            let Some(found) = drawn.picture.nodes.iter().find(|found| found.name == node.name)
            else {
                continue;
            };
            node.marks.clone_from(&found.marks);
            node.queries.clone_from(&found.queries);
            node.advice.clone_from(&found.advice);
            for row in &mut node.rows {
                if let Some(at) = found.row(&row.name) {
                    row.marks.clone_from(&found.rows[at].marks);
                }
            }
        }
    }
    Ok(diagram::compare(&earlier, later, &Renames::of(&after_design)))
}
