//! Every constraint and index gets a name, and no two names meet where a server has room for one.
//!
//! Generated names follow Postgres: `T_pkey`, `T_a_b_key`, `T_a_b_fkey`, `T_a_check`, `T_a_b_idx`,
//! `T_a_excl`, with 1, 2, … behind them where they are taken, shortened stably where too long. Names
//! that people wrote are taken first, in the order of the sources; where two of them meet, that is
//! a finding. Names that queries use (tables, columns, types) are never changed: one that is too
//! long is an error.

mod invent;
mod scope;

use super::calendar::Date;
use super::rules::names::{NAME_SHORTENED, NAME_TAKEN, NAME_TOO_LONG};
use super::work::{Work, column_key};
use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema, Table};

pub(super) use scope::{Named, Names};

/// The schema with a name for every constraint and index that has none, as a design for the dialect
/// would give them.
pub fn named(schema: Schema, dialect: Dialect<'_>) -> Schema {
    // The day decides nothing about names.
    let Some(day) = Date::new(2000, 1, 1) else { return schema };
    let design = Design::bare(schema);
    let mut work = Work::new(&design, dialect, day);
    assign(&mut work);
    work.schema
}

pub(super) fn assign(work: &mut Work<'_>) {
    objects(work);
    work.each_table(|work, table| {
        columns(work, table);
        user_names(work, table);
    });
    // Where names are the author's affair, a design for that server alone may go without.
    if work.lacks(Capability::UnnamedConstraints) || !work.own_sql() {
        work.each_table(invent::fill);
    } else {
        work.each_table(invent::fill_indexes);
    }
    domain_checks(work);
}

/// As Postgres names them: `money_check`, `money_check1`.
fn domain_checks(work: &mut Work<'_>) {
    if work.lacks(Capability::Domains) {
        return;
    }
    let mut domains = std::mem::take(&mut work.schema.domains);
    for domain in &mut domains {
        let mut taken: Vec<String> =
            domain.checks.iter().filter_map(|check| check.name.clone()).collect();
        for check in domain.checks.iter_mut().filter(|check| check.name.is_none()) {
            let base = format!("{}_check", domain.name.name);
            let numbered = (1u32..).map(|number| format!("{base}{number}"));
            let mut wanted = std::iter::once(base.clone()).chain(numbered);
            let free = wanted.find(|name| !taken.contains(&work.dialect.shorten(name)));
            let name = work.dialect.shorten(&free.unwrap_or(base));
            let from = AtomKey::new(
                &domain.name,
                AtomKind::DomainCheck,
                format!("({})", check.expression),
            );
            work.origin.derive(AtomKey::new(&domain.name, AtomKind::DomainCheck, &name), from);
            taken.push(name.clone());
            check.name = Some(name);
        }
    }
    work.schema.domains = domains;
}

/// Takes the names of tables, views, sequences and types.
fn objects(work: &mut Work<'_>) {
    let schema = &work.schema;
    let mut names: Vec<(Named, AtomKind, QualifiedName)> = Vec::new();
    names.extend(
        schema.tables.iter().map(|table| (Named::Table, AtomKind::Table, table.name.clone())),
    );
    names.extend(schema.views.iter().map(|view| (Named::View, AtomKind::View, view.name.clone())));
    names.extend(
        schema
            .sequences
            .iter()
            .map(|sequence| (Named::Sequence, AtomKind::Sequence, sequence.name.clone())),
    );
    if work.has(Capability::EnumTypes) {
        names.extend(
            schema.enums.iter().map(|item| (Named::Type, AtomKind::Enum, item.name.clone())),
        );
        names.extend(
            schema.domains.iter().map(|item| (Named::Type, AtomKind::Domain, item.name.clone())),
        );
        let composites = schema.composites.iter();
        names.extend(composites.map(|item| (Named::Type, AtomKind::Composite, item.name.clone())));
        names.extend(
            schema.ranges.iter().map(|item| (Named::Type, AtomKind::Range, item.name.clone())),
        );
    }
    for (named, kind, name) in names {
        let key = AtomKey::new(&name, kind, "");
        too_long(work, &key, &name.name);
        take(work, named, &name, &name.name, key);
    }
}

