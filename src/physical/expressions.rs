//! Expressions in the server's words.

use super::rules::expressions::{EXPRESSION_LOSS, EXPRESSION_UNTRANSLATABLE};
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::schema::{
    AtomKey, AtomKind, DataType, Domain, Expression, Index, IndexTarget, Partitioning,
    QualifiedName, Table, View,
};
use crate::sql::{Scope, Translated, Untranslatable, created_functions};

pub(super) fn translate(work: &mut Work<'_>) {
    let natives = work.schema.natives.iter().flat_map(|native| created_functions(&native.sql));
    work.functions = natives.collect();
    let mut domains = std::mem::take(&mut work.schema.domains);
    for each in &mut domains {
        domain(work, each);
    }
    work.schema.domains = domains;
    work.each_table(table);
    let mut views = std::mem::take(&mut work.schema.views);
    for each in &mut views {
        view(work, each);
    }
    work.schema.views = views;
}

/// Where an expression stands.
struct Place<'p> {
    key: AtomKey,
    columns: &'p [String],
}

fn domain(work: &mut Work<'_>, domain: &mut Domain) {
    if let Some(default) = &mut domain.default {
        let key = AtomKey::new(&domain.name, AtomKind::DomainDefault, "");
        value(work, &Place { key, columns: &[] }, &domain.data_type, default);
    }
    for check in &mut domain.checks {
        let part = check.name.clone().unwrap_or_else(|| format!("({})", check.expression));
        let key = AtomKey::new(&domain.name, AtomKind::DomainCheck, part);
        expression(work, &Place { key, columns: &[] }, &mut check.expression);
    }
}

fn view(work: &mut Work<'_>, view: &mut View) {
    let scope = Scope { functions: &work.functions, own: work.own_sql(), ..Scope::default() };
    let translated = work.dialect.translate_query_in(view.query.text(), &scope);
    settle(work, &AtomKey::new(&view.name, AtomKind::View, ""), &mut view.query, translated);
    for each in &mut view.indexes {
        index(work, &view.name, &[], each);
    }
}

fn table(work: &mut Work<'_>, table: &mut Table) {
    let name = table.name.clone();
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let place = |kind: AtomKind, part: &str| Place {
        key: AtomKey::new(&name, kind, part),
        columns: &columns,
    };
    for column in &mut table.columns {
        let here = place(AtomKind::Default, &column.name);
        for default in column.default.iter_mut().chain(&mut column.on_update) {
            value(work, &here, &column.data_type, default);
        }
        if let Some(generated) = &mut column.generated {
            let here = place(AtomKind::Generated, &column.name);
            expression(work, &here, &mut generated.expression);
        }
    }
    for check in &mut table.checks {
        let here = place(AtomKind::Check, check.name.as_deref().unwrap_or_default());
        expression(work, &here, &mut check.expression);
    }
    for each in &mut table.indexes {
        index(work, &name, &columns, each);
    }
    for exclusion in &mut table.exclusions {
        let here = place(AtomKind::Exclusion, exclusion.name.as_deref().unwrap_or_default());
        for element in &mut exclusion.elements {
            target(work, &here, &mut element.target);
        }
        if let Some(predicate) = &mut exclusion.predicate {
            expression(work, &here, predicate);
        }
    }
    if let Some(partitioning) = &mut table.partitioning {
        partition_keys(work, &place(AtomKind::PartitionKey, ""), partitioning);
    }
    for policy in &mut table.policies {
        let here = place(AtomKind::Policy, &policy.name);
        for part in policy.using.iter_mut().chain(&mut policy.check) {
            expression(work, &here, part);
        }
    }
}

fn index(work: &mut Work<'_>, owner: &QualifiedName, columns: &[String], index: &mut Index) {
    let key = AtomKey::new(owner, AtomKind::Index, index.name.as_deref().unwrap_or_default());
    let here = Place { key, columns };
    for part in &mut index.parts {
        target(work, &here, &mut part.target);
    }
    if let Some(predicate) = &mut index.predicate {
        expression(work, &here, predicate);
    }
}

fn partition_keys(work: &mut Work<'_>, place: &Place<'_>, partitioning: &mut Partitioning) {
    for part in &mut partitioning.keys {
        target(work, place, &mut part.target);
    }
    for partition in &mut partitioning.partitions {
        if let Some(sub) = &mut partition.partitioning {
            partition_keys(work, place, sub);
        }
    }
}

fn target(work: &mut Work<'_>, place: &Place<'_>, target: &mut IndexTarget) {
    if let IndexTarget::Expression(text) = target {
        expression(work, place, text);
    }
}

/// A default or an `on update` value: its spelling can depend on the type of its column.
fn value(work: &mut Work<'_>, place: &Place<'_>, data_type: &DataType, text: &mut Expression) {
    let scope = Scope {
        data_type: Some(data_type),
        columns: place.columns,
        functions: &work.functions,
        own: work.own_sql(),
    };
    let translated = work.dialect.translate_in(text, &scope);
    settle(work, &place.key, text, translated);
}

fn expression(work: &mut Work<'_>, place: &Place<'_>, text: &mut Expression) {
    let scope = Scope {
        data_type: None,
        columns: place.columns,
        functions: &work.functions,
        own: work.own_sql(),
    };
    let translated = work.dialect.translate_in(text, &scope);
    settle(work, &place.key, text, translated);
}

/// Puts the translation in place, or says why there is none.
fn settle(
    work: &mut Work<'_>,
    key: &AtomKey,
    text: &mut Expression,
    translated: Result<Translated, Untranslatable>,
) {
    match translated {
        Ok(translated) => {
            for loss in translated.losses {
                let message = format!("an expression means slightly less on {}", work.title());
                work.loss(&EXPRESSION_LOSS, key, message, loss.what);
            }
            if translated.changed {
                *text = Expression::new(translated.text);
            }
        }
        Err(Untranslatable { what, why, help, .. }) => {
            let message = format!("{what} has no form on {}", work.title());
            let finding = Diagnostic::new(&EXPRESSION_UNTRANSLATABLE, message).note(why).help(help);
            work.report_at(key, finding, "used here");
        }
    }
}
