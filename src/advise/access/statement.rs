use sqlparser::ast::{
    AssignmentTarget, FromTable, Insert, ObjectName, SetExpr, Statement, TableFactor, TableObject,
    TableWithJoins, UpdateTableFromKind,
};

use super::builder::Builder;
use super::closure;
use super::{
    Access, Child, ColumnId, Operand, Relation, Target, Test, Tested, Use, UseKind, Write,
    WriteKind,
};
use crate::advise::catalog::{Catalog, Found};
use crate::design::Query;
use crate::diagnostics::Diagnostic;
use crate::language::lower::sql::{Island, parse_statements};
use crate::schema::ReferentialAction;

/// What a query asks, or why its text could not be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Understood {
    Access(Box<Access>),
    /// The finding points at the place where reading stopped.
    Unreadable(Box<Diagnostic>),
}

/// Reads a query and writes down what it asks of its tables.
pub fn understand(query: &Query, catalog: &Catalog<'_>) -> Understood {
    let island = Island { text: &query.sql, span: query.sql_span };
    let statements = match parse_statements(island, query.only.as_deref()) {
        Ok(statements) => statements,
        Err(finding) => return Understood::Unreadable(Box::new(finding)),
    };
    let mut builder = Builder::new(catalog, query.namespace.as_deref(), island);
    let mut access = Access::default();
    if let Some(statement) = statements.first() {
        access.reads = matches!(statement, Statement::Query(_));
        access.root = builder.statement(statement);
    }
    access.unknown = builder.unknown_names();
    access.writes = builder.writes;
    access.blocks = builder.blocks;
    access.blocks.iter_mut().for_each(closure::close);
    Understood::Access(Box::new(access))
}

impl Builder<'_> {
    fn statement(&mut self, statement: &Statement) -> Option<usize> {
        match statement {
            Statement::Query(query) => Some(self.query(query)),
            Statement::Explain { statement, .. } => self.statement(statement),
            other => {
                let block = self.open_block(self.island.span);
                self.changing(other);
                self.close_block();
                Some(block)
            }
        }
    }

    /// A statement that changes rows: how it finds them is a block like any other.
    pub fn changing(&mut self, statement: &Statement) {
        match statement {
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => {
                self.table(&update.table);
                if let Some(
                    UpdateTableFromKind::BeforeSet(tables) | UpdateTableFromKind::AfterSet(tables),
                ) = &update.from
                {
                    tables.iter().for_each(|table| self.table(table));
                }
                if let Some(condition) = &update.selection {
                    self.condition(condition);
                }
                let mut columns = std::collections::BTreeSet::new();
                let target = self.target_table(&update.table);
                for assignment in &update.assignments {
                    self.touch(&assignment.value);
                    let names: Vec<&ObjectName> = match &assignment.target {
                        AssignmentTarget::ColumnName(name) => vec![name],
                        AssignmentTarget::Tuple(names) => names.iter().collect(),
                    };
                    for name in names.iter().filter_map(|name| name.0.last()?.as_ident()) {
                        if let Some(table) = target {
                            columns.extend(self.catalog.column(table, name));
                        }
                    }
                }
                self.order_by(&update.order_by, &[]);
                self.rows_are_touched();
                if let Some(table) = target {
                    self.writes.push(Write { table, kind: WriteKind::Update(columns) });
                }
            }
            Statement::Delete(delete) => {
                let (FromTable::WithFromKeyword(tables) | FromTable::WithoutKeyword(tables)) =
                    &delete.from;
                tables.iter().for_each(|table| self.table(table));
                for table in delete.using.iter().flatten() {
                    self.table(table);
                }
                if let Some(condition) = &delete.selection {
                    self.condition(condition);
                }
                self.order_by(&delete.order_by, &[]);
                self.rows_are_touched();
                if let Some(table) = tables.first().and_then(|table| self.target_table(table)) {
                    self.writes.push(Write { table, kind: WriteKind::Delete });
                    self.referring(table);
                }
            }
            Statement::Merge(merge) => {
                self.factor(&merge.table, UseKind::Inner);
                self.factor(&merge.source, UseKind::Inner);
                self.condition(&merge.on);
            }
            _ => {}
        }
    }

    fn insert(&mut self, insert: &Insert) {
        let mut rows = 1.0;
        match insert.source.as_deref().map(|source| (&*source.body, source)) {
            Some((SetExpr::Values(values), _)) => {
                rows = values.rows.len().max(1) as f64;
                for value in values.rows.iter().flat_map(|row| row.iter()) {
                    self.touch(value);
                }
            }
            Some((_, query)) => {
                self.child(query);
            }
            None => {}
        }
        if let TableObject::TableName(name) = &insert.table
            && let Some(Found::Table(table)) = self.catalog.find(name, self.namespace)
        {
            self.writes.push(Write { table, kind: WriteKind::Insert(rows) });
        }
    }

    fn target_table(&self, table: &TableWithJoins) -> Option<usize> {
        match &table.relation {
            TableFactor::Table { name, .. } => match self.catalog.find(name, self.namespace) {
                Some(Found::Table(table)) => Some(table),
                _ => None,
            },
            _ => None,
        }
    }

    /// Before a row goes, the server looks for those that refer to it.
    fn referring(&mut self, parent: usize) {
        let catalog = self.catalog;
        let place = self.island.span;
        let name = &catalog.table(parent).name;
        for (child, table) in catalog.schema.tables.iter().enumerate() {
            for key in table.foreign_keys.iter().filter(|key| key.references == *name) {
                let columns: Vec<ColumnId> = key
                    .columns
                    .iter()
                    .filter_map(|name| table.columns.iter().position(|own| own.name == *name))
                    .collect();
                if columns.is_empty() || self.full() {
                    continue;
                }
                let block = self.open_block(place);
                let tests = columns.iter().map(|column| Tested {
                    target: Target::Column(*column),
                    test: Test::Equal(Operand::Later),
                    span: place,
                    text: format!("{} = old.key", table.columns[*column].name),
                    more: None,
                });
                let used = Use {
                    relation: Relation::Table(child),
                    alias: table.name.name.clone(),
                    kind: UseKind::Inner,
                    tests: tests.collect(),
                    alternatives: Vec::new(),
                    needed: columns.iter().copied().collect(),
                    span: place,
                };
                let own = self.block();
                own.uses.push(used);
                own.facts.only_existence = true;
                // One such row is enough where the reference forbids.
                let forbids = matches!(
                    key.on_delete,
                    ReferentialAction::NoAction | ReferentialAction::Restrict
                );
                own.limit = forbids.then_some(1.0);
                self.close_block();
                self.block().children.push(Child { block, per_row_of: Some(0) });
            }
        }
    }

    /// Rows that are changed are read whole: no index alone can serve.
    fn rows_are_touched(&mut self) {
        let catalog = self.catalog;
        if let Some(used) = self.block().uses.first_mut()
            && let Relation::Table(table) = used.relation
        {
            used.needed.extend(0..catalog.table(table).columns.len());
        }
    }
}
