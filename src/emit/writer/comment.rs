//! Comments as statements of their own, where a server has them; elsewhere they stand inside what
//! they describe, or `physical` has removed them.

use serde::Serialize;

use super::Writer;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Index, QualifiedName, Routine, Table};
use crate::template::{TemplateError, member, qualified};

/// `comment.hbs`.
#[derive(Serialize)]
pub(super) struct CommentModel<'a> {
    pub kind: &'a str,
    pub name: String,
    /// The argument types of a routine, in their brackets.
    pub arguments: Option<&'a str>,
    /// The table of a constraint, trigger or policy.
    pub on: Option<String>,
    /// It is on a constraint, and that one on a domain.
    pub domain: bool,
    /// None takes the comment away.
    pub text: Option<&'a str>,
}

const OF_DOMAIN: &str = "constraint of domain";

impl<'s> Writer<'s> {
    pub(super) fn object_comment(
        &mut self,
        kind: &str,
        object: &QualifiedName,
        comment: &Option<String>,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(object, AtomKind::Comment, "");
        self.comment(kind, qualified(object), None, None, comment, key)
    }

    /// On something that is named behind a dot: a column.
    pub(super) fn member_comment(
        &mut self,
        kind: &str,
        object: &QualifiedName,
        part: &str,
        comment: &Option<String>,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(object, AtomKind::Comment, part);
        self.comment(kind, member(object, part), None, None, comment, key)
    }

    /// On something that is named `ON` its table: a constraint, a trigger, a policy.
    pub(super) fn part_comment(
        &mut self,
        kind: &str,
        table: &QualifiedName,
        part: &str,
        comment: &Option<String>,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(table, AtomKind::Comment, part);
        self.comment(kind, part.to_owned(), None, Some(qualified(table)), comment, key)
    }

    pub(super) fn constraint_comment(
        &mut self,
        table: &Table,
        name: &str,
        comment: &Option<String>,
    ) -> Result<(), TemplateError> {
        self.part_comment("constraint", &table.name, name, comment)
    }

    pub(super) fn domain_check_comment(
        &mut self,
        domain: &QualifiedName,
        check: &str,
        comment: &Option<String>,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(domain, AtomKind::Comment, check);
        let on = Some(qualified(domain));
        self.comment(OF_DOMAIN, check.to_owned(), None, on, comment, key)
    }

    pub(super) fn index_comment(
        &mut self,
        table: &QualifiedName,
        index: &Index,
    ) -> Result<(), TemplateError> {
        let name = index.name.as_deref().unwrap_or_default();
        let key = AtomKey::new(table, AtomKind::Comment, name);
        self.comment("index", qualified(&table.sibling(name)), None, None, &index.comment, key)
    }

    pub(super) fn routine_comment(
        &mut self,
        routine: &Routine,
        kind: &str,
    ) -> Result<(), TemplateError> {
        let arguments = format!("({})", routine.arguments);
        let key = AtomKey::new(&routine.name, AtomKind::Comment, &arguments);
        self.comment(kind, qualified(&routine.name), Some(&arguments), None, &routine.comment, key)
    }

    /// On the table, its columns, its constraints and its partitions.
    pub(super) fn table_comments(
        &mut self,
        number: usize,
        table: &Table,
    ) -> Result<(), TemplateError> {
        if !self.dialect.has(Capability::CommentStatements) {
            return Ok(());
        }
        self.object_comment("table", &table.name, &table.comment)?;
        for column in &table.columns {
            self.member_comment("column", &table.name, &column.name, &column.comment)?;
        }
        let mut constraints: Vec<(&Option<String>, &Option<String>)> = Vec::new();
        constraints.extend(table.primary_key.iter().map(|key| (&key.name, &key.comment)));
        constraints.extend(table.uniques.iter().map(|unique| (&unique.name, &unique.comment)));
        let inline = table.foreign_keys.iter().enumerate();
        let inline = inline.filter(|(place, _)| !self.late.contains(&(number, *place)));
        constraints.extend(inline.map(|(_, key)| (&key.name, &key.comment)));
        constraints.extend(table.checks.iter().map(|check| (&check.name, &check.comment)));
        constraints
            .extend(table.exclusions.iter().map(|exclusion| (&exclusion.name, &exclusion.comment)));
        for (name, comment) in constraints {
            self.constraint_comment(table, name.as_deref().unwrap_or_default(), comment)?;
        }
        let mut open: Vec<_> = table.partitioning.iter().collect();
        while let Some(partitioning) = open.pop() {
            for partition in &partitioning.partitions {
                let key = AtomKey::new(&table.name, AtomKind::Comment, partition.name.to_string());
                let name = qualified(&partition.name);
                self.comment("table", name, None, None, &partition.comment, key)?;
                open.extend(partition.partitioning.as_deref());
            }
        }
        Ok(())
    }

    fn comment(
        &mut self,
        kind: &str,
        name: String,
        arguments: Option<&str>,
        on: Option<String>,
        comment: &Option<String>,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let Some(text) = comment else { return Ok(()) };
        if !self.dialect.has(Capability::CommentStatements) {
            return Ok(());
        }
        let change = format!("comment on {}", described(&key, kind));
        let (kind, domain) = match kind {
            OF_DOMAIN => ("constraint", true),
            kind => (kind, false),
        };
        self.statement(
            "comment",
            &CommentModel { kind, name, arguments, on, domain, text: Some(text) },
            key,
            change,
        )
    }
}

fn described(key: &AtomKey, kind: &str) -> String {
    match key.part.as_str() {
        "" => format!("{kind} {}", key.object),
        part => format!("{kind} {}.{part}", key.object),
    }
}
