use sqlparser::ast::{
    Distinct, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr, Ident,
    LimitClause, OrderBy, OrderByExpr, OrderByKind, OrderBySort, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, Spanned, Value, WindowType,
};

use super::idents::{is_aggregate, mentioned};
use super::outputs::{Body, Entry, Frame, Meaning};
use super::{Block, BlockId, Child, Facts, Offset, OrderKey, Target, USUAL_LIMIT, UseId, Write};
use crate::advise::catalog::Catalog;
use crate::language::lower::sql::Island;
use crate::text::Span;

/// Statements with more parts than this are understood up to here.
const MOST_BLOCKS: usize = 300;

/// Walks a statement and writes down its blocks.
pub(super) struct Builder<'a> {
    pub catalog: &'a Catalog<'a>,
    pub namespace: Option<&'a str>,
    pub island: Island<'a>,
    pub blocks: Vec<Block>,
    pub frames: Vec<Frame>,
    pub commons: Vec<Common>,
    pub writes: Vec<Write>,
    /// Where a view is named whose text is being walked: its own places are in no file.
    pub standing_for: Option<Span>,
    pub depth: usize,
}

/// A common table expression.
#[derive(Clone)]
pub(super) struct Common {
    pub name: String,
    pub columns: Vec<String>,
    pub query: Query,
    /// Once it has a block of its own.
    pub block: Option<BlockId>,
}

