//! Fulltext and spatial indexes as a server has them: an index of another method, over an expression where need be.

use super::rules::indexes::INDEX_UNSUPPORTED;
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Expression, Index, IndexPart, IndexTarget, Table};

pub(super) fn replace(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        let mut indexes = std::mem::take(&mut table.indexes);
        indexes.retain_mut(|index| match index.method.as_deref() {
            Some("fulltext") => fulltext(work, table, index),
            Some("spatial") => spatial(work, table, index),
            _ => true,
        });
        table.indexes = indexes;
    });
}

/// Whether the index stays.
fn fulltext(work: &mut Work<'_>, table: &Table, index: &mut Index) -> bool {
    if work.lacks(Capability::FulltextIndexes) {
        return refuse(
            work,
            table,
            index,
            Capability::FulltextIndexes,
            "an `fts5` table in a `native sqlite` block",
        );
    }
    let defaults = work.dialect.defaults();
    index.method = Some(defaults.fulltext_method.clone().unwrap_or_else(|| "fulltext".to_owned()));
    if let Some(pattern) = &defaults.fulltext_expression {
        let text = document(work, table, index);
        index.parts = vec![IndexPart::new(IndexTarget::Expression(Expression::new(
            pattern.replace("{text}", &text),
        )))];
    }
    true
}

/// The columns as one text: `coalesce(title, '') || ' ' || body`.
fn document(work: &Work<'_>, table: &Table, index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| match &part.target {
            IndexTarget::Column(name) => {
                let nullable = table.column(name).is_none_or(|column| column.nullable);
                let quoted = work.dialect.quote(name);
                if nullable { format!("coalesce({quoted}, '')") } else { quoted }
            }
            IndexTarget::Expression(expression) => format!("coalesce({expression}, '')"),
        })
        .collect();
    parts.join(" || ' ' || ")
}

fn spatial(work: &mut Work<'_>, table: &Table, index: &mut Index) -> bool {
    if work.lacks(Capability::SpatialIndexes) {
        return refuse(
            work,
            table,
            index,
            Capability::SpatialIndexes,
            "an `rtree` table in a `native sqlite` block",
        );
    }
    let defaults = work.dialect.defaults();
    index.method = Some(defaults.spatial_method.clone().unwrap_or_else(|| "spatial".to_owned()));
    true
}

fn refuse(
    work: &mut Work<'_>,
    table: &Table,
    index: &Index,
    capability: Capability,
    instead: &str,
) -> bool {
    let name = index.name.as_deref().unwrap_or_default();
    let message = format!("index `{name}` cannot be made on {}", work.title());
    let finding = Diagnostic::new(&INDEX_UNSUPPORTED, message)
        .note(work.dialect.lacks(capability))
        .help(format!("move it into `only DIALECT {{ … }}` blocks of the servers that have it, and use {instead}"));
    work.report_at(&AtomKey::new(&table.name, AtomKind::Index, name), finding, "");
    false
}
