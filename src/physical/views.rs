//! Views and materialized views.

use super::indexes::settle_index;
use super::rules::objects::{OBJECT_LOST, OBJECT_UNSUPPORTED};
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, View};

pub(super) fn settle(work: &mut Work<'_>) {
    let mut views = std::mem::take(&mut work.schema.views);
    views.retain_mut(|view| settle_view(work, view));
    work.schema.views = views;
}

/// Whether the view stays.
fn settle_view(work: &mut Work<'_>, view: &mut View) -> bool {
    let key = AtomKey::new(&view.name, AtomKind::View, "");
    if view.materialized && work.lacks(Capability::MaterializedViews) {
        let message =
            format!("materialized view `{}` does not exist on {}", view.name, work.title());
        let finding = Diagnostic::new(&OBJECT_UNSUPPORTED, message)
            .note(work.dialect.lacks(Capability::MaterializedViews))
            .help("make it a `view`, or a table that the application fills");
        work.report_at(&key, finding, "");
        return false;
    }
    let check_option = view.options.contains_key("check_option");
    if check_option && work.lacks(Capability::ViewCheckOption) {
        view.options.shift_remove("check_option");
        let message =
            format!("view `{}` takes rows it does not show on {}", view.name, work.title());
        work.loss(&OBJECT_LOST, &key, message, work.dialect.lacks(Capability::ViewCheckOption));
    }
    let invoker =
        ["security_invoker", "sql_security"].iter().any(|name| view.options.contains_key(*name));
    if invoker && work.lacks(Capability::SecurityInvokerViews) {
        view.options.shift_remove("security_invoker");
        view.options.shift_remove("sql_security");
        let message =
            format!("view `{}` reads with the rights of its owner on {}", view.name, work.title());
        work.loss(
            &OBJECT_LOST,
            &key,
            message,
            work.dialect.lacks(Capability::SecurityInvokerViews),
        );
    }
    for index in &mut view.indexes {
        if index.name.is_none() {
            index.name = Some(work.name_index(&view.name, index));
        }
        let key =
            AtomKey::new(&view.name, AtomKind::Index, index.name.as_deref().unwrap_or_default());
        settle_index(work, &key, index);
    }
    true
}
