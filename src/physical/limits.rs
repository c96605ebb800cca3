//! How much a server takes: columns, indexes, comments.

use super::rules::objects::LIMIT_EXCEEDED;
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::schema::{AtomKey, AtomKind, Table};

pub(super) fn check(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        let limits = work.dialect.limits();
        let key = AtomKey::new(&table.name, AtomKind::Table, "");
        exceeds(
            work,
            &key,
            &format!("`{}` has", table.name),
            "columns",
            table.columns.len(),
            Some(limits.columns),
        );
        let indexes = table.indexes.len() + table.uniques.len();
        exceeds(work, &key, &format!("`{}` has", table.name), "indexes", indexes, limits.indexes);
        comments(work, table);
    });
}

fn comments(work: &mut Work<'_>, table: &Table) {
    let limits = work.dialect.limits();
    let length = |comment: &Option<String>| comment.as_ref().map_or(0, |text| text.chars().count());
    let what = "characters";
    let key = AtomKey::new(&table.name, AtomKind::Comment, "");
    let subject = format!("the comment on `{}` has", table.name);
    exceeds(work, &key, &subject, what, length(&table.comment), limits.table_comment);
    for column in &table.columns {
        let key = AtomKey::new(&table.name, AtomKind::Comment, &column.name);
        let subject = format!("the comment on `{}.{}` has", table.name, column.name);
        exceeds(work, &key, &subject, what, length(&column.comment), limits.column_comment);
    }
    for index in &table.indexes {
        let name = index.name.as_deref().unwrap_or_default();
        let key = AtomKey::new(&table.name, AtomKind::Comment, name);
        exceeds(
            work,
            &key,
            &format!("the comment on `{name}` has"),
            what,
            length(&index.comment),
            limits.index_comment,
        );
    }
}

fn exceeds(
    work: &mut Work<'_>,
    key: &AtomKey,
    subject: &str,
    what: &str,
    count: usize,
    most: Option<u32>,
) {
    let Some(most) = most.filter(|most| count > *most as usize) else { return };
    let message = format!("{subject} {count} {what}, and {} allows {most}", work.title());
    let finding = Diagnostic::new(&LIMIT_EXCEEDED, message).help("split it, or shorten it");
    work.report_at(key, finding, "");
}
