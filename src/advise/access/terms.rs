use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr,
    Query, Select, SelectItem, SetExpr, Spanned, Value, Visit, Visitor, visit_expressions_mut,
};

use super::idents::{is_aggregate, mentioned};
use crate::schema::operands;
pub(super) use crate::schema::without_parentheses as bare;

/// The conditions that hold together.
pub(super) fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    operands(condition, &BinaryOperator::And)
}

pub(super) fn disjuncts(condition: &Expr) -> Vec<&Expr> {
    operands(condition, &BinaryOperator::Or)
}

/// The number that a literal is.
pub(super) fn number(expression: &Expr) -> Option<f64> {
    match bare(expression) {
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) => text.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// The plain arguments of a call.
pub(super) fn arguments(function: &Function) -> Vec<&Expr> {
    match &function.args {
        FunctionArguments::List(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a select can be taken up into the block around it without a change of its rows.
pub(super) fn is_plain(query: &Query) -> Option<&Select> {
    let SetExpr::Select(select) = &*query.body else { return None };
    let plain_group = matches!(&select.group_by, GroupByExpr::Expressions(keys, modifiers)
        if keys.is_empty() && modifiers.is_empty());
    let whole = query.limit_clause.is_none() && query.fetch.is_none() && query.with.is_none();
    let counted = select.projection.iter().any(|item| match item {
        SelectItem::UnnamedExpr(expression)
        | SelectItem::ExprWithAlias { expr: expression, .. } => {
            mentioned(expression).aggregates || is_window(expression)
        }
        _ => false,
    });
    let plain = whole && plain_group && select.having.is_none() && select.distinct.is_none();
    (plain && !counted && !select.from.is_empty()).then_some(select)
}

fn is_window(expression: &Expr) -> bool {
    match expression {
        Expr::Function(function) => {
            function.over.is_some() || is_aggregate(&function.name.to_string().to_lowercase())
        }
        _ => false,
    }
}

/// Where `count(*) > 0`, `count(*) = 0` or the like stands.
pub(super) fn counted(expression: &Expr) -> Option<sqlparser::tokenizer::Span> {
    let Expr::BinaryOp { left, op, right } = bare(expression) else { return None };
    let compared = number(right)?;
    let existence = matches!(
        (op, compared as i64),
        (BinaryOperator::Gt | BinaryOperator::NotEq | BinaryOperator::Eq, 0)
            | (BinaryOperator::GtEq | BinaryOperator::Lt, 1)
    );
    let is_count = |inner: &Expr| match bare(inner) {
        Expr::Function(function) => {
            function.name.to_string().eq_ignore_ascii_case("count")
                && (arguments(function).is_empty() || arguments(function).len() == 1)
                && function.over.is_none()
        }
        _ => false,
    };
    let counts = match bare(left) {
        Expr::Subquery(query) => match &*query.body {
            SetExpr::Select(select) => match select.projection.as_slice() {
                [SelectItem::UnnamedExpr(only)] => is_count(only) && select.having.is_none(),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    (existence && counts).then(|| expression.span())
}

pub(super) fn has_query(expression: &Expr) -> bool {
    !mentioned(expression).queries.is_empty()
}

pub(super) fn has_placeholder(expression: &Expr) -> bool {
    struct Finder;
    impl Visitor for Finder {
        type Break = ();
        fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
            match expression {
                Expr::Value(value) if matches!(value.value, Value::Placeholder(_)) => {
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            }
        }
    }
    expression.visit(&mut Finder).is_break()
}

/// An expression as an index of one table would hold it: no table is named.
pub(super) fn unqualified(expression: &Expr) -> String {
    let mut copy = expression.clone();
    let _: ControlFlow<()> = visit_expressions_mut(&mut copy, |part| {
        if let Expr::CompoundIdentifier(path) = part
            && let Some(own) = path.last()
        {
            *part = Expr::Identifier(own.clone());
        }
        ControlFlow::Continue(())
    });
    copy.to_string()
}

/// What `exists` selects does not matter.
pub(super) fn without_outputs(select: &sqlparser::ast::Select) -> sqlparser::ast::Select {
    sqlparser::ast::Select { projection: Vec::new(), ..select.clone() }
}
