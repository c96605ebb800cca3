use sqlparser::ast::{
    Expr, GroupByExpr, LimitClause, OrderBy, OrderByExpr, OrderByKind, OrderBySort, Query, Select,
    SelectItem, Value,
};

use super::builder::Builder;
use super::terms::{arguments, number};
use super::{Offset, OrderKey, Target, USUAL_LIMIT};

impl Builder<'_> {
    pub(super) fn grouping(&mut self, select: &Select) {
        let GroupByExpr::Expressions(keys, modifiers) = &select.group_by else {
            self.block().grouped = true;
            return;
        };
        if keys.is_empty() && modifiers.is_empty() {
            return;
        }
        self.block().grouped = true;
        let mut group = Vec::new();
        let mut plain = modifiers.is_empty();
        for key in keys {
            self.touch(key);
            let meant = named_output(key, &select.projection).unwrap_or(key);
            match self.target(meant) {
                Some(target) => group.push(target),
                None => plain = false,
            }
        }
        if plain {
            self.block().group = group;
        }
    }

    pub(super) fn order(&mut self, order: &OrderBy, projection: &[SelectItem]) {
        let OrderByKind::Expressions(keys) = &order.kind else { return };
        self.order_by(keys, projection);
    }

    pub fn order_by(&mut self, keys: &[OrderByExpr], projection: &[SelectItem]) {
        let mut found = Vec::new();
        let mut plain = true;
        for key in keys {
            self.touch(&key.expr);
            let meant = named_output(&key.expr, projection).unwrap_or(&key.expr);
            let descending = matches!(key.options.sort, Some(OrderBySort::Desc));
            match self.order_key(meant, descending, key.options.nulls_first) {
                Some(mut key_found) => {
                    key_found.span = self.place(key);
                    found.push(key_found);
                }
                None => plain = false,
            }
        }
        if plain {
            self.block().order = found;
        } else {
            self.block().order.clear();
        }
    }

    pub(super) fn order_key(
        &mut self,
        key: &Expr,
        descending: bool,
        nulls_first: Option<bool>,
    ) -> Option<OrderKey> {
        let (from, target) = self.target(key)?;
        Some(OrderKey { from, target, descending, nulls_first, span: self.place(key) })
    }

    pub(super) fn limits(&mut self, query: &Query) {
        let (limit, offset) = match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(limit), Some(offset)),
            None => (None, None),
        };
        let fetch = query.fetch.as_ref().map(|fetch| fetch.quantity.as_ref());
        let limit = limit.or(fetch.flatten());
        if let Some(limit) = limit {
            self.block().limit = Some(number(limit).unwrap_or(USUAL_LIMIT).max(1.0));
        } else if fetch.is_some() {
            self.block().limit = Some(1.0);
        }
        if let Some(offset) = offset {
            let rows = number(offset);
            let span = self.place(offset);
            self.block().offset =
                Some(Offset { span, parameter: rows.is_none(), rows: rows.unwrap_or(1000.0) });
        }
        self.block().facts.locked = !query.locks.is_empty();
    }

    /// `select min(x) from t where …`: the first entry of an index is the answer.
    pub(super) fn extremum(&mut self, items: &[SelectItem]) {
        let [SelectItem::UnnamedExpr(item) | SelectItem::ExprWithAlias { expr: item, .. }] = items
        else {
            return;
        };
        let Expr::Function(function) = item else { return };
        let name = function.name.to_string().to_lowercase();
        if self.block().grouped || self.block().uses.len() != 1 || !matches!(&*name, "min" | "max")
        {
            return;
        }
        if let [argument] = arguments(function).as_slice()
            && let Some((id, Target::Column(column))) = self.target(argument)
        {
            self.block().extremum = Some((id, column));
        }
    }
}

/// The result column that `order by total` or `order by 2` means.
fn named_output<'e>(key: &Expr, projection: &'e [SelectItem]) -> Option<&'e Expr> {
    match key {
        Expr::Identifier(name) => projection.iter().find_map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } if alias.value == name.value => Some(expr),
            _ => None,
        }),
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) => {
                let place = text.parse::<usize>().ok()?.checked_sub(1)?;
                match projection.get(place)? {
                    SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                        Some(expr)
                    }
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}
