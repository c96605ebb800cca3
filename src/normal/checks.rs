//! Checks that are dependencies: `check (total = net + tax)` says that `total` follows.
//!
//! A check holds where its condition is unknown, too, so only columns that are not null count.
//! Of a condition the parts joined by `and` are read; anything that could give two results for the
//! same row (functions, subqueries) is passed over.

use sqlparser::ast::{BinaryOperator, Expr};

use super::relation::{EntityRelation, Source, SourceKind};
use super::usage::position;
use crate::design::Design;
use crate::schema::{AtomKey, AtomKind};
use crate::theory::AttributeSet;

/// Conditions nest deeper than this only where a program wrote them.
const DEPTH: usize = 64;

pub fn add(design: &Design, entity: &mut EntityRelation<'_>) {
    let table = entity.table;
    for check in table.checks.iter().filter(|check| !check.not_valid && !check.not_enforced) {
        // Most checks hold no equality: no need to parse those.
        if !check.expression.text().contains('=') {
            continue;
        }
        let Some(condition) = check.expression.parsed() else { continue };
        let key = AtomKey::new(&table.name, AtomKind::Check, check.part());
        let span = design.span(&key);
        for part in conjuncts(condition) {
            let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = part else { continue };
            for (column, value) in [(left, right), (right, left)] {
                let (Some(column), Some(inputs)) =
                    (column_of(entity, column), inputs(entity, value))
                else {
                    continue;
                };
                if inputs.contains(column)
                    || inputs.with(column).iter().any(|attribute| entity.is_nullable(attribute))
                {
                    continue;
                }
                let source = Source { kind: SourceKind::Check, span };
                entity.depends_on(inputs, AttributeSet::single(column), source);
            }
        }
    }
}

fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    let (mut parts, mut open) = (Vec::new(), vec![condition]);
    while let Some(part) = open.pop() {
        match part {
            Expr::Nested(inner) => open.push(inner),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } if open.len() < DEPTH => {
                open.extend([right.as_ref(), left.as_ref()]);
            }
            _ => parts.push(part),
        }
    }
    parts
}

fn column_of(entity: &EntityRelation<'_>, expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Identifier(name) => position(&entity.relation, &name.value),
        Expr::Nested(inner) => column_of(entity, inner),
        _ => None,
    }
}

/// The columns that a value is computed from; None where it might not follow from them alone.
fn inputs(entity: &EntityRelation<'_>, expression: &Expr) -> Option<AttributeSet> {
    let (mut found, mut open) = (AttributeSet::new(), vec![expression]);
    while let Some(part) = open.pop() {
        match part {
            Expr::Identifier(name) => {
                found.insert(position(&entity.relation, &name.value)?);
            }
            Expr::Value(_) => {}
            Expr::Nested(inner) => open.push(inner),
            Expr::UnaryOp { expr, .. } => open.push(expr),
            Expr::BinaryOp { left, op, right } if is_arithmetic(op) && open.len() < DEPTH => {
                open.extend([left.as_ref(), right.as_ref()]);
            }
            _ => return None,
        }
    }
    Some(found)
}

fn is_arithmetic(operator: &BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo
            | BinaryOperator::StringConcat
    )
}
