//! Views, queries and native blocks: items whose body is SQL.

use std::collections::HashMap;

use crate::design::{Parameter, Query, Spanned};
use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode};
use crate::schema::{
    AtomKey, AtomKind, Expression, Index, IndexPart, IndexTarget, Native, NullsOrder,
    QualifiedName, SortOrder, View,
};
use crate::sql::{Piece, scan};
use sqlparser::ast::{SetExpr, Statement};

use super::collect::{Item, Unnamed};
use super::declared_type::owner;
use super::names::Once;
use super::place::Word;
use super::rules;
use super::sql::{Island, check_statement, parse_expression, parse_statements};
use super::table::{index_method, index_options};
use super::tables::Tables;
use super::types::read_type;
use super::world::{Output, World, check_dialect};

pub fn lower_view(item: &Item<ast::View>, world: &World<'_>, out: &mut Output) {
    let (name, here, node) = (item.full_name(), item.here, &item.node);
    let Some(body) = node.body() else { return };
    if let Some(island) = world.island(here, &body) {
        statement(without_semicolon(island), None, item.context(), Body::View, world, out);
    }
    let text = node.text().unwrap_or_default();
    let text = text.trim_end().trim_end_matches(';').trim_end();
    let mut view = View::new(name.clone(), Expression::new(text));
    view.materialized = node.materialized();
    let mut once = Once::default();
    for column in here.words(node.columns()) {
        match once.add("column", &format!("`{name}`"), &column) {
            Some(finding) => out.report(finding),
            None => view.columns.push(column.text),
        }
    }
    for option in node.options() {
        let Some(option_name) = option.name() else { continue };
        let value = option.value().map_or_else(|| "true".to_owned(), |value| value.text);
        out.said(&name, AtomKind::Option, option_name.text.as_str(), here.node(&option));
        view.options.insert(option_name.text, value);
    }
    view_indexes(item, &mut view, world, out);
    out.said(&name, AtomKind::View, "", item.name.span);
    view.owner = owner(&name, node.owner().map(|role| here.word(role)), world, out);
    view.comment = node.docs();
    if view.comment.is_some() {
        out.said(&name, AtomKind::Comment, "", item.name.span);
    }
    if let Some(was) = node.was().map(|was| here.word(was)) {
        let former = Spanned { value: was.text, span: was.span };
        out.design.renames.insert(AtomKey::new(&name, AtomKind::View, ""), former);
    }
    out.design.schema.views.push(view);
}

/// The indexes of a materialized view. Its columns are the server's to know.
fn view_indexes(item: &Item<ast::View>, view: &mut View, world: &World<'_>, out: &mut Output) {
    let here = item.here;
    let mut once = Once::default();
    for node in item.node.indexes() {
        let span = here.node(&node);
        if !view.materialized {
            out.report(
                Diagnostic::new(
                    &rules::VIEW_INDEX,
                    format!("`{}` is computed anew by every query", view.name),
                )
                .at(span, "an index needs stored rows")
                .help("make it a `materialized view`"),
            );
            return;
        }
        let name = node.name().map(|name| here.word(name));
        let duplicate =
            name.as_ref().and_then(|name| once.add("index", &format!("`{}`", view.name), name));
        if let Some(finding) = duplicate {
            out.report(finding);
            continue;
        }
        let mut parts = Vec::new();
        for column in node.columns() {
            let target = match column.key() {
                Some(ast::IndexKey::Column(name)) => IndexTarget::Column(name.text),
                Some(ast::IndexKey::Expression(sql)) => {
                    if let Some(island) = world.island(here, &sql)
                        && let Err(finding) = parse_expression(island, None)
                    {
                        out.report_unread(finding);
                    }
                    IndexTarget::Expression(Expression::new(sql.text))
                }
                None => continue,
            };
            let mut part = IndexPart::new(target);
            part.order =
                if column.descending() { SortOrder::Descending } else { SortOrder::Ascending };
            let nulls = match (column.nulls_first(), column.nulls_last()) {
                (true, _) => Some(NullsOrder::First),
                (_, true) => Some(NullsOrder::Last),
                _ => None,
            };
            part.nulls = nulls.filter(|nulls| *nulls != part.order.default_nulls());
            part.operator_class = column.operator_class().map(|text| text.text.trim().to_owned());
            part.collation = column.collation().map(|path| path.text());
            parts.push(part);
        }
        if parts.is_empty() {
            continue;
        }
        let mut index = Index::new(name.map(|name| name.text), parts);
        index.unique = node.unique();
        index.method = index_method(&node);
        index.include = node.include().into_iter().map(|name| name.text).collect();
        index.nulls_not_distinct = node.nulls_not_distinct().is_some();
        index.options = node.options().map(|sql| index_options(&sql.text)).unwrap_or_default();
        index.predicate = node.predicate().map(|sql| {
            if let Some(island) = world.island(here, &sql)
                && let Err(finding) = parse_expression(island, None)
            {
                out.report_unread(finding);
            }
            Expression::new(sql.text)
        });
        index.comment = node.docs();
        out.said(&view.name, AtomKind::Index, index.part(), span);
        view.indexes.push(index);
    }
}

