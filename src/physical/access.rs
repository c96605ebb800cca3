//! Privileges in the form in which a catalog holds them.

use std::collections::BTreeSet;

use super::rules::objects::{OBJECT_LOST, OBJECT_UNSUPPORTED};
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Grant, ObjectRef, Privilege, QualifiedName};

pub(super) fn settle(work: &mut Work<'_>) {
    let grants = std::mem::take(&mut work.schema.grants);
    let mut seen = BTreeSet::new();
    for grant in grants {
        if !grant.columns.is_empty() && work.lacks(Capability::ColumnGrants) {
            refuse(work, &grant);
            continue;
        }
        if !exists_here(work, grant.privilege) {
            let (privilege, to) = (grant.privilege.sql(), &grant.to);
            let message = format!("`{privilege}` is not granted to `{to}` on {}", work.title());
            let why = format!("{} has no such privilege", work.title());
            work.loss(&OBJECT_LOST, &key(&grant), message, why);
            continue;
        }
        // The same said twice is once in a catalog.
        if seen.insert((
            format!("{:?}", grant.on),
            grant.to.clone(),
            grant.privilege,
            grant.columns.clone(),
        )) {
            work.schema.grants.push(grant);
        }
    }
}

/// Privileges that one family of servers has alone.
fn exists_here(work: &Work<'_>, privilege: Privilege) -> bool {
    let has_owners = work.has(Capability::Ownership);
    match privilege {
        Privilege::Truncate
        | Privilege::Maintain
        | Privilege::Usage
        | Privilege::Connect
        | Privilege::Temporary => has_owners,
        Privilege::Alter
        | Privilege::Drop
        | Privilege::Index
        | Privilege::CreateView
        | Privilege::ShowView => !has_owners,
        _ => true,
    }
}

fn refuse(work: &mut Work<'_>, grant: &Grant) {
    let message = format!(
        "`{}` on single columns cannot be granted on {}",
        grant.privilege.sql(),
        work.title()
    );
    let finding = Diagnostic::new(&OBJECT_UNSUPPORTED, message)
        .note(work.dialect.lacks(Capability::ColumnGrants))
        .help("grant it on a view of these columns");
    work.report_at(&key(grant), finding, "");
}

/// As `Schema::atoms` names it.
fn key(grant: &Grant) -> AtomKey {
    let (object, what) = match &grant.on {
        ObjectRef::Namespace(name) => (QualifiedName::bare(name), "namespace"),
        ObjectRef::Table(name) => (name.clone(), "table"),
        ObjectRef::Sequence(name) => (name.clone(), "sequence"),
        ObjectRef::Routine(name, _) => (name.clone(), "routine"),
        ObjectRef::Type(name) => (name.clone(), "type"),
    };
    let columns = if grant.columns.is_empty() {
        String::new()
    } else {
        format!(" ({})", grant.columns.join(", "))
    };
    let part = format!("{}{columns} to {} ({what})", grant.privilege.sql(), grant.to);
    AtomKey::new(&object, AtomKind::Grant, part)
}
