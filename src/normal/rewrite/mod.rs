//! The rewrite of a design: an entity's source becomes the sources of the entities it splits into.
//!
//! Everything is done by spans of the lossless tree: lines that have to go are cut out, lines that
//! are new are put in, and every other byte stays what it was. A file that was in the one spelling is
//! in it afterwards. `plan` decides which attribute and which line goes where, `lines` reads the
//! entity's statements, `write`, `mixins` and `new_entity` make the text. What cannot be kept is said in a note, what nobody
//! should do without asking is refused, and the result is lowered again before anybody sees it: a
//! rewrite that would break anything but a query is a bug, and reported as one.

mod error;
pub mod lines;
mod mixins;
mod new_entity;
mod plan;
mod write;

use std::collections::BTreeMap;

use super::relation::Tables;
use super::report::Report;
use super::usage::{Words, Workload};
use crate::design::Design;
use crate::diagnostics::{Diagnostic, Level};
use crate::language::{self, Parse};
use crate::schema::QualifiedName;
use crate::text::{FileId, SourceMap};

pub use error::RewriteError;
use lines::Files;
use plan::Plan;

/// The form to split to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Third,
    BoyceCodd,
}

/// A name the user gives to what some attributes determine; without attributes, to the only entity
/// there is to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenName {
    pub determinant: Vec<String>,
    pub name: String,
}

/// A design rewritten, in memory.
pub struct Rewrite {
    /// All files, the changed ones with their new texts.
    pub sources: SourceMap,
    pub changed: Vec<FileId>,
    /// The new design.
    pub design: Design,
    pub split: Split,
    /// What did not come along, or needs a look.
    pub notes: Vec<String>,
    /// Queries and views that use what has moved.
    pub broken: Vec<Broken>,
}

/// Which table parts into which: what it takes to move the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub table: QualifiedName,
    /// Columns that leave the table.
    pub moved: Vec<String>,
    /// The new tables, those that are referred to first.
    pub parts: Vec<Part>,
}

/// A table that is split off. Its columns bear the names that they have in the old table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: QualifiedName,
    pub key: Vec<String>,
    /// What the key determines; the key is not among them.
    pub determined: Vec<String>,
    /// What the part calls some of them.
    pub called: BTreeMap<String, String>,
}

impl Part {
    /// What the part calls a column.
    pub fn called<'p>(&'p self, name: &'p str) -> &'p str {
        self.called.get(name).map_or(name, String::as_str)
    }
}

/// Something that reads what has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// `query` or `view`.
    pub kind: &'static str,
    pub name: String,
    /// The new entities it has to join.
    pub joins: Vec<String>,
}

/// Rewrites the design so that the entity of the report is in a form.
pub fn rewrite(
    design: &Design,
    sources: &SourceMap,
    report: &Report<'_>,
    form: Form,
    names: &[GivenName],
) -> Result<Rewrite, RewriteError> {
    let files = Files::new(sources);
    let plan = Plan::new(design, report, form, names)?;
    let written = write::write(&files, sources, report, &plan)?;
    let (new_sources, changed) = replaced(sources, &written.texts);
    let parses: Vec<(FileId, Parse)> =
        new_sources.files().map(|(file, source)| (file, language::parse(&source.text))).collect();
    let (new_design, findings) = language::lower(&parses, &new_sources);
    refuse_damage(&parses, &findings, report, &new_sources)?;
    let mut notes = written.notes;
    notes.extend(plan.notes(design, report));
    Ok(Rewrite {
        broken: broken(design, report, &plan),
        sources: new_sources,
        changed,
        design: new_design,
        split: plan.split(report),
        notes,
    })
}

/// The files with new texts, and which of them differ.
fn replaced(sources: &SourceMap, texts: &BTreeMap<FileId, String>) -> (SourceMap, Vec<FileId>) {
    let mut new = SourceMap::default();
    let mut changed = Vec::new();
    for (file, source) in sources.files() {
        let text = texts.get(&file).unwrap_or(&source.text);
        let id = new.add(source.path.clone(), text.clone());
        if *text != source.text {
            changed.push(id);
        }
    }
    (new, changed)
}

/// What the new texts may not do: have mistakes outside of queries and views, which read what moved.
fn refuse_damage(
    parses: &[(FileId, Parse)],
    findings: &[Diagnostic],
    report: &Report<'_>,
    sources: &SourceMap,
) -> Result<(), RewriteError> {
    let syntax = parses.iter().flat_map(|(file, parse)| parse.diagnostics(*file));
    let mut errors = syntax.chain(
        findings
            .iter()
            .filter(|finding| finding.level == Level::Error && !reads(finding, sources))
            .cloned(),
    );
    match errors.next() {
        None => Ok(()),
        Some(error) => {
            let place = error.span().and_then(|span| sources.locate(span));
            let place =
                place.map_or_else(String::new, |(path, at)| format!(" ({path}:{})", at.line));
            Err(RewriteError::Damage {
                entity: report.entity.name().to_string(),
                why: format!("{}{place}", error.message),
            })
        }
    }
}

/// Whether a finding lies in the SQL of a query or a view.
fn reads(finding: &Diagnostic, sources: &SourceMap) -> bool {
    let Some(span) = finding.span() else { return false };
    let Some(source) = sources.get(span.file) else { return false };
    let tree = language::parse(&source.text).syntax();
    let at = rowan::TextSize::from(span.start);
    if at >= tree.text_range().end() {
        return false;
    }
    tree.token_at_offset(at).right_biased().is_some_and(|token| {
        token.parent_ancestors().any(|node| {
            matches!(node.kind(), language::SyntaxKind::Query | language::SyntaxKind::View)
        })
    })
}

fn broken(design: &Design, report: &Report<'_>, plan: &Plan) -> Vec<Broken> {
    let (table, relation) = (report.entity.table, &report.entity.relation);
    let tables = Tables::new(design);
    let workload = Workload::new(design);
    let joins = |used: &crate::theory::AttributeSet| -> Option<Vec<String>> {
        if !used.intersects(&plan.moved) {
            return None;
        }
        let wanted = used & &plan.moved;
        let parts = plan.parts.iter().filter(|part| part.attributes.intersects(&wanted));
        Some(parts.map(|part| part.name.clone()).collect())
    };
    let queries =
        workload.uses(table, relation, &tables).into_iter().filter_map(|(query, used)| {
            Some(Broken { kind: "query", name: query.name.clone(), joins: joins(&used)? })
        });
    let views = design.schema.views.iter().filter_map(|view| {
        let used = Words::of(view.query.text()).attributes_of(table, relation, &tables)?;
        Some(Broken { kind: "view", name: view.name.to_string(), joins: joins(&used)? })
    });
    queries.chain(views).collect()
}