pub fn lower_query(item: &Item<ast::Query>, world: &World<'_>, out: &mut Output) {
    let (here, node) = (item.here, &item.node);
    let only = node.only().map(|name| here.word(name));
    if let Some(finding) = only.as_ref().and_then(check_dialect) {
        out.report(finding);
        return;
    }
    let only = only.map(|word| word.text);
    let Some(body) = node.body() else { return };
    let island = without_semicolon(Island {
        text: world.sources.slice(here.span(body.range.clone())),
        span: here.span(body.range.clone()),
    });
    if world.island(here, &body).is_some() {
        statement(island, only.as_deref(), item.context(), Body::Query, world, out);
    }
    let query = Query {
        name: item.name.text.clone(),
        rate: node.rate().and_then(|rate| rate.per_second()),
        within: node.within().map(|(milliseconds, _)| milliseconds),
        sql: island.text.to_owned(),
        parameters: parameters(item, island, world, out),
        namespace: item.context.clone(),
        comment: node.docs(),
        only,
        name_span: item.name.span,
        sql_span: island.span,
    };
    out.design.queries.push(query);
}

/// The parameters in order of their first use, with the types the head declares.
fn parameters(
    item: &Item<ast::Query>,
    island: Island<'_>,
    world: &World<'_>,
    out: &mut Output,
) -> Vec<Parameter> {
    let mut declared = HashMap::new();
    let (mut once, mut unused) = (Once::default(), Vec::new());
    for node in item.node.parameters() {
        let Some(name) = node.name().map(|name| item.here.word(name)) else { continue };
        if let Some(finding) = once.add("parameter", &format!("query `{}`", item.name.text), &name)
        {
            out.report(finding);
            continue;
        }
        let written = node
            .data_type()
            .map(|node| read_type(&node, item.here, item.context(), &world.names, out));
        declared.insert(name.text.clone(), written.and_then(|written| written.data_type));
        unused.push(name);
    }
    let mut used: Vec<Parameter> = Vec::new();
    for (piece, _) in scan(island.text) {
        if let Piece::Parameter(name) = piece
            && !used.iter().any(|known| known.name == name)
        {
            used.push(Parameter {
                name: name.to_owned(),
                data_type: declared.get(name).cloned().flatten(),
            });
        }
    }
    for word in unused.iter().filter(|word| !used.iter().any(|known| known.name == word.text)) {
        let message =
            format!("query `{}` declares `{}` and does not use it", item.name.text, word.text);
        let candidates = used
            .iter()
            .filter(|used| !declared.contains_key(&used.name))
            .map(|used| used.name.as_str());
        out.report(super::names::unknown(
            &rules::QUERY_PARAMETERS,
            message,
            word,
            "never used",
            candidates,
        ));
    }
    used
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    Query,
    View,
}

