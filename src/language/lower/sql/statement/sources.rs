//! What a `from` clause brings into scope.

use std::borrow::Cow;

use sqlparser::ast::{
    Ident, ObjectName, Query, Select, SelectItem, SetExpr, TableAlias, TableFactor, TableWithJoins,
};

use super::super::Columns;
use super::super::columns::same_unquoted;
use super::{Catalog, Relation, split};

/// A table, sub-select or function under the name it has in the statement.
#[derive(Debug, Clone)]
pub struct Source<'c> {
    pub name: String,
    /// The table's own name, where an alias hides it.
    pub hidden: Option<String>,
    /// None where only a server knows them.
    pub columns: Option<Cow<'c, Columns>>,
}

/// A common table expression.
#[derive(Debug, Clone)]
pub struct Common<'c> {
    pub name: String,
    pub columns: Option<Cow<'c, Columns>>,
}

/// The sources of one `from`, and the tables in it that do not exist.
#[derive(Debug, Default)]
pub struct Collected<'c> {
    pub sources: Vec<Source<'c>>,
    pub missing: Vec<ObjectName>,
}

/// Knows tables and the common table expressions in reach.
pub struct Collector<'s, 'c> {
    pub catalog: &'c dyn Catalog,
    /// Innermost first.
    pub commons: Vec<&'s Common<'c>>,
}

impl<'c> Collector<'_, 'c> {
    pub fn tables<'t>(
        &self,
        tables: impl IntoIterator<Item = &'t TableWithJoins>,
    ) -> Collected<'c> {
        let mut found = Collected::default();
        for table in tables {
            self.table(table, &mut found);
        }
        found
    }

    fn table(&self, table: &TableWithJoins, found: &mut Collected<'c>) {
        self.factor(&table.relation, found);
        for join in &table.joins {
            self.factor(&join.relation, found);
        }
    }

    pub fn factor(&self, factor: &TableFactor, found: &mut Collected<'c>) {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                self.named(name, alias.as_ref(), found)
            }
            TableFactor::NestedJoin { table_with_joins, .. } => self.table(table_with_joins, found),
            TableFactor::Derived { subquery, alias, .. } => {
                let columns = self.outputs(subquery).map(Cow::Owned);
                found.sources.push(aliased(alias.as_ref(), None, columns));
            }
            TableFactor::Table { name, alias, .. } | TableFactor::Function { name, alias, .. } => {
                let own = split(name).map(|(_, name)| name);
                found.sources.push(aliased(alias.as_ref(), own, None));
            }
            TableFactor::TableFunction { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::JsonTable { alias, .. }
            | TableFactor::XmlTable { alias, .. } => {
                found.sources.push(aliased(alias.as_ref(), None, None))
            }
            // Rare shapes of other servers: their names are nobody's to judge.
            _ => found.sources.push(aliased(None, None, None)),
        }
    }

    pub fn named(&self, name: &ObjectName, alias: Option<&TableAlias>, found: &mut Collected<'c>) {
        let Some((qualifier, own)) = split(name) else {
            found.sources.push(aliased(alias, None, None));
            return;
        };
        let common = match qualifier {
            None => self.commons.iter().find(|common| means(own, &common.name)),
            Some(_) => None,
        };
        let columns = match common {
            Some(common) => common.columns.clone(),
            None => match self.catalog.relation(qualifier, own) {
                Relation::Known(columns) => Some(Cow::Borrowed(columns)),
                Relation::Opaque => None,
                Relation::Missing => {
                    found.missing.push(name.clone());
                    None
                }
            },
        };
        found.sources.push(aliased(alias, Some(own), columns));
    }

    /// The column names of a query's result, where the text alone tells them.
    pub fn outputs(&self, query: &Query) -> Option<Columns> {
        if query.with.is_some() {
            return None;
        }
        let mut body = &*query.body;
        loop {
            match body {
                SetExpr::Select(select) => return self.select_outputs(select),
                SetExpr::SetOperation { left, .. } => body = left,
                SetExpr::Query(inner) => return self.outputs(inner),
                _ => return None,
            }
        }
    }

    fn select_outputs(&self, select: &Select) -> Option<Columns> {
        let mut names = Columns::default();
        for item in &select.projection {
            match item {
                SelectItem::ExprWithAlias { alias, .. } => {
                    names.insert(&alias.value);
                }
                SelectItem::UnnamedExpr(sqlparser::ast::Expr::Identifier(name)) => {
                    names.insert(&name.value);
                }
                SelectItem::UnnamedExpr(sqlparser::ast::Expr::CompoundIdentifier(path)) => {
                    names.insert(&path.last()?.value);
                }
                SelectItem::Wildcard(_) => {
                    for source in self.tables(&select.from).sources {
                        source.columns?.iter().for_each(|name| {
                            names.insert(name);
                        });
                    }
                }
                _ => return None,
            }
        }
        Some(names)
    }
}

fn aliased<'c>(
    alias: Option<&TableAlias>,
    own: Option<&Ident>,
    columns: Option<Cow<'c, Columns>>,
) -> Source<'c> {
    let own = own.map(|ident| ident.value.clone());
    match alias {
        Some(alias) if alias.columns.is_empty() => {
            Source { name: alias.name.value.clone(), hidden: own, columns }
        }
        // `t (a, b)` renames the first columns only; how many there are decides the rest.
        Some(alias) => Source { name: alias.name.value.clone(), hidden: own, columns: None },
        None => Source { name: own.unwrap_or_default(), hidden: None, columns },
    }
}

/// Whether an identifier as written means a name.
pub fn means(ident: &Ident, name: &str) -> bool {
    ident.value == name || (ident.quote_style.is_none() && same_unquoted(&ident.value, name))
}
