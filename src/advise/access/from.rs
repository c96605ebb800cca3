use std::collections::BTreeSet;

use sqlparser::ast::{
    Expr, Ident, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem, Spanned,
    TableAlias, TableFactor, TableWithJoins,
};

use super::builder::Builder;
use super::outputs::{Body, Frame, Meaning};
use super::terms::is_plain;
use super::{BlockId, Edge, Relation, Use, UseId, UseKind};
use crate::advise::catalog::Found;
use crate::language::lower::sql::{Island, parse_statements};

impl Builder<'_> {
    pub fn table(&mut self, table: &TableWithJoins) {
        self.factor(&table.relation, UseKind::Inner);
        for join in &table.joins {
            let (constraint, kind, left_optional) = match &join.join_operator {
                JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => {
                    (Some(on), UseKind::Optional, false)
                }
                JoinOperator::Right(on) | JoinOperator::RightOuter(on) => {
                    (Some(on), UseKind::Inner, true)
                }
                JoinOperator::FullOuter(on) => (Some(on), UseKind::Optional, true),
                JoinOperator::Semi(on) | JoinOperator::LeftSemi(on) => {
                    (Some(on), UseKind::Semi, false)
                }
                JoinOperator::Anti(on) | JoinOperator::LeftAnti(on) => {
                    (Some(on), UseKind::Anti, false)
                }
                JoinOperator::Join(on)
                | JoinOperator::Inner(on)
                | JoinOperator::CrossJoin(on)
                | JoinOperator::StraightJoin(on) => (Some(on), UseKind::Inner, false),
                _ => (None, UseKind::Inner, false),
            };
            if matches!(join.join_operator, JoinOperator::CrossJoin(_)) || constraint.is_none() {
                self.block().facts.crossed = true;
            }
            if left_optional {
                for used in &mut self.block().uses {
                    used.kind = UseKind::Optional;
                }
            }
            let before = self.frames.last().map_or(0, |frame| frame.entries.len());
            let first = self.block().uses.len();
            self.factor(&join.relation, kind);
            match constraint {
                Some(JoinConstraint::On(condition)) if kind == UseKind::Inner && !left_optional => {
                    self.condition(condition)
                }
                // Of an outer join's condition only what speaks of the optional side chooses its rows.
                Some(JoinConstraint::On(condition)) => self.outer_condition(condition, first),
                Some(JoinConstraint::Using(names)) => {
                    for name in names.iter().filter_map(|name| name.0.last()?.as_ident()) {
                        self.using(name, before);
                    }
                }
                _ => {}
            }
        }
    }

    /// `using (a)`: the column of that name on both sides.
    fn using(&mut self, name: &Ident, before: usize) {
        let Some(frame) = self.frames.last() else { return };
        let (left, right) = frame.entries.split_at(before.min(frame.entries.len()));
        let sides =
            [left, right].map(|entries| Frame { block: frame.block, entries: entries.to_vec() });
        let span = self.standing_for.unwrap_or_else(|| self.island.place(name.span));
        let mut found = Vec::new();
        for side in sides {
            self.frames.push(side);
            if let Some(Meaning::Column(id, column)) = self.resolve(std::slice::from_ref(name)) {
                found.push((id, Some(column)));
            }
            self.frames.pop();
        }
        if let [left, right] = found[..] {
            self.block().edges.push(Edge { left, right, span });
        }
    }

    pub fn factor(&mut self, factor: &TableFactor, kind: UseKind) {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                self.named(name, alias.as_ref(), kind, factor)
            }
            TableFactor::NestedJoin { table_with_joins, .. } => self.table(table_with_joins),
            TableFactor::Derived { subquery, alias, .. } => {
                let (name, columns) = naming(alias.as_ref(), "");
                self.derived(subquery, name, columns, kind, factor);
            }
            TableFactor::Table { alias, name, .. } | TableFactor::Function { alias, name, .. } => {
                let own = name.0.last().and_then(|part| part.as_ident());
                let (name, _) = naming(alias.as_ref(), own.map_or("", |own| &own.value));
                let id = self.used(Relation::Unknown, name.clone(), kind, factor);
                self.enter(name, Body::Open(id));
            }
            _ => {
                let id = self.used(Relation::Unknown, String::new(), kind, factor);
                self.enter(String::new(), Body::Open(id));
            }
        }
    }

    pub fn used(
        &mut self,
        relation: Relation,
        alias: String,
        kind: UseKind,
        node: &impl Spanned,
    ) -> UseId {
        let span = self.place(node);
        let block = self.block();
        block.uses.push(Use {
            relation,
            alias,
            kind,
            tests: Vec::new(),
            alternatives: Vec::new(),
            needed: BTreeSet::new(),
            span,
        });
        block.uses.len() - 1
    }

    pub fn named(
        &mut self,
        name: &ObjectName,
        alias: Option<&TableAlias>,
        kind: UseKind,
        node: &impl Spanned,
    ) {
        let own = name.0.last().and_then(|part| part.as_ident());
        let own = own.map_or(String::new(), |own| own.value.clone());
        let (called, columns) = naming(alias, &own);
        let common = (name.0.len() == 1)
            .then(|| self.commons.iter().rposition(|common| common.name.eq_ignore_ascii_case(&own)))
            .flatten();
        if let Some(place) = common {
            self.common(place, called, kind, node);
            return;
        }
        match self.catalog.find(name, self.namespace) {
            Some(Found::Table(table)) => {
                let id = self.used(Relation::Table(table), called.clone(), kind, node);
                self.enter(called, Body::Table(id));
            }
            Some(Found::View(view)) if !self.full() => self.view(view, called, columns, kind, node),
            _ => {
                let id = self.used(Relation::Unknown, called.clone(), kind, node);
                self.enter(called, Body::Open(id));
            }
        }
    }

    fn view(
        &mut self,
        view: usize,
        called: String,
        columns: Vec<String>,
        kind: UseKind,
        node: &impl Spanned,
    ) {
        let view = self.catalog.view(view);
        let span = self.place(node);
        let island = Island { text: view.query.text(), span };
        let parsed = match view.materialized {
            true => Vec::new(),
            false => parse_statements(island, None).unwrap_or_default(),
        };
        let Some(sqlparser::ast::Statement::Query(query)) = parsed.into_iter().next() else {
            let id = self.used(Relation::Unknown, called.clone(), kind, node);
            self.enter(called, Body::Open(id));
            return;
        };
        let columns = if columns.is_empty() { view.columns.clone() } else { columns };
        let before = self.standing_for.replace(span);
        // A view knows nothing of the common table expressions around it.
        let commons = std::mem::take(&mut self.commons);
        self.derived(&query, called, columns, kind, node);
        self.commons = commons;
        self.standing_for = before;
    }

    fn common(&mut self, place: usize, called: String, kind: UseKind, node: &impl Spanned) {
        let common = self.commons[place].clone();
        if let Some(block) = common.block {
            let outputs = self.output_names(&common.query, &common.columns);
            let id = self.used(Relation::Derived(block), called.clone(), kind, node);
            self.enter(called, Body::Derived(id, outputs));
            return;
        }
        // A common table expression sees those before it, and never itself.
        let hidden: Vec<_> = self.commons.drain(place..).collect();
        let block = self.derived(&common.query, called, common.columns, kind, node);
        self.commons.extend(hidden);
        if let Some(common) = self.commons.get_mut(place) {
            common.block = block;
        }
    }

    /// A sub-select in `from`: part of this block where it is plain, else a block of its own.
    fn derived(
        &mut self,
        query: &Query,
        called: String,
        columns: Vec<String>,
        kind: UseKind,
        node: &impl Spanned,
    ) -> Option<BlockId> {
        if self.full() {
            let id = self.used(Relation::Unknown, called.clone(), kind, node);
            self.enter(called, Body::Open(id));
            return None;
        }
        if let Some(select) = is_plain(query).filter(|_| kind == UseKind::Inner) {
            let outputs = self.flatten(select, &columns, kind);
            self.enter(called, Body::Flat(outputs));
            return None;
        }
        let outputs = self.output_names(query, &columns);
        let block = self.query(query);
        let id = self.used(Relation::Derived(block), called.clone(), kind, node);
        self.enter(called, Body::Derived(id, outputs));
        Some(block)
    }

    /// Takes a plain select's tables and conditions up into this block; gives its result columns.
    pub fn flatten(
        &mut self,
        select: &Select,
        columns: &[String],
        kind: UseKind,
    ) -> Vec<(String, Meaning)> {
        self.depth += 1;
        let first = self.block().uses.len();
        let block = self.current();
        self.frames.push(Frame { block, entries: Vec::new() });
        select.from.iter().for_each(|table| self.table(table));
        if kind != UseKind::Inner {
            for used in &mut self.block().uses[first..] {
                used.kind = kind;
            }
        }
        if let Some(condition) = &select.selection {
            self.condition(condition);
        }
        let mut outputs = Vec::new();
        for item in &select.projection {
            self.output(item, &mut outputs);
        }
        self.frames.pop();
        self.depth -= 1;
        for (output, name) in outputs.iter_mut().zip(columns) {
            output.0.clone_from(name);
        }
        outputs
    }

    fn output(&mut self, item: &SelectItem, outputs: &mut Vec<(String, Meaning)>) {
        let (expression, name) = match item {
            SelectItem::UnnamedExpr(expression) => (expression, None),
            SelectItem::ExprWithAlias { expr, alias } => (expr, Some(alias.value.clone())),
            SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => {
                self.star(item, outputs);
                return;
            }
            _ => return,
        };
        let path = match expression {
            Expr::Identifier(own) => vec![own.clone()],
            Expr::CompoundIdentifier(path) => path.clone(),
            _ => Vec::new(),
        };
        let name = name.or_else(|| path.last().map(|own| own.value.clone())).unwrap_or_default();
        let meaning = match path.is_empty() {
            false => self.resolve(&path),
            true => None,
        };
        let meaning = meaning.unwrap_or_else(|| {
            let mut columns = Vec::new();
            for path in super::idents::mentioned(expression).names {
                match self.resolve(&path) {
                    Some(Meaning::Column(id, column)) => columns.push((id, column)),
                    Some(Meaning::Computed(more)) => columns.extend(more),
                    _ => {}
                }
            }
            Meaning::Computed(columns)
        });
        outputs.push((name, meaning));
    }

    fn star(&mut self, item: &SelectItem, outputs: &mut Vec<(String, Meaning)>) {
        let only = match item {
            SelectItem::QualifiedWildcard(kind, _) => Some(kind.to_string()),
            _ => None,
        };
        let Some(frame) = self.frames.last() else { return };
        for entry in &frame.entries {
            if only.as_ref().is_some_and(|name| !entry.name.eq_ignore_ascii_case(name)) {
                continue;
            }
            match &entry.body {
                Body::Table(id) => {
                    if let Relation::Table(table) = self.blocks[frame.block].uses[*id].relation {
                        let columns = self.catalog.table(table).columns.iter().enumerate();
                        outputs.extend(columns.map(|(place, column)| {
                            (column.name.clone(), Meaning::Column(*id, place))
                        }));
                    }
                }
                Body::Flat(columns) => outputs.extend(columns.iter().cloned()),
                Body::Derived(id, columns) => {
                    outputs.extend(columns.iter().map(|name| (name.clone(), Meaning::Derived(*id))))
                }
                Body::Open(_) => {}
            }
        }
    }

    /// The names of a query's result columns, as far as its text tells them.
    fn output_names(&self, query: &Query, columns: &[String]) -> Vec<String> {
        if !columns.is_empty() {
            return columns.to_vec();
        }
        let mut body = &*query.body;
        loop {
            match body {
                sqlparser::ast::SetExpr::SetOperation { left, .. } => body = left,
                sqlparser::ast::SetExpr::Query(inner) => body = &inner.body,
                sqlparser::ast::SetExpr::Select(select) => {
                    let name = |item: &SelectItem| match item {
                        SelectItem::UnnamedExpr(Expr::Identifier(own)) => Some(own.value.clone()),
                        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(path)) => {
                            path.last().map(|own| own.value.clone())
                        }
                        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
                        _ => None,
                    };
                    return select.projection.iter().filter_map(name).collect();
                }
                _ => return Vec::new(),
            }
        }
    }
}

/// The name a table has in the query, and the column names its alias gives.
fn naming(alias: Option<&TableAlias>, own: &str) -> (String, Vec<String>) {
    match alias {
        Some(alias) => (
            alias.name.value.clone(),
            alias.columns.iter().map(|column| column.name.value.clone()).collect(),
        ),
        None => (own.to_owned(), Vec::new()),
    }
}