/// Reads the one statement of a query or a view and checks the names in it.
fn statement(
    island: Island<'_>,
    only: Option<&str>,
    context: Option<&str>,
    body: Body,
    world: &World<'_>,
    out: &mut Output,
) {
    if island.text.is_empty() {
        return out.report(
            Diagnostic::new(&rules::QUERY_STATEMENT, "there is no statement between the braces")
                .at(island.span, "empty")
                .help("write a `select`"),
        );
    }
    let alone = out.alone().map(str::to_owned);
    let statements = match parse_statements(island, only.or(alone.as_deref())) {
        Ok(statements) => statements,
        Err(finding) => return out.report_unread(finding),
    };
    let [statement] = &statements[..] else {
        let message = format!("{} statements stand where one belongs", statements.len());
        return out.report(
            Diagnostic::new(&rules::QUERY_STATEMENT, message)
                .at(island.span, "one statement is needed here")
                .help("make a `query` of each"),
        );
    };
    let fits = match (body, statement) {
        (_, Statement::Query(query)) => body == Body::Query || reads(&query.body),
        (
            Body::Query,
            Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_)
            | Statement::Merge(_),
        ) => true,
        _ => false,
    };
    if !fits {
        let (what, needed) = match body {
            Body::Query => {
                ("query", "a `select`, `insert`, `update`, `delete` or `merge` is needed here")
            }
            Body::View => ("view", "a `select` is needed here"),
        };
        let first = Island { text: island.text, span: island.span }
            .token_at(sqlparser::tokenizer::Location { line: 1, column: 1 });
        return out.report(
            Diagnostic::new(
                &rules::QUERY_STATEMENT,
                format!("a {what} cannot hold this statement"),
            )
            .at(first, needed),
        );
    }
    out.report_all(check_statement(statement, island, &Tables { world, context }));
}

fn reads(body: &SetExpr) -> bool {
    !matches!(
        body,
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_)
    )
}

fn without_semicolon(island: Island<'_>) -> Island<'_> {
    Island::trimmed(island.text.trim_end().trim_end_matches(';'), island.span)
}

pub fn lower_native(item: &Unnamed<ast::Native>, world: &World<'_>, out: &mut Output) {
    let (here, node) = (item.here, &item.node);
    let Some(dialect) = node.dialect().map(|name| here.word(name)) else { return };
    if let Some(finding) = check_dialect(&dialect) {
        return out.report(finding);
    }
    let Some(body) = node.body() else { return };
    for path in node.after().into_iter().chain(node.before()) {
        ordered_object(here.path(path), item.context.as_deref(), world, out);
    }
    let names = |paths: Vec<ast::Path>| paths.into_iter().map(|path| path.text()).collect();
    let name = node.name().map(|name| here.word(name));
    if let Some(name) = &name
        && out.natives.contains_key(&(dialect.text.clone(), name.text.clone()))
    {
        let first = out.natives.get(&(dialect.text.clone(), name.text.clone())).copied();
        return out.report(
            Diagnostic::new(
                &rules::DUPLICATE_NAME,
                format!("two native blocks are called `{}`", name.text),
            )
            .at(name.span, "given again here")
            .at_some(first, "given first here"),
        );
    }
    if let Some(name) = &name {
        out.natives.insert((dialect.text.clone(), name.text.clone()), name.span);
    }
    out.design.schema.natives.push(Native {
        dialect: dialect.text,
        name: name.map(|name| name.text),
        after: names(node.after()),
        before: names(node.before()),
        sql: node.text().unwrap_or(body.text),
    });
}

/// What a block is to stand before or after: an object of the design, another block, or what one makes.
fn ordered_object(path: Vec<Word>, context: Option<&str>, world: &World<'_>, out: &mut Output) {
    let (qualifier, name) = match &path[..] {
        [name] => (None, name),
        [qualifier, name] => (Some(qualifier.text()), name),
        _ => return,
    };
    let names = &world.names;
    let known = names.objects.resolve(context, qualifier, name.text()).is_some()
        || world.native_words.contains(&name.text.to_lowercase())
        || names.roles.get(&QualifiedName::bare(name.text())).is_some()
        || names.extensions.get(&QualifiedName::bare(name.text())).is_some();
    if !known {
        let finding =
            Diagnostic::new(&rules::UNKNOWN_OBJECT, format!("nothing is called `{}`", name.text))
                .at(name.span, "to stand before or after what?");
        out.report(match names.objects.advice(context, qualifier, name.text(), |_| true) {
            Some(advice) => advice.give(finding, name.span),
            None => finding,
        });
    }
}