impl<'a> Builder<'a> {
    pub fn new(
        catalog: &'a Catalog<'a>,
        namespace: Option<&'a str>,
        island: Island<'a>,
    ) -> Builder<'a> {
        Builder {
            catalog,
            namespace,
            island,
            blocks: Vec::new(),
            frames: Vec::new(),
            commons: Vec::new(),
            writes: Vec::new(),
            standing_for: None,
            depth: 0,
        }
    }

    pub fn place(&self, node: &impl Spanned) -> Span {
        self.standing_for.unwrap_or_else(|| self.island.place(node.span()))
    }

    pub fn full(&self) -> bool {
        self.blocks.len() >= MOST_BLOCKS || self.depth > 40
    }

    /// The block that is being written.
    pub fn current(&self) -> BlockId {
        self.frames.last().map_or(0, |frame| frame.block)
    }

    pub fn block(&mut self) -> &mut Block {
        let current = self.current();
        &mut self.blocks[current]
    }

    pub fn open_block(&mut self, span: Span) -> BlockId {
        let outermost = self.frames.is_empty();
        let facts = Facts { outermost, ..Facts::default() };
        self.blocks.push(Block { span, facts, ..Block::default() });
        let id = self.blocks.len() - 1;
        self.frames.push(Frame { block: id, entries: Vec::new() });
        id
    }

    pub fn close_block(&mut self) {
        self.frames.pop();
    }

    /// A query as a block of its own.
    pub fn query(&mut self, query: &Query) -> BlockId {
        let commons = self.commons.len();
        self.depth += 1;
        self.with(query);
        let block = self.body(&query.body, Some(query));
        self.depth -= 1;
        self.commons.truncate(commons);
        block
    }

    fn with(&mut self, query: &Query) {
        for common in query.with.iter().flat_map(|with| &with.cte_tables) {
            let columns = common.alias.columns.iter().map(|column| column.name.value.clone());
            let columns = columns.collect();
            let name = common.alias.name.value.clone();
            let query = (*common.query).clone();
            self.commons.push(Common { name, columns, query, block: None });
        }
    }

    fn body(&mut self, body: &SetExpr, query: Option<&Query>) -> BlockId {
        match body {
            SetExpr::Select(select) => {
                let block = self.open_block(self.place(select.as_ref()));
                self.select(select, query);
                self.close_block();
                block
            }
            SetExpr::Query(inner) => self.query(inner),
            SetExpr::SetOperation { left, right, .. } => {
                let block = self.open_block(self.place(body));
                if !self.full() {
                    self.depth += 1;
                    let arms = [self.body(left, None), self.body(right, None)];
                    self.depth -= 1;
                    self.block().arms = arms.to_vec();
                }
                if let Some(query) = query {
                    self.limits(query);
                }
                self.close_block();
                block
            }
            SetExpr::Insert(statement)
            | SetExpr::Update(statement)
            | SetExpr::Delete(statement)
            | SetExpr::Merge(statement) => {
                let block = self.open_block(self.place(body));
                self.changing(statement);
                self.close_block();
                block
            }
            _ => {
                let block = self.open_block(self.place(body));
                self.close_block();
                block
            }
        }
    }

    /// Everything of a select, written into the current block.
    pub fn select(&mut self, select: &Select, query: Option<&Query>) {
        select.from.iter().for_each(|table| self.table(table));
        if let Some(condition) = &select.selection {
            self.condition(condition);
        }
        self.projection(&select.projection);
        self.grouping(select);
        if let Some(having) = &select.having {
            self.block().grouped = true;
            self.touch(having);
        }
        match &select.distinct {
            Some(Distinct::Distinct) => self.block().distinct = true,
            Some(Distinct::On(keys)) => {
                self.block().distinct = true;
                keys.iter().for_each(|key| self.touch(key));
            }
            _ => {}
        }
        if let Some(query) = query {
            if let Some(order) = &query.order_by {
                self.order(order, &select.projection);
            }
            self.limits(query);
        }
        self.extremum(&select.projection);
    }

    fn projection(&mut self, items: &[SelectItem]) {
        for item in items {
            match item {
                SelectItem::UnnamedExpr(expression)
                | SelectItem::ExprWithAlias { expr: expression, .. }
                | SelectItem::ExprWithAliases { expr: expression, .. } => {
                    self.aggregation(expression);
                    self.touch(expression);
                }
                SelectItem::Wildcard(_) => {
                    let span = self.place(item);
                    self.block().facts.star.get_or_insert(span);
                    self.everything(None);
                }
                SelectItem::QualifiedWildcard(kind, _) => {
                    let span = self.place(item);
                    self.block().facts.star.get_or_insert(span);
                    if let SelectItemQualifiedWildcardKind::ObjectName(name) = kind {
                        let last = name.0.last().and_then(|part| part.as_ident()).cloned();
                        self.everything(last.as_ref());
                    }
                }
            }
        }
    }

    fn aggregation(&mut self, expression: &Expr) {
        if mentioned(expression).aggregates {
            self.block().aggregates = true;
        }
        if let Expr::Function(Function { over: Some(WindowType::WindowSpec(window)), .. }) =
            expression
        {
            // A window is sorted like a result: by its partition, then by its order.
            if self.block().order.is_empty() {
                let keys = window.partition_by.iter().map(|key| (key, false));
                let orders = window
                    .order_by
                    .iter()
                    .map(|key| (&key.expr, matches!(key.options.sort, Some(OrderBySort::Desc))));
                let found: Option<Vec<OrderKey>> =
                    keys.chain(orders).map(|(key, down)| self.order_key(key, down, None)).collect();
                self.block().order = found.unwrap_or_default();
            }
        }
    }

    /// Marks all columns of a table, or of all tables, as read.
    pub fn everything(&mut self, of: Option<&Ident>) {
        let Some(frame) = self.frames.last() else { return };
        let block = frame.block;
        let mut marks: Vec<(UseId, usize)> = Vec::new();
        for entry in &frame.entries {
            if of.is_some_and(|name| !entry.name.eq_ignore_ascii_case(&name.value)) {
                continue;
            }
            match &entry.body {
                Body::Table(id) => {
                    if let super::Relation::Table(table) = self.blocks[block].uses[*id].relation {
                        let count = self.catalog.table(table).columns.len();
                        marks.extend((0..count).map(|column| (*id, column)));
                    }
                }
                Body::Flat(columns) => {
                    marks.extend(columns.iter().flat_map(|(_, meaning)| match meaning {
                        Meaning::Column(id, column) => vec![(*id, *column)],
                        Meaning::Computed(columns) => columns.clone(),
                        Meaning::Derived(_) => Vec::new(),
                    }))
                }
                Body::Derived(..) | Body::Open(_) => {}
            }
        }
        for (id, column) in marks {
            self.blocks[block].uses[id].needed.insert(column);
        }
    }

    fn grouping(&mut self, select: &Select) {
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

    fn order(&mut self, order: &OrderBy, projection: &[SelectItem]) {
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

    fn order_key(
        &mut self,
        key: &Expr,
        descending: bool,
        nulls_first: Option<bool>,
    ) -> Option<OrderKey> {
        let (from, target) = self.target(key)?;
        Some(OrderKey { from, target, descending, nulls_first, span: self.place(key) })
    }

    fn limits(&mut self, query: &Query) {
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
    fn extremum(&mut self, items: &[SelectItem]) {
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

    /// Marks what an expression reads, and adds the blocks of its sub-selects.
    pub fn touch(&mut self, expression: &Expr) {
        self.count_for_existence(expression);
        let found = mentioned(expression);
        for path in &found.names {
            self.resolve(path);
        }
        for query in &found.queries {
            self.child(query);
        }
    }

    /// Adds a sub-select that runs for the current block.
    pub fn child(&mut self, query: &Query) -> Option<BlockId> {
        if self.full() {
            return None;
        }
        let block = self.query(query);
        let per_row_of = self.blocks[block].outer;
        self.block().children.push(Child { block, per_row_of });
        Some(block)
    }

    fn count_for_existence(&mut self, expression: &Expr) {
        if let Some(span) = super::predicate::counted(expression) {
            let span = self.standing_for.unwrap_or_else(|| self.island.place(span));
            self.block().facts.counted_for_existence.get_or_insert(span);
        }
    }

    /// What a column name means, innermost first; what it reads is marked. None: of an outer block,
    /// or unknown.
    pub fn resolve(&mut self, path: &[Ident]) -> Option<Meaning> {
        let (own, qualifier) = match path {
            [own] => (own, None),
            [.., qualifier, own] => (own, Some(qualifier)),
            [] => return None,
        };
        let current = self.current();
        let (block, meaning) = self.frames.iter().rev().find_map(|frame| {
            let meaning = self.meaning(frame, qualifier, own)?;
            Some((frame.block, meaning))
        })?;
        let marks = match &meaning {
            Meaning::Column(id, column) => vec![(*id, *column)],
            Meaning::Computed(columns) => columns.clone(),
            Meaning::Derived(_) => Vec::new(),
        };
        for (id, column) in &marks {
            self.blocks[block].uses[*id].needed.insert(*column);
        }
        if block == current {
            return Some(meaning);
        }
        let outer = match meaning {
            Meaning::Column(id, _) | Meaning::Derived(id) => id,
            Meaning::Computed(columns) => columns.first().map_or(0, |(id, _)| *id),
        };
        self.blocks[current].outer.get_or_insert(outer);
        None
    }

    fn meaning(&self, frame: &Frame, qualifier: Option<&Ident>, own: &Ident) -> Option<Meaning> {
        for entry in &frame.entries {
            if qualifier.is_some_and(|name| !entry.name.eq_ignore_ascii_case(&name.value)) {
                continue;
            }
            let found = match &entry.body {
                Body::Table(id) => match self.blocks[frame.block].uses[*id].relation {
                    super::Relation::Table(table) => {
                        self.catalog.column(table, own).map(|column| Meaning::Column(*id, column))
                    }
                    _ => None,
                },
                Body::Flat(columns) => columns
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(&own.value))
                    .map(|(_, meaning)| meaning.clone()),
                Body::Derived(id, columns) => {
                    let known = columns.iter().any(|name| name.eq_ignore_ascii_case(&own.value));
                    (known || qualifier.is_some()).then_some(Meaning::Derived(*id))
                }
                Body::Open(id) => qualifier.is_some().then_some(Meaning::Derived(*id)),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A column or an expression over columns of one table of this block.
    pub fn target(&mut self, expression: &Expr) -> Option<(UseId, Target)> {
        let expression = bare(expression);
        let path = match expression {
            Expr::Identifier(name) => vec![name.clone()],
            Expr::CompoundIdentifier(path) => path.clone(),
            _ => return self.computed(expression),
        };
        match self.resolve(&path)? {
            Meaning::Column(id, column) => Some((id, Target::Column(column))),
            _ => None,
        }
    }

    fn computed(&mut self, expression: &Expr) -> Option<(UseId, Target)> {
        let found = mentioned(expression);
        if found.names.is_empty() || !found.queries.is_empty() || found.aggregates {
            return None;
        }
        let mut of = None;
        let mut columns = Vec::new();
        for path in &found.names {
            match self.resolve(path)? {
                Meaning::Column(id, column) if of.is_none_or(|other| other == id) => {
                    of = Some(id);
                    columns.push(column);
                }
                _ => return None,
            }
        }
        columns.sort_unstable();
        columns.dedup();
        Some((of?, Target::Expression(super::predicate::unqualified(expression), columns)))
    }

    pub fn enter(&mut self, name: String, body: Body) {
        if let Some(frame) = self.frames.last_mut() {
            frame.entries.push(Entry { name, body });
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

/// An expression without parentheses of its own.
pub(super) fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) => bare(inner),
        other => other,
    }
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
