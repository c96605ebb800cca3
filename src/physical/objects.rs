//! Objects besides tables that a server does not know: left out with a word, or refused.

use super::rules::objects::{COMMENTS_LOST, OBJECT_LOST, OBJECT_UNSUPPORTED};
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, QualifiedName, Table};

pub(super) fn keep_what_exists(work: &mut Work<'_>) {
    namespaces(work);
    roles(work);
    extensions(work);
    owners(work);
    sequences(work);
    numbering(work);
    work.each_table(row_security);
    work.each_table(inheritance);
    comments(work);
}

/// A server does not tell a default that was said from one that was not.
fn numbering(work: &mut Work<'_>) {
    for sequence in &mut work.schema.sequences {
        sequence.options = sequence.options.without_defaults();
    }
    for table in &mut work.schema.tables {
        for identity in table.columns.iter_mut().filter_map(|column| column.identity.as_mut()) {
            identity.sequence = identity.sequence.without_defaults();
        }
    }
}

fn namespaces(work: &mut Work<'_>) {
    if work.has(Capability::Namespaces) {
        return;
    }
    for namespace in std::mem::take(&mut work.schema.namespaces) {
        let key = AtomKey::new(&QualifiedName::bare(&namespace.name), AtomKind::Namespace, "");
        let finding = Diagnostic::new(
            &OBJECT_UNSUPPORTED,
            format!("context `{}` has no place on {}", namespace.name, work.title()),
        )
        .note(work.dialect.lacks(Capability::Namespaces))
        .help("leave this target out, or put the entities of all contexts into one");
        work.report_at(&key, finding, "");
    }
}

fn roles(work: &mut Work<'_>) {
    if work.lacks(Capability::Roles) {
        let roles = std::mem::take(&mut work.schema.roles);
        let names: Vec<String> = roles.iter().map(|role| role.name.clone()).collect();
        lost(work, "role", &names, AtomKind::Role, Capability::Roles);
    }
    if work.lacks(Capability::Grants) {
        let grants = std::mem::take(&mut work.schema.grants);
        let count = grants.len();
        if count > 0 {
            let plural = if count == 1 { "grant is" } else { "grants are" };
            let finding = Diagnostic::new(
                &OBJECT_LOST,
                format!("{count} {plural} left out on {}", work.title()),
            )
            .note(work.dialect.lacks(Capability::Grants));
            let span = work.design.spans.first(AtomKind::Grant);
            work.report(finding.at_some(span, "the first of them"));
        }
    }
}

fn extensions(work: &mut Work<'_>) {
    if work.lacks(Capability::Extensions) {
        let extensions = std::mem::take(&mut work.schema.extensions);
        let names: Vec<String> =
            extensions.iter().map(|extension| extension.name.clone()).collect();
        lost(work, "extension", &names, AtomKind::Extension, Capability::Extensions);
    }
}

/// One finding for all objects of a kind.
fn lost(work: &mut Work<'_>, word: &str, names: &[String], kind: AtomKind, capability: Capability) {
    let Some(first) = names.first() else { return };
    let list = super::work::quoted_list(names.iter().map(String::as_str));
    let (plural, verb) = if names.len() == 1 { ("", "is") } else { ("s", "are") };
    let message = format!("{word}{plural} {list} {verb} left out on {}", work.title());
    let finding = Diagnostic::new(&OBJECT_LOST, message).note(work.dialect.lacks(capability));
    work.report_at(&AtomKey::new(&QualifiedName::bare(first), kind, ""), finding, "");
}

fn owners(work: &mut Work<'_>) {
    if work.has(Capability::Ownership) {
        return;
    }
    let mut owned: Vec<QualifiedName> = Vec::new();
    let mut drop_owner = |name: &QualifiedName, owner: &mut Option<String>| {
        if owner.take().is_some() {
            owned.push(name.clone());
        }
    };
    let schema = &mut work.schema;
    for namespace in &mut schema.namespaces {
        drop_owner(&QualifiedName::bare(&namespace.name), &mut namespace.owner);
    }
    for table in &mut schema.tables {
        drop_owner(&table.name, &mut table.owner);
    }
    for view in &mut schema.views {
        drop_owner(&view.name, &mut view.owner);
    }
    for sequence in &mut schema.sequences {
        drop_owner(&sequence.name, &mut sequence.owner);
    }
    for routine in &mut schema.routines {
        drop_owner(&routine.name, &mut routine.owner);
    }
    if let Some(first) = owned.first() {
        let (plural, verb) = if owned.len() == 1 { ("", "is") } else { ("s", "are") };
        let message = format!("{} owner{plural} {verb} left out on {}", owned.len(), work.title());
        let finding =
            Diagnostic::new(&OBJECT_LOST, message).note(work.dialect.lacks(Capability::Ownership));
        let key = AtomKey::new(first, AtomKind::Owner, "");
        work.report_at(&key, finding, "the first of them");
    }
}

