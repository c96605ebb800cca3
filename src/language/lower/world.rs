//! What all passes share: the resolved names and entities they read, and the design they write.

use std::collections::{HashMap, HashSet};

use crate::design::{Design, SpansBuilder};
use crate::diagnostics::{Diagnostic, Level};
use crate::language::ast;
use crate::schema::{AtomKey, AtomKind, DataType, QualifiedName};
use crate::text::{FileId, SourceMap, Span};

use super::entity::Entity;
use super::names::{Declared, ObjectKind, Space};
use super::place::{InFile, Word};
use super::rules;
use super::sql::{Island, ends_early};

/// Names by their space.
#[derive(Debug, Default)]
pub struct Names {
    pub objects: Space<Declared>,
    pub mixins: Space<usize>,
    pub queries: Space<usize>,
    pub roles: Space<usize>,
    pub extensions: Space<usize>,
    /// Contexts, with the place of their first block.
    pub contexts: indexmap::IndexMap<String, Span>,
}

impl Names {
    /// The entity that a path means, if it means one.
    pub fn entity(&self, context: Option<&str>, path: &ast::Path) -> Option<usize> {
        let mut parts = path.parts.iter().rev().map(|part| part.text.as_str());
        let name = parts.next()?;
        match self.objects.resolve(context, parts.next(), name)?.1 {
            Declared { kind: ObjectKind::Entity, index, .. } => Some(index),
            _ => None,
        }
    }
}

/// The design as far as names go; does not change while tables are built.
#[derive(Debug)]
pub struct World<'s> {
    pub sources: &'s SourceMap,
    pub names: Names,
    pub entities: Vec<Entity>,
    /// What each domain is made of.
    pub domains: HashMap<QualifiedName, DataType>,
    /// The values of each enum.
    pub enums: HashMap<QualifiedName, Vec<String>>,
    /// Words of native blocks, lower case: what they create cannot be known, so these are never unknown.
    pub native_words: HashSet<String>,
    /// Places the parser has reported, in order: SQL around one is not judged again.
    pub broken: HashMap<FileId, Vec<u32>>,
}

impl<'s> World<'s> {
    /// A piece of SQL with its place; none where the parser found it broken.
    pub fn island(&self, here: InFile, sql: &ast::SqlText) -> Option<Island<'s>> {
        let span = here.span(sql.range.clone());
        let reported = self.broken.get(&here.0).is_some_and(|places| {
            // The brackets around it count as well.
            let next = places.partition_point(|place| *place + 1 < span.start);
            places.get(next).is_some_and(|place| *place <= span.end)
        });
        (!reported).then(|| Island { text: self.sources.slice(span), span })
    }

    /// The entity a path means, or the finding that there is none.
    pub fn entity(&self, context: Option<&str>, path: &[Word]) -> Result<usize, Diagnostic> {
        let (qualifier, last) = match path {
            [name] => (None, name),
            [qualifier, name] => (Some(qualifier), name),
            _ => return Err(self.unknown_entity(context, None, path)),
        };
        let found = self.names.objects.resolve(
            context,
            qualifier.map(|word| word.text.as_str()),
            &last.text,
        );
        match found {
            Some((_, Declared { kind: ObjectKind::Entity, index, .. })) => Ok(index),
            _ => Err(self.unknown_entity(context, qualifier, path)),
        }
    }

    fn unknown_entity(
        &self,
        context: Option<&str>,
        qualifier: Option<&Word>,
        path: &[Word],
    ) -> Diagnostic {
        let written = path.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(".");
        let span = path.iter().map(|word| word.span).reduce(Span::cover).unwrap_or_default();
        let finding =
            Diagnostic::new(&rules::UNKNOWN_ENTITY, format!("there is no entity `{written}`"));
        let Some(last) = path.last() else { return finding.at(span, "no such entity") };
        let qualifier = qualifier.map(|word| word.text.as_str());
        if let Some((full, other)) = self.names.objects.resolve(context, qualifier, &last.text) {
            let kind = other.kind.word();
            return Diagnostic::new(
                &rules::UNKNOWN_ENTITY,
                format!("`{full}` is {kind}, not an entity"),
            )
            .at(span, "an entity is needed here")
            .at(other.span, "declared here");
        }
        let finding = finding.at(span, "no such entity");
        match self
            .names
            .objects
            .advice(context, qualifier, &last.text, |kind| kind == ObjectKind::Entity)
        {
            Some(advice) => advice.give(finding, last.span),
            None => finding,
        }
    }

    /// A finding unless the role is known.
    pub fn check_role(&self, role: &Word) -> Option<Diagnostic> {
        const ALWAYS: [&str; 4] = ["public", "current_user", "current_role", "session_user"];
        let known = ALWAYS.iter().any(|name| role.text.eq_ignore_ascii_case(name))
            || self.names.roles.get(&QualifiedName::bare(&role.text)).is_some();
        if known {
            return None;
        }
        let names = self.names.roles.names().map(|name| name.name.as_str()).chain(["public"]);
        let message = format!("there is no role `{}`", role.text);
        let finding =
            super::names::unknown(&rules::UNKNOWN_ROLE, message, role, "no such role", names);
        Some(match finding.help {
            Some(_) => finding,
            None => finding.help(format!("declare it: `role {}`", role.text)),
        })
    }

    /// The built-in type behind a domain, or the type itself.
    pub fn base_type<'t>(&'t self, mut data_type: &'t DataType) -> &'t DataType {
        for _ in 0..self.domains.len() {
            match data_type {
                DataType::Named { name } => match self.domains.get(name) {
                    Some(base) => data_type = base,
                    None => break,
                },
                _ => break,
            }
        }
        data_type
    }
}

