//! Primary keys, unique constraints, checks and exclusions: what a server has of them.

use super::columns::changed_by_references;
use super::rules::constraints::{CONSTRAINT_UNSUPPORTED, CONSTRAINT_WEAKENED};
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Deferral, Table};
use crate::sql::identifiers;

pub(super) fn settle(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        primary_key(work, table);
        uniques(work, table);
        checks(work, table);
        check_columns(work, table);
        exclusions(work, table);
    });
}

fn primary_key(work: &mut Work<'_>, table: &mut Table) {
    let Some(mut primary) = table.primary_key.take() else { return };
    let key = AtomKey::new(&table.name, AtomKind::PrimaryKey, "");
    // As every server but one makes it; lowering has told who wrote otherwise.
    let stays = work.own_sql() && work.has(Capability::NullableKeys);
    for name in primary.columns.iter().filter(|_| !stays) {
        if let Some(column) = table.column_mut(name) {
            column.nullable = false;
        }
    }
    weaken(work, &key, &mut primary.deferral, &mut primary.include, "the primary key");
    table.primary_key = Some(primary);
}

fn uniques(work: &mut Work<'_>, table: &mut Table) {
    let owner = table.name.clone();
    for unique in &mut table.uniques {
        let name = unique.name.clone().unwrap_or_default();
        let key = AtomKey::new(&owner, AtomKind::Unique, &name);
        if unique.nulls_not_distinct && work.lacks(Capability::NullsNotDistinct) {
            let message =
                format!("`{name}` would let in more than one row of NULLs on {}", work.title());
            let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
                .note(work.dialect.lacks(Capability::NullsNotDistinct))
                .help("make the columns `not null`, or drop `nulls not distinct`");
            work.report_at(&key, finding, "");
            unique.nulls_not_distinct = false;
        }
        weaken(work, &key, &mut unique.deferral, &mut unique.include, &format!("`{name}`"));
    }
}

/// Takes off what the server does not have of a key: deferral, and columns carried along.
fn weaken(
    work: &mut Work<'_>,
    key: &AtomKey,
    deferral: &mut Deferral,
    include: &mut Vec<String>,
    what: &str,
) {
    if !deferral.is_default() && work.lacks(Capability::DeferrableUniques) {
        *deferral = Deferral::NotDeferrable;
        let message = format!("{what} is checked row by row on {}", work.title());
        work.loss(
            &CONSTRAINT_WEAKENED,
            key,
            message,
            work.dialect.lacks(Capability::DeferrableUniques),
        );
    }
    if !include.is_empty() && work.lacks(Capability::ConstraintIncludes) {
        include.clear();
        let message = format!("{what} carries no further columns on {}", work.title());
        work.loss(
            &CONSTRAINT_WEAKENED,
            key,
            message,
            work.dialect.lacks(Capability::ConstraintIncludes),
        );
    }
}

fn checks(work: &mut Work<'_>, table: &mut Table) {
    let owner = table.name.clone();
    for check in &mut table.checks {
        let key = AtomKey::new(&owner, AtomKind::Check, check.name.as_deref().unwrap_or_default());
        if check.not_enforced && work.lacks(Capability::ChecksNotEnforced) {
            check.not_enforced = false;
            let message = format!("check `{}` is enforced on {}", key.part, work.title());
            work.loss(
                &CONSTRAINT_WEAKENED,
                &key,
                message,
                work.dialect.lacks(Capability::ChecksNotEnforced),
            );
        }
        if work.lacks(Capability::NotValidConstraints) {
            check.not_valid = false;
        }
        if work.lacks(Capability::Inheritance) {
            check.no_inherit = false;
        }
    }
}

/// Checks over columns that some servers do not let them name.
fn check_columns(work: &mut Work<'_>, table: &Table) {
    let numbered: Vec<&str> = table
        .columns
        .iter()
        .filter(|column| column.identity.is_some() && work.lacks(Capability::ChecksOverIdentity))
        .map(|column| column.name.as_str())
        .collect();
    let changed = match work.lacks(Capability::ChecksOverReferences) {
        true => changed_by_references(table),
        false => Vec::new(),
    };
    for check in &table.checks {
        for name in identifiers(check.expression.text()) {
            let capability = match (numbered.contains(&name), changed.contains(&name)) {
                (true, _) => Capability::ChecksOverIdentity,
                (false, true) => Capability::ChecksOverReferences,
                (false, false) => continue,
            };
            let key = AtomKey::new(
                &table.name,
                AtomKind::Check,
                check.name.as_deref().unwrap_or_default(),
            );
            let message = format!("check `{}` cannot name `{name}` on {}", key.part, work.title());
            let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
                .note(work.dialect.lacks(capability))
                .help(
                    "move the check into `only DIALECT { … }` blocks of the servers that take it",
                );
            work.report_at(&key, finding, "");
        }
    }
}

fn exclusions(work: &mut Work<'_>, table: &mut Table) {
    if work.has(Capability::ExclusionConstraints) {
        return;
    }
    for exclusion in std::mem::take(&mut table.exclusions) {
        let name = exclusion.name.unwrap_or_default();
        let key = AtomKey::new(&table.name, AtomKind::Exclusion, &name);
        let message = format!("`{name}` cannot be enforced on {}", work.title());
        let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
            .note(work.dialect.lacks(Capability::ExclusionConstraints))
            .help("move it into `only postgres { … }`, and enforce it by a trigger elsewhere");
        work.report_at(&key, finding, "");
    }
}
