//! `on update EXPRESSION`: a clause where a server has it, a trigger elsewhere.

use std::fmt::Write as _;

use serde::Serialize;

use super::rules::types::COLUMN_FEATURE_UNSUPPORTED;
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{
    AtomKey, AtomKind, DataType, QualifiedName, Routine, RoutineKind, Table, Trigger,
};
use crate::template::{Renderer, TemplateError, qualified};

/// `on_update_function.hbs` and `on_update_trigger.hbs`.
#[derive(Debug, Serialize)]
pub(crate) struct OnUpdate<'a> {
    /// With the namespace, also the default one: as the server prints it where it defines it.
    pub function: String,
    /// As the server prints it where it is used.
    pub call: String,
    pub trigger: &'a str,
    pub table: String,
    pub columns: Vec<OnUpdateColumn<'a>>,
    /// What tells a row from the others.
    pub keys: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OnUpdateColumn<'a> {
    pub name: &'a str,
    pub expression: &'a str,
}

pub(super) fn replace(work: &mut Work<'_>) {
    let used = work
        .schema
        .tables
        .iter()
        .any(|table| table.columns.iter().any(|column| column.on_update.is_some()));
    if !used {
        return;
    }
    if work.has(Capability::OnUpdateColumn) {
        if work.lacks(Capability::OnUpdateExpressions) {
            work.each_table(clauses);
        }
        return;
    }
    let renderer = match Renderer::new(work.dialect) {
        Ok(renderer) => renderer,
        Err(error) => return no_template(work, &error),
    };
    let mut routines = Vec::new();
    work.each_table(|work, table| trigger(work, table, &renderer, &mut routines));
    work.schema.routines.extend(routines);
}

/// Clauses know the current time only, on columns of that type.
fn clauses(work: &mut Work<'_>, table: &mut Table) {
    for column in &table.columns {
        let Some(on_update) = &column.on_update else { continue };
        let is_time =
            matches!(column.data_type, DataType::Timestamp { .. } | DataType::TimestampTz { .. });
        let is_now = on_update.text().to_ascii_lowercase().starts_with("current_timestamp");
        if is_time && is_now {
            continue;
        }
        let key = AtomKey::new(&table.name, AtomKind::Default, &column.name);
        let message =
            format!("`{}.{}` cannot be set on update on {}", table.name, column.name, work.title());
        let finding = Diagnostic::new(&COLUMN_FEATURE_UNSUPPORTED, message)
            .note(format!(
                "{} sets columns of a time to `now()` on update, and nothing else",
                work.title()
            ))
            .help("write a trigger in a `native` block");
        work.report_at(&key, finding, "");
    }
}

fn trigger(
    work: &mut Work<'_>,
    table: &mut Table,
    renderer: &Renderer<'_>,
    routines: &mut Vec<Routine>,
) {
    if !table.columns.iter().any(|column| column.on_update.is_some()) {
        return;
    }
    let columns: Vec<_> = table
        .columns
        .iter_mut()
        .filter_map(|column| Some((column.name.clone(), column.on_update.take()?)))
        .collect();
    let name = work.dialect.shorten(&format!("{}_on_update", table.name.name));
    let namespace =
        table.name.namespace.clone().or_else(|| work.dialect.defaults().namespace.clone());
    let in_namespace = |name: &str| {
        qualified(&QualifiedName { namespace: namespace.clone(), name: name.to_owned() })
    };
    let has_functions = work.has(Capability::Functions);
    let model = OnUpdate {
        function: in_namespace(&name),
        call: qualified(&table.name.sibling(&name)),
        trigger: &name,
        table: if has_functions { in_namespace(&table.name.name) } else { qualified(&table.name) },
        columns: columns
            .iter()
            .map(|(name, expression)| OnUpdateColumn { name, expression: expression.text() })
            .collect(),
        keys: table.primary_key.iter().flat_map(|key| &key.columns).map(String::as_str).collect(),
    };
    let made = renderer.render("on_update_trigger", &model).and_then(|trigger| {
        let function =
            has_functions.then(|| renderer.render("on_update_function", &model)).transpose()?;
        Ok((trigger, function))
    });
    let (definition, function) = match made {
        Ok(made) => made,
        Err(error) => return no_template(work, &error),
    };
    if let Some(definition) = function {
        routines.push(Routine {
            name: table.name.sibling(&name),
            kind: RoutineKind::Function,
            arguments: String::new(),
            definition: definition.trim_end().to_owned(),
            settings: Default::default(),
            owner: None,
            comment: None,
        });
    }
    if let Some((column, _)) = columns.first() {
        let from = AtomKey::new(&table.name, AtomKind::Default, column);
        work.origin.derive(AtomKey::new(&table.name, AtomKind::Trigger, &name), from.clone());
        work.origin.derive(AtomKey::new(&table.name.sibling(&name), AtomKind::Routine, "()"), from);
    }
    table.triggers.push(Trigger::new(name, definition));
}

/// A dialect without the template cannot have such columns.
fn no_template(work: &mut Work<'_>, error: &TemplateError) {
    let mut message = format!("no column can be set on update on {}", work.title());
    let _ = write!(message, ": {error}");
    work.report(
        Diagnostic::new(&COLUMN_FEATURE_UNSUPPORTED, message)
            .help("write a trigger in a `native` block"),
    );
}

/// A view model with every field set, for the test that walks all templates.
#[cfg(test)]
pub(crate) fn sample() -> serde_json::Value {
    serde_json::json!(OnUpdate {
        function: "f".into(),
        call: "f".into(),
        trigger: "t",
        table: "t".into(),
        columns: vec![OnUpdateColumn { name: "a", expression: "now()" }],
        keys: vec!["id"],
    })
}