/// What lowering writes.
#[derive(Debug, Default)]
pub struct Output {
    pub design: Design,
    pub spans: SpansBuilder,
    pub findings: Vec<Diagnostic>,
    /// Grants that were given: two lines may give the same one.
    pub granted: HashSet<AtomKey>,
    /// Named native blocks, by dialect and name.
    pub natives: HashMap<(String, String), Span>,
    reported: HashSet<(&'static str, Span)>,
}

impl Output {
    /// Adds a finding, unless its rule has spoken about this place: a line of a mixin is read once for
    /// every entity that includes it, and its mistake is still one.
    pub fn report(&mut self, finding: Diagnostic) {
        let fresh =
            finding.span().is_none_or(|span| self.reported.insert((finding.rule.code, span)));
        if fresh {
            self.findings.push(finding);
        }
    }

    pub fn report_all(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        findings.into_iter().for_each(|finding| self.report(finding));
    }

    /// The one dialect that the design is for, if it is for one only: its SQL is that dialect's own.
    pub fn alone(&self) -> Option<&str> {
        match self.design.targets.as_slice() {
            [only] => Some(&only.dialect),
            _ => None,
        }
    }

    /// What kept SQL from being read. In a design for one dialect the server has the last word: it reads
    /// more than is read here.
    pub fn report_unread(&mut self, mut finding: Diagnostic) {
        let is_syntax = finding.rule == &rules::SQL_SYNTAX && !ends_early(&finding);
        if self.alone().is_some() && is_syntax {
            finding.level = Level::Warning;
        }
        self.report(finding);
    }

    /// A doubt about something that the server of a design for one dialect alone may well hold.
    pub fn report_unless_alone(&mut self, mut finding: Diagnostic) {
        if self.alone().is_some() {
            finding.level = Level::Warning;
        }
        self.report(finding);
    }

    /// Remembers where an atom was said.
    pub fn said(
        &mut self,
        object: &QualifiedName,
        kind: AtomKind,
        part: impl Into<String>,
        span: Span,
    ) {
        self.spans.add(object, kind, part.into(), span);
    }
}

impl ObjectKind {
    /// With its article.
    pub fn word(self) -> &'static str {
        match self {
            ObjectKind::Entity => "an entity",
            ObjectKind::View => "a view",
            ObjectKind::Enum => "an enum",
            ObjectKind::Domain => "a domain",
            ObjectKind::Sequence => "a sequence",
        }
    }
}

/// The known dialects, for targets and `only` blocks.
pub const DIALECTS: [&str; 11] = [
    "postgres",
    "mysql",
    "mariadb",
    "sqlite",
    "postgres_fdw",
    "spider",
    "citus",
    "cockroachdb",
    "yugabytedb",
    "vitess",
    "tidb",
];

/// A finding unless the word names a dialect.
pub fn check_dialect(word: &Word) -> Option<Diagnostic> {
    if DIALECTS.contains(&word.text.as_str()) {
        return None;
    }
    let message = format!("there is no dialect `{}`", word.text);
    let finding =
        super::names::unknown(&rules::UNKNOWN_DIALECT, message, word, "no such dialect", DIALECTS);
    let alias = match word.text.to_ascii_lowercase().as_str() {
        "pg" | "postgresql" | "psql" => Some("postgres"),
        "maria" => Some("mariadb"),
        "sqlite3" => Some("sqlite"),
        _ => None,
    };
    Some(match (alias, &finding.help) {
        (Some(_), _) => super::names::suggest(finding, alias, word.span),
        (None, Some(_)) => finding,
        (None, None) => {
            let known: Vec<String> = DIALECTS.iter().map(|name| format!("`{name}`")).collect();
            finding.help(format!("the dialects are {}", known.join(", ")))
        }
    })
}
