use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Ident, Query, Visit, Visitor};

/// The column names and sub-selects of an expression, those of sub-selects left out.
#[derive(Default)]
pub(super) struct Mentioned {
    /// Dotted paths.
    pub names: Vec<Vec<Ident>>,
    pub queries: Vec<Query>,
    pub aggregates: bool,
    pub functions: bool,
    depth: usize,
}

pub(super) fn mentioned(expression: &Expr) -> Mentioned {
    let mut found = Mentioned::default();
    let _: ControlFlow<()> = expression.visit(&mut found);
    found
}

impl Visitor for Mentioned {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if self.depth == 0 {
            self.queries.push(query.clone());
        }
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        if self.depth > 0 {
            return ControlFlow::Continue(());
        }
        match expression {
            Expr::Identifier(name) => self.names.push(vec![name.clone()]),
            Expr::CompoundIdentifier(path) => self.names.push(path.clone()),
            Expr::Function(function) => {
                self.functions = true;
                let name = function.name.to_string().to_lowercase();
                self.aggregates |= function.over.is_none() && is_aggregate(&name);
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

pub(super) fn is_aggregate(name: &str) -> bool {
    const AGGREGATES: [&str; 22] = [
        "count",
        "sum",
        "avg",
        "min",
        "max",
        "array_agg",
        "string_agg",
        "json_agg",
        "jsonb_agg",
        "json_object_agg",
        "jsonb_object_agg",
        "bool_and",
        "bool_or",
        "every",
        "group_concat",
        "stddev",
        "variance",
        "stddev_pop",
        "stddev_samp",
        "percentile_cont",
        "percentile_disc",
        "any_value",
    ];
    AGGREGATES.contains(&name)
}
