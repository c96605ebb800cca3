use std::borrow::Cow;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Assignment, AssignmentTarget, ConflictTarget, Delete, Expr, FromTable, Ident, Insert, Merge,
    ObjectName, OnConflictAction, OnInsert, OrderBy, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, Statement, TableObject, Update, UpdateTableFromKind, Visitor,
};
use sqlparser::tokenizer::Span as SqlSpan;

use super::super::expression::{is_no_column, other_names};
use super::super::{Columns, Island};
use super::sources::{Collected, Collector, Common, Source, means};
use super::{Catalog, plain, split};
use crate::diagnostics::Diagnostic;
use crate::language::lower::names::suggest;
use crate::language::lower::rules;
use crate::text::{Span, did_you_mean};

/// Walks a statement with the tables in scope at each place.
///
/// Each query, select and changing statement adds a frame and takes it away again. A name is looked
/// up from the inside out, and reported only if no frame on the way holds anything unknown.
pub struct Scope<'i, 'c> {
    island: Island<'i>,
    catalog: &'c dyn Catalog,
    frames: Vec<Frame<'c>>,
    /// Names that are no columns.
    others: Vec<SqlSpan>,
    pub findings: Vec<Diagnostic>,
}

#[derive(Default)]
struct Frame<'c> {
    commons: Vec<Common<'c>>,
    sources: Vec<Source<'c>>,
    /// Names of results, which `group by` and `order by` may use.
    outputs: Vec<String>,
    /// What the selects of this query had in scope: `order by` stands outside of them.
    selected: Vec<Source<'c>>,
    selected_outputs: Vec<String>,
}

/// Names a row has in the clauses that know two rows.
const ROW_NAMES: [&str; 4] = ["excluded", "new", "old", "values"];

impl<'i, 'c> Scope<'i, 'c> {
    pub fn new(island: Island<'i>, catalog: &'c dyn Catalog) -> Scope<'i, 'c> {
        Scope { island, catalog, frames: Vec::new(), others: Vec::new(), findings: Vec::new() }
    }

    fn collector(&self) -> Collector<'_, 'c> {
        let commons = self.frames.iter().rev().flat_map(|frame| &frame.commons).collect();
        Collector { catalog: self.catalog, commons }
    }

    fn push(&mut self, collected: Collected<'c>) {
        for name in &collected.missing {
            self.missing_table(name);
        }
        self.frames.push(Frame { sources: collected.sources, ..Frame::default() });
    }

    fn report(&mut self, finding: Diagnostic) {
        if !self.findings.iter().any(|known| known.message == finding.message) {
            self.findings.push(finding);
        }
    }

    fn missing_table(&mut self, name: &ObjectName) {
        let Some((qualifier, own)) = split(name) else { return };
        let place = self.place(own);
        let finding = Diagnostic::new(
            &rules::UNKNOWN_ENTITY,
            format!("there is no entity or view `{}`", plain(name)),
        )
        .at(place, "no such entity");
        let finding = match self.catalog.advice(qualifier, own) {
            Some(advice) => advice.give(finding, place),
            None => finding,
        };
        self.report(finding);
    }

    fn place(&self, ident: &Ident) -> Span {
        self.island.place(ident.span)
    }

    fn unqualified(&mut self, ident: &Ident) {
        if is_no_column(ident) || self.frames.iter().all(|frame| frame.sources.is_empty()) {
            return;
        }
        for frame in self.frames.iter().rev() {
            let known = frame.outputs.iter().any(|name| means(ident, name))
                || frame.sources.iter().any(|source| {
                    means(ident, &source.name)
                        || source.columns.as_ref().is_none_or(|columns| columns.has(ident))
                });
            if known {
                return;
            }
        }
        self.missing_column(ident, None);
    }

    fn qualified(&mut self, qualifier: &Ident, ident: &Ident) {
        if ROW_NAMES.iter().any(|name| qualifier.value.eq_ignore_ascii_case(name)) {
            return;
        }
        let source = self.frames.iter().rev().flat_map(|frame| &frame.sources);
        let Some(source) = source.clone().find(|source| means(qualifier, &source.name)) else {
            self.missing_source(qualifier);
            return;
        };
        let name = source.hidden.clone().unwrap_or_else(|| source.name.clone());
        if let Some(columns) = &source.columns
            && !columns.has(ident)
            && !is_no_column(ident)
        {
            let near = columns.suggest(&ident.value).map(str::to_owned);
            self.missing_column(ident, Some((name, near)));
        }
    }