fn columns(work: &mut Work<'_>, table: &Table) {
    for column in &table.columns {
        too_long(work, &column_key(&table.name, &column.name), &column.name);
    }
}

/// Takes the names that people gave to constraints and indexes.
fn user_names(work: &mut Work<'_>, table: &mut Table) {
    let name = table.name.clone();
    let mut taken: Vec<(Named, AtomKind, &mut Option<String>)> = Vec::new();
    if let Some(key) = &mut table.primary_key {
        if work.has(Capability::KeysAreRelations) {
            taken.push((Named::PrimaryKey, AtomKind::PrimaryKey, &mut key.name));
        } else {
            key.name = None;
        }
    }
    taken.extend(
        table.uniques.iter_mut().map(|item| (Named::Unique, AtomKind::Unique, &mut item.name)),
    );
    taken.extend(
        table
            .foreign_keys
            .iter_mut()
            .map(|item| (Named::ForeignKey, AtomKind::ForeignKey, &mut item.name)),
    );
    taken.extend(
        table.checks.iter_mut().map(|item| (Named::Check, AtomKind::Check, &mut item.name)),
    );
    taken.extend(
        table
            .exclusions
            .iter_mut()
            .map(|item| (Named::Exclusion, AtomKind::Exclusion, &mut item.name)),
    );
    taken.extend(
        table.indexes.iter_mut().map(|item| (Named::Index, AtomKind::Index, &mut item.name)),
    );
    for (named, kind, given) in taken {
        let Some(written) = given.clone() else { continue };
        let part = if kind == AtomKind::PrimaryKey { "" } else { written.as_str() };
        let key = AtomKey::new(&name, kind, part);
        let short = work.dialect.shorten(&written);
        if short != written {
            shortened(work, &key, &written, &short);
            if !part.is_empty() {
                work.origin.derive(AtomKey::new(&name, kind, &short), key.clone());
            }
            *given = Some(short.clone());
        }
        take(work, named, &name, &short, key);
    }
}

/// Takes a name that someone wrote, or says who has it.
fn take(work: &mut Work<'_>, named: Named, owner: &QualifiedName, name: &str, key: AtomKey) {
    let Some(holder) = work.names.take(named, owner, name, &key) else { return };
    let message = format!("the name `{name}` of {} is taken on {}", described(&key), work.title());
    let finding = Diagnostic::new(&NAME_TAKEN, message)
        .note(format!(
            "{} has it, and {} keeps both in one set of names",
            described(&holder),
            work.title()
        ))
        .help("give one of the two another name");
    let finding = finding.at_some(work.span(&key), "cannot have this name");
    let other = work.span(&holder);
    work.report(finding.at_some(other, "has it already"));
}

fn described(key: &AtomKey) -> String {
    match key.part.as_str() {
        "" => format!("{} `{}`", key.kind.words(), key.object),
        part => {
            format!("{} `{part}` of `{}`", key.kind.words().trim_end_matches(" of"), key.object)
        }
    }
}

fn too_long(work: &mut Work<'_>, key: &AtomKey, name: &str) {
    if work.dialect.fits(name) {
        return;
    }
    let finding = Diagnostic::new(
        &NAME_TOO_LONG,
        format!("the name `{name}` is too long for {}", work.title()),
    )
    .note(limit(work))
    .help("shorten it here: queries use this name, so it cannot be shortened behind your back");
    work.report_at(key, finding, "too long");
}

fn limit(work: &Work<'_>) -> String {
    let limit = work.dialect.limits().identifier;
    let unit = match limit.unit {
        crate::dialect::LengthUnit::Bytes => "bytes",
        crate::dialect::LengthUnit::Characters => "characters",
    };
    format!("{} allows {} {unit}", work.title(), limit.max)
}

/// Says that a name nobody types in queries was shortened.
fn shortened(work: &mut Work<'_>, key: &AtomKey, long: &str, short: &str) {
    let finding = Diagnostic::new(
        &NAME_SHORTENED,
        format!("`{long}` is called `{short}` on {}", work.title()),
    )
    .note(format!("{}; the short name is the same on every run", limit(work)));
    work.report_at(key, finding, "");
}
