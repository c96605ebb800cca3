use std::collections::BTreeSet;

use sqlparser::ast::{
    Distinct, Expr, Function, Ident, OrderBySort, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, Spanned, WindowType,
};

use super::idents::mentioned;
use super::outputs::{Body, Entry, Frame, Meaning};
use super::unknown::UnknownName;
use super::{Block, BlockId, Child, Facts, OrderKey, UseId, Write};
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
    pub unknown: Vec<UnknownName>,
    /// Names of result columns, in small letters.
    pub aliases: BTreeSet<String>,
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
            unknown: Vec::new(),
            aliases: BTreeSet::new(),
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
            self.block().having = true;
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
            if let SelectItem::ExprWithAlias { alias, .. } = item {
                self.aliases.insert(alias.value.to_lowercase());
            }
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
        if let Some(span) = super::terms::counted(expression) {
            let span = self.standing_for.unwrap_or_else(|| self.island.place(span));
            self.block().facts.counted_for_existence.get_or_insert(span);
        }
    }

    pub fn enter(&mut self, name: String, body: Body) {
        if let Some(frame) = self.frames.last_mut() {
            frame.entries.push(Entry { name, body });
        }
    }
}