    fn missing_column(&mut self, ident: &Ident, table: Option<(String, Option<String>)>) {
        let place = self.place(ident);
        let word = &ident.value;
        let (message, near) = match table {
            Some((table, near)) => (format!("`{table}` has no attribute `{word}`"), near),
            None => {
                let innermost = self.frames.iter().rev().find(|frame| !frame.sources.is_empty());
                let sources = innermost.map_or(&[][..], |frame| &frame.sources);
                let names = sources
                    .iter()
                    .filter_map(|source| source.columns.as_deref())
                    .flat_map(Columns::iter);
                let near = did_you_mean(word, names).map(str::to_owned);
                match sources {
                    [only] => {
                        let table = only.hidden.as_ref().unwrap_or(&only.name);
                        (format!("`{table}` has no attribute `{word}`"), near)
                    }
                    _ => (format!("no table of this query has an attribute `{word}`"), near),
                }
            }
        };
        let finding =
            Diagnostic::new(&rules::UNKNOWN_ATTRIBUTE, message).at(place, "no such attribute");
        self.report(suggest(finding, near.as_deref(), place));
    }

    fn missing_source(&mut self, qualifier: &Ident) {
        let sources = || self.frames.iter().rev().flat_map(|frame| &frame.sources);
        // Shapes whose names nobody knows could be meant.
        if sources().any(|source| source.name.is_empty()) {
            return;
        }
        let place = self.place(qualifier);
        let word = &qualifier.value;
        let hidden = sources()
            .find(|source| source.hidden.as_ref().is_some_and(|name| means(qualifier, name)));
        let finding = Diagnostic::new(
            &rules::UNKNOWN_SOURCE,
            format!("no table of this query is called `{word}`"),
        )
        .at(place, "no such table or alias");
        let finding = match hidden {
            Some(source) => finding.help(format!("`{word}` is called `{}` here", source.name)),
            None => suggest(
                finding,
                did_you_mean(word, sources().map(|source| source.name.as_str())),
                place,
            ),
        };
        self.report(finding);
    }

    /// A column a statement writes to.
    fn written(&mut self, column: &ObjectName, table: &Source<'c>) {
        if let (Some((_, ident)), Some(columns)) = (split(column), &table.columns)
            && !columns.has(ident)
        {
            let near = columns.suggest(&ident.value).map(str::to_owned);
            let name = table.hidden.clone().unwrap_or_else(|| table.name.clone());
            self.missing_column(ident, Some((name, near)));
        }
    }

    fn assignments(&mut self, assignments: &[Assignment], table: &Source<'c>) {
        for assignment in assignments {
            match &assignment.target {
                AssignmentTarget::ColumnName(column) => self.written(column, table),
                AssignmentTarget::Tuple(columns) => {
                    columns.iter().for_each(|column| self.written(column, table))
                }
            }
        }
    }

    fn insert(&mut self, insert: &Insert) {
        let mut collected = Collected::default();
        if let TableObject::TableName(name) = &insert.table {
            self.collector().named(name, None, &mut collected);
        }
        let table = collected.sources.first().cloned();
        for alias in insert.table_alias.iter().map(|alias| &alias.alias.value) {
            let columns = table.as_ref().and_then(|table| table.columns.clone());
            collected.sources.push(Source { name: alias.clone(), hidden: None, columns });
        }
        let row = insert
            .insert_alias
            .as_ref()
            .and_then(|alias| split(&alias.row_alias))
            .map(|(_, name)| name);
        collected.sources.extend(row.map(|name| Source {
            name: name.value.clone(),
            hidden: None,
            columns: None,
        }));
        self.push(collected);
        let Some(table) = table else { return };
        for column in &insert.columns {
            self.written(column, &table);
        }
        match &insert.on {
            Some(OnInsert::DuplicateKeyUpdate(assignments)) => {
                self.assignments(assignments, &table)
            }
            Some(OnInsert::OnConflict(conflict)) => {
                if let Some(ConflictTarget::Columns(columns)) = &conflict.conflict_target {
                    columns.iter().for_each(|column| {
                        self.written(&ObjectName::from(vec![column.clone()]), &table)
                    });
                }
                if let OnConflictAction::DoUpdate(update) = &conflict.action {
                    self.assignments(&update.assignments, &table);
                }
            }
            _ => {}
        }
    }

