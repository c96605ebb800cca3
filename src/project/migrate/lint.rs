//! Migration files held against the rules about changes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::design::Design;
use crate::diagnostics::{Diagnostic, Level};
use crate::dialect::Dialect;
use crate::hazard::{Hazard, Setting, judge_script};
use crate::lint;
use crate::project::{ReadError, World};
use crate::rules;
use crate::schema::Schema;
use crate::sql::statements::{Item, Splitter, Statement};
use crate::text::{FileId, SourceMap, Span};

/// Files after the rules went through them.
#[derive(Debug, Default)]
pub struct Linted {
    pub sources: SourceMap,
    pub findings: Vec<Diagnostic>,
    /// Findings that a line in the file allows.
    pub allowed: usize,
    pub files: usize,
    pub statements: usize,
}

/// A line such as `-- schemagen: allow SG6002 nobody reads it since May` before a statement.
const DIRECTIVE: &str = "schemagen:";

/// Judges files in the order in which they run, on the schema that the first of them meets.
pub fn lint_files(
    paths: &[PathBuf],
    dialect: Dialect<'_>,
    before: Option<&Schema>,
    world: &World,
) -> Result<Linted, ReadError> {
    let mut linted = Linted::default();
    for path in paths {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| ReadError::Input(format!("cannot read `{name}`: {error}")))?;
        linted.file(name, text, dialect, before)?;
    }
    let levels: BTreeMap<String, Option<Level>> = world
        .settings
        .file
        .rules
        .iter()
        .map(|(code, level)| (code.to_ascii_uppercase(), level.level()))
        .collect();
    let judged = lint::judge(
        std::mem::take(&mut linted.findings),
        &Design::default(),
        &levels,
        &rules::all(),
    );
    linted.findings = judged.findings;
    Ok(linted)
}

impl Linted {
    fn file(
        &mut self,
        name: String,
        text: String,
        dialect: Dialect<'_>,
        before: Option<&Schema>,
    ) -> Result<(), ReadError> {
        let statements = statements(&name, &text, dialect)?;
        let file = self.sources.add(name, text);
        let text = self.sources.get(file).map(|file| file.text.clone()).unwrap_or_default();
        let sqls = statements.iter().map(|statement| statement.text.as_str());
        let judged = judge_script(sqls, before, dialect, &Setting::default());
        let mut end_of_last = 0;
        for (statement, hazards) in statements.iter().zip(judged) {
            let (start, end) = (offset(statement.start), offset(statement.end));
            let allowed = allowed(text.get(end_of_last..end).unwrap_or_default());
            end_of_last = end;
            let first_line = statement.text.lines().next().unwrap_or_default().len();
            let span = Span::new(file, narrow(start), narrow(start + first_line));
            for hazard in hazards {
                if allowed.iter().any(|code| code.eq_ignore_ascii_case(hazard.rule.code)) {
                    self.allowed += 1;
                } else {
                    self.findings.push(finding(&hazard, span));
                }
            }
        }
        self.files += 1;
        self.statements += statements.len();
        Ok(())
    }

    /// The file that a name stands for.
    pub fn id_of(&self, name: &str) -> Option<FileId> {
        self.sources.files().find(|(_, file)| file.path == name).map(|(id, _)| id)
    }
}

/// A hazard as a finding at a place.
pub fn finding(hazard: &Hazard, span: Span) -> Diagnostic {
    let mut finding = Diagnostic::new(hazard.rule, hazard.why.clone()).at(span, "");
    let costs: Vec<String> = [
        hazard.lock.as_ref().map(|lock| format!("takes `{lock}` on `{}`", hazard.relation)),
        hazard.rewrites.then(|| "writes the table anew".to_owned()),
        (hazard.scans && !hazard.rewrites).then(|| "reads the whole table".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !costs.is_empty() {
        finding = finding.note(costs.join(", "));
    }
    if let Some(loses) = &hazard.loses {
        finding = finding.note(format!("loses {loses}"));
    }
    match &hazard.recipe {
        Some(recipe) => finding.help(recipe.clone()),
        None => finding,
    }
}

/// The statements of a text, as the server's own client would cut it.
pub fn statements(
    name: &str,
    text: &str,
    dialect: Dialect<'_>,
) -> Result<Vec<Statement>, ReadError> {
    let mut splitter = Splitter::new(text.as_bytes(), dialect.data);
    let mut found = Vec::new();
    let unreadable = |why: String| ReadError::Input(format!("cannot read `{name}`: {why}"));
    loop {
        match splitter.next_item().map_err(|error| unreadable(error.to_string()))? {
            None => return Ok(found),
            Some(Item::Statement(statement)) => found.push(statement),
            Some(Item::Unfinished(unfinished)) => {
                let why = format!("what begins on line {} is never closed", unfinished.line);
                return Err(unreadable(why));
            }
            Some(Item::NotText(place)) => {
                return Err(unreadable(format!("line {} is no text", place.line)));
            }
            Some(Item::Command(_) | Item::Rows(_)) => {}
        }
    }
}

/// The codes that comments before a statement, or in it, allow.
fn allowed(text: &str) -> Vec<String> {
    let comments = text.lines().filter_map(|line| line.trim().strip_prefix("--"));
    let directives = comments.filter_map(|line| line.trim().strip_prefix(DIRECTIVE));
    let allows = directives.filter_map(|line| line.trim().strip_prefix("allow "));
    allows
        .flat_map(str::split_whitespace)
        .map(|word| word.trim_end_matches(',').to_owned())
        .filter(|word| word.len() == 6 && word.to_ascii_uppercase().starts_with("SG"))
        .collect()
}

fn offset(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

fn narrow(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}
