use std::ops::ControlFlow;

use sqlparser::ast::{
    AccessExpr, BinaryOperator, Expr, Function, FunctionArg, FunctionArguments, Ident, Query,
    Visit, Visitor,
};
use sqlparser::tokenizer::Span as SqlSpan;

use super::super::names::suggest;
use super::super::rules;
use super::{Columns, Island};
use crate::diagnostics::Diagnostic;

/// The names an expression may use.
#[derive(Debug, Clone, Copy)]
pub enum Names<'a> {
    /// The attributes of an entity, and the entity's name to qualify them.
    Attributes { columns: &'a Columns, entity: &'a str },
    /// The checked value of a domain, called `value`.
    Value { domain: &'a str },
}

/// One finding for every name in the expression that means nothing.
///
/// An expression with a sub-select is left to the server: its names may be those of any table.
pub fn check_names(expression: &Expr, island: Island<'_>, names: Names<'_>) -> Vec<Diagnostic> {
    let mut found = Identifiers::default();
    let _: ControlFlow<()> = expression.visit(&mut found);
    if found.has_query {
        return Vec::new();
    }
    let mut findings: Vec<Diagnostic> = Vec::new();
    for ident in found.unknown(names) {
        let finding = unknown(&ident, island, names);
        if !findings.iter().any(|known| known.message == finding.message) {
            findings.push(finding);
        }
    }
    findings
}

fn unknown(ident: &Ident, island: Island<'_>, names: Names<'_>) -> Diagnostic {
    let word = &ident.value;
    let place = island.place(ident.span);
    match names {
        Names::Attributes { columns, entity } => {
            let finding = Diagnostic::new(
                &rules::UNKNOWN_ATTRIBUTE,
                format!("`{entity}` has no attribute `{word}`"),
            );
            suggest(finding.at(place, "no such attribute"), columns.suggest(word), place)
        }
        Names::Value { domain } => Diagnostic::new(
            &rules::UNKNOWN_ATTRIBUTE,
            format!("domain `{domain}` knows no `{word}`"),
        )
        .at(place, "no such name")
        .help("the value of a domain is called `value`"),
    }
}

/// Words that read like columns and are none: units as arguments, `default`, system columns.
const NOT_COLUMNS: [&str; 34] = [
    "default",
    "microsecond",
    "millisecond",
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "dow",
    "doy",
    "epoch",
    "isodow",
    "isoyear",
    "century",
    "decade",
    "millennium",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "current_user",
    "session_user",
    "current_role",
    "user",
    "ctid",
    "xmin",
    "xmax",
    "tableoid",
    "rowid",
    "utf8mb4",
];

pub(super) fn is_no_column(ident: &Ident) -> bool {
    ident.quote_style.is_none()
        && NOT_COLUMNS.iter().any(|word| ident.value.eq_ignore_ascii_case(word))
}

/// The places of names below an expression that are no columns: of arguments, as `days` in
/// `make_interval(days => 3)` or `(days := 3)`, and of fields, as `street` in `(address).street`.
pub(super) fn other_names(expression: &Expr) -> Vec<SqlSpan> {
    let name = |name: &Expr| match name {
        Expr::Identifier(name) => Some(name.span),
        _ => None,
    };
    match expression {
        Expr::Function(Function { args: FunctionArguments::List(list), .. }) => {
            let named = list.args.iter().filter_map(|argument| match argument {
                FunctionArg::ExprNamed { name: label, .. } => name(label),
                _ => None,
            });
            named.collect()
        }
        Expr::BinaryOp { left, op: BinaryOperator::Assignment, .. } => {
            name(left).into_iter().collect()
        }
        Expr::CompoundFieldAccess { access_chain, .. } => {
            let fields = access_chain.iter().filter_map(|access| match access {
                AccessExpr::Dot(field) => name(field),
                AccessExpr::Subscript(_) => None,
            });
            fields.collect()
        }
        _ => Vec::new(),
    }
}

/// All names of an expression, in order.
#[derive(Default)]
struct Identifiers {
    /// With their qualifiers.
    names: Vec<Vec<Ident>>,
    /// Names that are no columns.
    others: Vec<SqlSpan>,
    has_query: bool,
}

impl Identifiers {
    fn unknown(self, names: Names<'_>) -> impl Iterator<Item = Ident> {
        self.names.into_iter().filter_map(move |mut path| {
            let last = path.pop()?;
            let qualifier = path.pop();
            let known = match names {
                Names::Attributes { columns, entity } => match qualifier {
                    // `excluded.a`, a composite's field, another context's table: not ours to judge.
                    Some(qualifier) if !super::columns::same_unquoted(&qualifier.value, entity) => {
                        true
                    }
                    _ => columns.has(&last) || is_no_column(&last),
                },
                Names::Value { .. } => {
                    last.value.eq_ignore_ascii_case("value") || is_no_column(&last)
                }
            };
            (!known).then_some(last)
        })
    }
}

impl Visitor for Identifiers {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        self.others.extend(other_names(expression));
        match expression {
            Expr::Identifier(ident) if self.others.contains(&ident.span) => {}
            Expr::Identifier(ident) => self.names.push(vec![ident.clone()]),
            Expr::CompoundIdentifier(path) => self.names.push(path.clone()),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.has_query = true;
        ControlFlow::Break(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lower::sql::parse_expression;
    use crate::text::{FileId, Span};

    fn messages(text: &str, names: Names<'_>) -> Vec<String> {
        let island = Island { text, span: Span::new(FileId(0), 0, text.len() as u32) };
        match parse_expression(island, None).unwrap() {
            Some(expression) => {
                check_names(&expression, island, names).into_iter().map(|f| f.message).collect()
            }
            None => Vec::new(),
        }
    }

    #[test]
    fn names_are_attributes_or_value() {
        let columns: Columns = ["price", "currency", "createdAt"].into_iter().collect();
        let names = Names::Attributes { columns: &columns, entity: "product" };
        assert_eq!(messages("price >= 0 and PRICE < 9 and product.price <> 3", names), [""; 0]);
        assert_eq!(
            messages("prise >= 0 or prise is null", names),
            ["`product` has no attribute `prise`"]
        );
        assert_eq!(
            messages("\"createdat\" > now()", names),
            ["`product` has no attribute `createdat`"]
        );
        assert_eq!(messages("createdat > now() - interval '1 day'", names), [""; 0]);
        assert_eq!(messages("exists (select 1 from other where unknown = 1)", names), [""; 0]);
        assert_eq!(
            messages("timestampdiff(second, createdAt, current_timestamp) > 1", names),
            [""; 0]
        );
        assert_eq!(
            messages("extract(year from createdAt) > 2000 and price::int > 1", names),
            [""; 0]
        );
        assert_eq!(messages("createdAt > now() - make_interval(days => price)", names), [""; 0]);
        assert_eq!(messages("value > 0 and VALUE < 9", Names::Value { domain: "age" }), [""; 0]);
        assert_eq!(
            messages("val > 0", Names::Value { domain: "age" }),
            ["domain `age` knows no `val`"]
        );
    }
}
