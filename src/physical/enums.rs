//! Enum types: written into their columns where a server has none of its own.

use std::collections::HashMap;

use super::names::Named;
use super::rules::types::TYPE_INLINED;
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Check, DataType, Enum, Expression, QualifiedName, Table};

pub(super) fn replace(work: &mut Work<'_>) {
    if work.has(Capability::EnumTypes) || work.schema.enums.is_empty() {
        return;
    }
    let enums: HashMap<QualifiedName, Enum> = std::mem::take(&mut work.schema.enums)
        .into_iter()
        .map(|item| (item.name.clone(), item))
        .collect();
    let mut used: Vec<QualifiedName> = Vec::new();
    work.each_table(|work, table| into_table(work, table, &enums, &mut used));
    used.sort();
    used.dedup();
    for name in used {
        let message = format!("enum `{name}` is written into its columns on {}", work.title());
        let finding =
            Diagnostic::new(&TYPE_INLINED, message).note(work.dialect.lacks(Capability::EnumTypes));
        work.report_at(&AtomKey::new(&name, AtomKind::Enum, ""), finding, "");
    }
}

fn into_table(
    work: &mut Work<'_>,
    table: &mut Table,
    enums: &HashMap<QualifiedName, Enum>,
    used: &mut Vec<QualifiedName>,
) {
    let name = table.name.clone();
    for column in &mut table.columns {
        let DataType::Named { name: type_name } = &column.data_type else { continue };
        let Some(item) = enums.get(type_name) else { continue };
        used.push(item.name.clone());
        if let Some(inline) = work.dialect.inline_enum(&item.values) {
            column.data_type = inline;
            continue;
        }
        column.data_type = DataType::Text;
        let values: Vec<String> =
            item.values.iter().map(|value| work.dialect.string_literal(value)).collect();
        let text = format!("{} in ({})", work.dialect.quote(&column.name), values.join(", "));
        let from = AtomKey::new(&item.name, AtomKind::Enum, "");
        let check_name = work.invent(Named::Check, &name, &[&column.name], "check", Some(from));
        table.checks.push(Check::new(Some(check_name), Expression::new(text)));
    }
}