fn sequences(work: &mut Work<'_>) {
    if work.has(Capability::Sequences) {
        return;
    }
    for sequence in std::mem::take(&mut work.schema.sequences) {
        let key = AtomKey::new(&sequence.name, AtomKind::Sequence, "");
        let message = format!("sequence `{}` does not exist on {}", sequence.name, work.title());
        let finding = Diagnostic::new(&OBJECT_UNSUPPORTED, message)
            .note(work.dialect.lacks(Capability::Sequences))
            .help("number rows with an `identity` column instead");
        work.report_at(&key, finding, "");
    }
}

fn row_security(work: &mut Work<'_>, table: &mut Table) {
    if work.has(Capability::RowSecurity)
        || (table.policies.is_empty() && table.row_security.is_default())
    {
        return;
    }
    let key = match table.policies.first() {
        Some(policy) => AtomKey::new(&table.name, AtomKind::Policy, &policy.name),
        None => AtomKey::new(&table.name, AtomKind::RowSecurity, ""),
    };
    let message =
        format!("`{}` would show all its rows to everyone on {}", table.name, work.title());
    let finding = Diagnostic::new(&OBJECT_UNSUPPORTED, message)
        .note(work.dialect.lacks(Capability::RowSecurity))
        .help("move the policies into `only postgres { … }`, and filter by views or in the application elsewhere");
    work.report_at(&key, finding, "");
    table.policies.clear();
    table.row_security = Default::default();
}

fn inheritance(work: &mut Work<'_>, table: &mut Table) {
    let Some(parent) = table.inherits.first() else { return };
    if work.has(Capability::Inheritance) {
        return;
    }
    let message = format!("`{}` cannot inherit from `{parent}` on {}", table.name, work.title());
    let finding = Diagnostic::new(&OBJECT_UNSUPPORTED, message)
        .note(work.dialect.lacks(Capability::Inheritance))
        .help("bring the attributes by a mixin: `include NAME`");
    work.report_at(&AtomKey::new(&table.name, AtomKind::Table, ""), finding, "");
    table.inherits.clear();
}

/// Drops the comments that have no place, with one finding for all of them.
fn comments(work: &mut Work<'_>) {
    if work.has(Capability::CommentsEverywhere) {
        return;
    }
    let clauses = work.has(Capability::CommentClauses) || work.has(Capability::CommentStatements);
    let index_comments = work.has(Capability::IndexComments);
    let mut first: Option<AtomKey> = None;
    let mut count = 0;
    let mut drop_comment = |object: &QualifiedName, part: &str, comment: &mut Option<String>| {
        if comment.take().is_some() {
            count += 1;
            first.get_or_insert_with(|| AtomKey::new(object, AtomKind::Comment, part));
        }
    };
    let schema = &mut work.schema;
    for namespace in &mut schema.namespaces {
        drop_comment(&QualifiedName::bare(&namespace.name), "", &mut namespace.comment);
    }
    for role in &mut schema.roles {
        drop_comment(&QualifiedName::bare(&role.name), "", &mut role.comment);
    }
    for view in &mut schema.views {
        drop_comment(&view.name, "", &mut view.comment);
        view.column_comments.clear();
    }
    if !clauses {
        for sequence in &mut schema.sequences {
            drop_comment(&sequence.name, "", &mut sequence.comment);
        }
    }
    for table in &mut schema.tables {
        let name = table.name.clone();
        if !clauses {
            drop_comment(&name, "", &mut table.comment);
            for column in &mut table.columns {
                drop_comment(&name, &column.name, &mut column.comment);
            }
        }
        if let Some(key) = &mut table.primary_key {
            drop_comment(&name, "primary key", &mut key.comment);
        }
        for unique in table.uniques.iter_mut().filter(|_| !index_comments) {
            drop_comment(&name, unique.name.as_deref().unwrap_or_default(), &mut unique.comment);
        }
        for key in &mut table.foreign_keys {
            drop_comment(&name, key.name.as_deref().unwrap_or_default(), &mut key.comment);
        }
        for check in &mut table.checks {
            drop_comment(&name, check.name.as_deref().unwrap_or_default(), &mut check.comment);
        }
        for index in table.indexes.iter_mut().filter(|_| !index_comments) {
            drop_comment(&name, index.name.as_deref().unwrap_or_default(), &mut index.comment);
        }
        for trigger in &mut table.triggers {
            drop_comment(&name, &trigger.name, &mut trigger.comment);
        }
    }
    if let Some(key) = first {
        let plural = if count == 1 { " is" } else { "s are" };
        let message = format!("{count} comment{plural} not kept by {}", work.title());
        let why = match clauses {
            true => format!("{} keeps comments on tables, columns and indexes only", work.title()),
            false => format!("{} keeps no comments", work.title()),
        };
        work.report_at(
            &key,
            Diagnostic::new(&COMMENTS_LOST, message).note(why),
            "the first of them",
        );
    }
}