    fn update(&mut self, update: &Update) {
        let from = match &update.from {
            Some(
                UpdateTableFromKind::BeforeSet(tables) | UpdateTableFromKind::AfterSet(tables),
            ) => &tables[..],
            None => &[],
        };
        let collected = self.collector().tables(std::iter::once(&update.table).chain(from));
        // With joins the written column can be any table's.
        let table =
            if update.table.joins.is_empty() { collected.sources.first().cloned() } else { None };
        self.push(collected);
        if let Some(table) = table {
            self.assignments(&update.assignments, &table);
        }
    }

    fn delete(&mut self, delete: &Delete) {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let tables = from.iter().chain(delete.using.iter().flatten());
        let collected = self.collector().tables(tables);
        self.push(collected);
    }

    fn merge(&mut self, merge: &Merge) {
        let mut collected = Collected::default();
        self.collector().factor(&merge.table, &mut collected);
        self.collector().factor(&merge.source, &mut collected);
        self.push(collected);
    }
}

impl Visitor for Scope<'_, '_> {
    type Break = ();

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        match statement {
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Merge(merge) => self.merge(merge),
            _ => self.frames.push(Frame::default()),
        }
        ControlFlow::Continue(())
    }

    fn post_visit_statement(&mut self, _: &Statement) -> ControlFlow<()> {
        self.frames.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.frames.push(Frame::default());
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        // All names first: a recursive one is known inside itself.
        let names = with
            .clone()
            .map(|cte| Common { name: cte.alias.name.value.clone(), columns: None })
            .collect();
        if let Some(frame) = self.frames.last_mut() {
            frame.commons = names;
        }
        for (index, cte) in with.enumerate() {
            let columns = match &cte.alias.columns[..] {
                [] => self.collector().outputs(&cte.query),
                columns => Some(columns.iter().map(|column| column.name.value.clone()).collect()),
            };
            let common = self.frames.last_mut().and_then(|frame| frame.commons.get_mut(index));
            if let Some(common) = common {
                common.columns = columns.map(Cow::Owned);
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.frames.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let collected = self.collector().tables(&select.from);
        self.push(collected);
        let outputs = select.projection.iter().filter_map(|item| match item {
            SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
            _ => None,
        });
        if let Some(frame) = self.frames.last_mut() {
            frame.outputs = outputs.collect();
        }
        for item in &select.projection {
            if let SelectItem::QualifiedWildcard(
                SelectItemQualifiedWildcardKind::ObjectName(name),
                _,
            ) = item
                && let Some((None, qualifier)) = split(name)
                && !self
                    .frames
                    .iter()
                    .flat_map(|frame| &frame.sources)
                    .any(|source| means(qualifier, &source.name))
                && !ROW_NAMES.iter().any(|name| qualifier.value.eq_ignore_ascii_case(name))
            {
                self.missing_source(qualifier);
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, _: &Select) -> ControlFlow<()> {
        if let (Some(select), Some(query)) = (self.frames.pop(), self.frames.last_mut()) {
            query.selected.extend(select.sources);
            query.selected_outputs.extend(select.outputs);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_order_by(&mut self, _: &OrderBy) -> ControlFlow<()> {
        let frame = match self.frames.last() {
            Some(query) => Frame {
                sources: query.selected.clone(),
                outputs: query.selected_outputs.clone(),
                ..Frame::default()
            },
            None => Frame::default(),
        };
        self.frames.push(frame);
        ControlFlow::Continue(())
    }

    fn post_visit_order_by(&mut self, _: &OrderBy) -> ControlFlow<()> {
        self.frames.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        self.others.extend(other_names(expression));
        match expression {
            Expr::Identifier(ident) if self.others.contains(&ident.span) => {}
            Expr::Identifier(ident) => self.unqualified(ident),
            Expr::CompoundIdentifier(path) => {
                if let [qualifier, ident] = &path[..] {
                    self.qualified(qualifier, ident);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Relation, check_statement};
    use super::*;
    use crate::language::lower::names::Advice;
    use crate::language::lower::sql::parse_statements;
    use crate::text::FileId;

    struct Tables(BTreeMap<&'static str, Columns>);

    impl Catalog for Tables {
        fn relation(&self, _: Option<&Ident>, name: &Ident) -> Relation<'_> {
            match self.0.get(name.value.as_str()) {
                Some(columns) => Relation::Known(columns),
                None if name.value.starts_with("pg_") => Relation::Opaque,
                None => Relation::Missing,
            }
        }

        fn advice(&self, _: Option<&Ident>, name: &Ident) -> Option<Advice> {
            did_you_mean(&name.value, self.0.keys().copied())
                .map(|name| Advice::Near(name.to_owned()))
        }
    }

    fn messages(sql: &str) -> Vec<String> {
        let columns = |names: &str| names.split(' ').collect::<Columns>();
        let tables = Tables(BTreeMap::from([
            ("customer", columns("id email name")),
            ("order", columns("id customer_id placed_at total")),
        ]));
        let island = Island { text: sql, span: Span::new(FileId(0), 0, sql.len() as u32) };
        let statements = parse_statements(island, None).unwrap();
        statements
            .iter()
            .flat_map(|statement| check_statement(statement, island, &tables))
            .map(|f| f.message)
            .collect()
    }

    #[test]
    fn what_may_exist_is_left_alone() {
        for sql in [
            "select id, total from \"order\" where customer_id = :c order by placed_at desc limit 20",
            "select c.*, o.total as t from customer c join \"order\" o on o.customer_id = c.id order by t, c.name",
            "select count(*) filter (where total > 3) from \"order\" o group by date_trunc('day', o.placed_at)",
            "with recent as (select * from \"order\") select recent.total, id from recent",
            "with recursive t(n) as (select 1 union all select n + 1 from t where n < 9) select n from t",
            "select x.anything from generate_series(1, 9) x",
            "select anything from pg_class",
            "select sum(s.a) from (select total as a from \"order\") s",
            "select id from customer where exists (select 1 from \"order\" where customer_id = customer.id)",
            "insert into customer (id, email) values (:id, default) on conflict (email) do update set name = excluded.name",
            "update customer set name = o.total from \"order\" o where o.customer_id = customer.id returning id",
            "delete from customer c using \"order\" o where o.customer_id = c.id",
            "select current_date, now()",
            "select to_json(c) from customer c",
            "select id, row_number() over (partition by customer_id order by placed_at) from \"order\"",
            "select l.email from \"order\" o cross join lateral (select email from customer where id = o.customer_id) l",
            "select make_interval(days => 3), id from customer where placed(at_once := true)",
            "select r.* from customer c, jsonb_to_recordset(c.name) as r (a int, b text) where a > b",
            "select n from unnest(array[1, 2]) with ordinality as u (n, i)",
            "with gone as (delete from customer returning *) select anything from gone",
            "select * from (values (1, 2)) as v (a, b) where a = b",
            "select sum(total) over w from \"order\" window w as (partition by customer_id)",
            "select (c).anything, extract(epoch from o.placed_at) from customer c join \"order\" o using (id)",
            "select timestampdiff(minute, placed_at, now()) from \"order\"",
            "select id from customer union all select id from \"order\" order by id",
        ] {
            assert_eq!(messages(sql), [""; 0], "{sql}");
        }
    }

    #[test]
    fn what_cannot_exist_is_reported_once() {
        for (sql, message) in [
            ("select id from custmer where emial = 1", "there is no entity or view `custmer`"),
            ("select emial, emial from customer", "`customer` has no attribute `emial`"),
            ("select c.emial from customer c", "`customer` has no attribute `emial`"),
            ("select customer.id from customer c", "no table of this query is called `customer`"),
            ("select d.* from customer c", "no table of this query is called `d`"),
            (
                "select nothing from customer c join \"order\" o on o.customer_id = c.id",
                "no table of this query has an attribute `nothing`",
            ),
            ("select s.b from (select total as a from \"order\") s", "`s` has no attribute `b`"),
            (
                "with r as (select id from customer) select email from r",
                "`r` has no attribute `email`",
            ),
            ("insert into customer (id, mail) values (1, 2)", "`customer` has no attribute `mail`"),
            ("update customer set nam = 1", "`customer` has no attribute `nam`"),
            ("delete from customer where idd = 1", "`customer` has no attribute `idd`"),
            ("select id from customer order by nam", "`customer` has no attribute `nam`"),
            (
                "select id from customer where exists (select 1 from \"order\" where custmer_id = 1)",
                "`order` has no attribute `custmer_id`",
            ),
        ] {
            assert_eq!(messages(sql), [message], "{sql}");
        }
    }
}
