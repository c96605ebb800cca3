//! Indexes as a server has them: parts it does not know come off with a word, or the index is refused.

use super::rules::constraints::CONSTRAINT_UNSUPPORTED;
use super::rules::indexes::{INDEX_UNSUPPORTED, INDEX_WEAKENED};
use super::work::Work;
use crate::diagnostics::{Diagnostic, Level};
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Index, IndexTarget, SortOrder};

pub(super) fn settle(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        let name = table.name.clone();
        for index in &mut table.indexes {
            let key =
                AtomKey::new(&name, AtomKind::Index, index.name.as_deref().unwrap_or_default());
            settle_index(work, &key, index);
        }
    });
}

/// Also for the indexes of views and partitions.
pub(super) fn settle_index(work: &mut Work<'_>, key: &AtomKey, index: &mut Index) {
    method(work, key, index);
    predicate(work, key, index);
    include(work, key, index);
    parts(work, key, index);
    if index.nulls_not_distinct && work.lacks(Capability::NullsNotDistinct) {
        index.nulls_not_distinct = false;
        let message =
            format!("`{}` would let in more than one row of NULLs on {}", key.part, work.title());
        let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
            .note(work.dialect.lacks(Capability::NullsNotDistinct))
            .help("make the columns `not null`, or drop `nulls not distinct`");
        work.report_at(key, finding, "");
    }
    if index.invisible && work.lacks(Capability::InvisibleIndexes) {
        index.invisible = false;
        weakened(work, key, "is used by the planner", Capability::InvisibleIndexes);
    }
    let parameters = work.has(Capability::StorageParameters);
    let tablespaces = work.has(Capability::Tablespaces);
    let clauses = work.has(Capability::CommentClauses);
    index.options.retain(|name, _| match name.as_str() {
        "tablespace" => tablespaces && parameters,
        "parser" | "key_block_size" => clauses,
        _ => parameters,
    });
}

fn method(work: &mut Work<'_>, key: &AtomKey, index: &mut Index) {
    let Some(method) = &index.method else { return };
    if !work.dialect.has_index_method(method) {
        let known =
            super::work::quoted_list(work.dialect.data.index_methods.iter().map(String::as_str));
        let message =
            format!("index `{}` cannot be of method `{method}` on {}", key.part, work.title());
        let mut finding = Diagnostic::new(&INDEX_UNSUPPORTED, message)
            .note(format!("{} has {known}", work.title()))
            .help("leave `using` away where the default does, or move the index into an `only DIALECT { … }` block");
        // Extensions bring methods, and so do other storage engines.
        if work.own_sql() {
            finding.level = Level::Warning;
        }
        work.report_at(key, finding, "");
    }
    if *method == work.dialect.defaults().index_method {
        index.method = None;
    }
}

fn predicate(work: &mut Work<'_>, key: &AtomKey, index: &mut Index) {
    if index.predicate.is_none() || work.has(Capability::PartialIndexes) {
        return;
    }
    if !index.unique {
        index.predicate = None;
        return weakened(work, key, "covers all rows", Capability::PartialIndexes);
    }
    let message = format!(
        "`{}` would hold for all rows on {}, not only where its condition holds",
        key.part,
        work.title()
    );
    let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
        .note(work.dialect.lacks(Capability::PartialIndexes))
        .help("make a generated column that is NULL where the condition fails, and a unique index on it")
        .note("a unique key lets in any number of NULLs");
    work.report_at(key, finding, "");
}

fn include(work: &mut Work<'_>, key: &AtomKey, index: &mut Index) {
    if !index.include.is_empty() && work.lacks(Capability::CoveringIndexes) {
        index.include.clear();
        weakened(work, key, "carries no further columns", Capability::CoveringIndexes);
    }
}

fn parts(work: &mut Work<'_>, key: &AtomKey, index: &mut Index) {
    let has_expression =
        index.parts.iter().any(|part| matches!(part.target, IndexTarget::Expression(_)));
    if has_expression && work.lacks(Capability::ExpressionIndexes) {
        let message = format!(
            "index `{}` is over an expression, which {} cannot index",
            key.part,
            work.title()
        );
        let finding = Diagnostic::new(&INDEX_UNSUPPORTED, message)
            .note(work.dialect.lacks(Capability::ExpressionIndexes))
            .help("make the expression a `generated` column and index that column");
        work.report_at(key, finding, "");
    }
    let mut lost: Vec<(&str, Capability)> = Vec::new();
    for part in &mut index.parts {
        if part.order == SortOrder::Descending && work.lacks(Capability::DescendingIndexes) {
            part.order = SortOrder::Ascending;
            lost.push(("is sorted upwards throughout", Capability::DescendingIndexes));
        }
        if part.nulls == Some(part.order.default_nulls()) {
            part.nulls = None;
        }
        if part.nulls.is_some() && work.lacks(Capability::NullsOrder) {
            part.nulls = None;
            lost.push(("puts NULLs where the server does", Capability::NullsOrder));
        }
        if part.operator_class.is_some() && work.lacks(Capability::OperatorClasses) {
            part.operator_class = None;
            lost.push(("compares as the server does by default", Capability::OperatorClasses));
        }
        if part.collation.is_some() && work.lacks(Capability::IndexCollations) {
            part.collation = None;
            lost.push(("sorts by the collation of its columns", Capability::IndexCollations));
        }
        if part.prefix.is_some() && work.lacks(Capability::PrefixIndexes) {
            part.prefix = None;
            lost.push(("covers whole values", Capability::PrefixIndexes));
        }
    }
    lost.dedup();
    for (what, capability) in lost {
        weakened(work, key, what, capability);
    }
}

fn weakened(work: &mut Work<'_>, key: &AtomKey, what: &str, capability: Capability) {
    let message = format!("index `{}` {what} on {}", key.part, work.title());
    work.loss(&INDEX_WEAKENED, key, message, work.dialect.lacks(capability));
}
