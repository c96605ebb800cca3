//! A column that checks speak of takes another name on a server that refuses that: the checks go, and
//! come back with the new name.

use crate::dialect::Dialect;
use crate::emit::{Alter, Statement};
use crate::schema::{AtomKey, AtomKind, Check, Expression, Schema, Table};
use crate::sql::{identifiers, rename_identifier};
use crate::template::TemplateError;

/// The statements there and those back.
pub(super) struct Renaming {
    pub there: Vec<Statement>,
    pub back: Vec<Statement>,
}

/// None where no check is in the way, or something else is too.
pub(super) fn around_checks(
    there: &Schema,
    column: &AtomKey,
    old: &str,
    dialect: Dialect<'_>,
) -> Result<Option<Renaming>, TemplateError> {
    let Some(table) = there.table(&column.object) else { return Ok(None) };
    let says = |expression: &Expression| {
        identifiers(expression.text()).any(|word| word.eq_ignore_ascii_case(old))
    };
    let computed = table.columns.iter().filter_map(|column| column.generated.as_ref());
    let before: Vec<Check> = table
        .checks
        .iter()
        .filter(|check| check.name.is_some() && says(&check.expression))
        .cloned()
        .collect();
    if before.is_empty() || computed.into_iter().any(|generated| says(&generated.expression)) {
        return Ok(None);
    }
    let new = column.part.as_str();
    let renamed = |check: &Check| Check {
        expression: Expression::new(rename_identifier(check.expression.text(), old, new)),
        ..check.clone()
    };
    let after: Vec<Check> = before.iter().map(renamed).collect();
    let mut alter = Alter::new(there, dialect)?;
    let up = around(&mut alter, table, column, (old, new), &after)?;
    let back = around(&mut alter, table, column, (new, old), &before)?;
    Ok(Some(Renaming { there: up, back }))
}

fn around(
    alter: &mut Alter<'_>,
    table: &Table,
    column: &AtomKey,
    (from, to): (&str, &str),
    checks: &[Check],
) -> Result<Vec<Statement>, TemplateError> {
    for name in checks.iter().filter_map(|check| check.name.as_deref()) {
        alter.drop_constraint(&table.name, AtomKind::Check, name)?;
    }
    alter.rename_part("column", &table.name, from, to, column.clone())?;
    for check in checks {
        alter.add_check(table, check)?;
    }
    Ok(alter.take())
}
