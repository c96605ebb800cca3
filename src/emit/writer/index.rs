use serde::Serialize;

use super::constraint::{OF_INDEXES, target};
use super::{Setting, Writer};
use crate::emit::Statement;
use crate::schema::{AtomKey, AtomKind, Expression, Index, NullsOrder, QualifiedName, SortOrder};
use crate::template::{TemplateError, qualified};

/// `index.hbs` (a line of `create table`) and `create_index.hbs`.
#[derive(Serialize)]
pub(super) struct IndexModel<'a> {
    pub name: &'a str,
    pub table: String,
    pub unique: bool,
    /// Built while rows are written.
    pub concurrently: bool,
    /// Of a partitioned table alone, not of its partitions.
    pub only: bool,
    pub fulltext: bool,
    pub spatial: bool,
    /// Any other method, where it is not the server's default.
    pub method: Option<&'a str>,
    pub parts: Vec<IndexPartModel<'a>>,
    pub include: &'a [String],
    pub predicate: Option<&'a str>,
    pub nulls_not_distinct: bool,
    pub invisible: bool,
    pub comment: Option<&'a str>,
    pub tablespace: Option<&'a str>,
    /// Of a fulltext index.
    pub parser: Option<&'a str>,
    /// Without these two.
    pub options: Vec<Setting<'a>>,
}

#[derive(Serialize)]
pub(super) struct IndexPartModel<'a> {
    pub column: Option<&'a str>,
    pub expression: Option<&'a str>,
    pub descending: bool,
    /// Said to be ordered, where indexes spread rows by a hash.
    pub ascending: bool,
    pub hash: bool,
    /// `first` or `last`, where it is not the default.
    pub nulls: Option<&'static str>,
    pub operator_class: Option<&'a str>,
    pub collation: Option<String>,
    pub prefix: Option<String>,
}

impl<'s> Writer<'s> {
    pub(super) fn index_model<'a>(
        &self,
        table: &QualifiedName,
        index: &'a Index,
    ) -> IndexModel<'a> {
        let method = index.method.as_deref();
        let parts = index.parts.iter().map(|part| {
            let (column, expression) = target(&part.target);
            let nulls = part.nulls.map(|nulls| match nulls {
                NullsOrder::First => "first",
                NullsOrder::Last => "last",
            });
            let order = column
                .and_then(|column| index.options.get(&format!("order.{column}")))
                .map(String::as_str);
            IndexPartModel {
                ascending: order == Some("asc"),
                hash: order == Some("hash"),
                column,
                expression,
                descending: part.order == SortOrder::Descending,
                nulls,
                operator_class: part.operator_class.as_deref(),
                collation: self.collation(&part.collation),
                prefix: part.prefix.map(|length| length.to_string()),
            }
        });
        IndexModel {
            name: index.name.as_deref().unwrap_or_default(),
            table: qualified(table),
            unique: index.unique,
            concurrently: false,
            only: false,
            fulltext: method == Some("fulltext"),
            spatial: method == Some("spatial"),
            method: method.filter(|method| !["fulltext", "spatial"].contains(method)),
            parts: parts.collect(),
            include: &index.include,
            predicate: index.predicate.as_ref().map(Expression::text),
            nulls_not_distinct: index.nulls_not_distinct,
            invisible: index.invisible,
            comment: index.comment.as_deref(),
            tablespace: index.options.get("tablespace").map(String::as_str),
            parser: index.options.get("parser").map(String::as_str),
            options: index
                .options
                .iter()
                .filter(|(name, _)| !OF_INDEXES.contains(&name.as_str()))
                .filter(|(name, _)| !name.starts_with("order."))
                .map(|(name, value)| Setting { name, value })
                .collect(),
        }
    }

    pub(super) fn inline_index(
        &self,
        table: &QualifiedName,
        index: &Index,
    ) -> Result<String, TemplateError> {
        self.part("index", &self.index_model(table, index))
    }

    /// Statements for indexes alone.
    pub(in crate::emit) fn create_indexes<'i>(
        mut self,
        indexes: impl IntoIterator<Item = (&'i QualifiedName, &'i Index)>,
    ) -> Result<Vec<Statement>, TemplateError> {
        for (table, index) in indexes {
            self.create_index(table, index)?;
        }
        Ok(self.statements)
    }

    pub(super) fn create_index(
        &mut self,
        table: &QualifiedName,
        index: &Index,
    ) -> Result<(), TemplateError> {
        let model = self.index_model(table, index);
        let key = AtomKey::new(table, AtomKind::Index, model.name);
        let change = format!("create index {} on {table}", model.name);
        self.statement("create_index", &model, key, change)?;
        self.index_comment(table, index)
    }
}
