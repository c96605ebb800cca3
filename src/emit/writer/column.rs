use serde::Serialize;

use super::{Setting, Writer};
use crate::dialect::Capability;
use crate::schema::{Column, DataType, Expression, GeneratedStorage, IdentityMode, Table};
use crate::template::{TemplateError, qualified};

/// `column.hbs`: one line of `create table`.
#[derive(Serialize)]
pub(super) struct ColumnModel<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub type_sql: String,
    pub not_null: bool,
    /// Nullable, and of a type that some servers take for `not null` where nothing is said.
    pub says_null: bool,
    /// Ready to stand behind `default`.
    pub default: Option<String>,
    pub on_update: Option<&'a str>,
    pub identity: Option<IdentityModel>,
    pub generated: Option<GeneratedModel<'a>>,
    /// The column is its table's row number and declares the primary key itself (SQLite).
    pub row_number: bool,
    /// Row numbers are never given twice (SQLite).
    pub autoincrement: bool,
    /// What becomes of rows that contradict the key that the column declares, and of those without a value (SQLite).
    pub key_conflict: Option<String>,
    pub not_null_conflict: Option<&'a str>,
    pub charset: Option<&'a str>,
    pub collation: Option<String>,
    /// Its values are kept in less room (MariaDB).
    pub compressed: bool,
    /// The bits of a number that spread rows (TiDB).
    pub auto_random: Option<&'a str>,
    pub comment: Option<&'a str>,
    pub invisible: bool,
    /// What else only one server knows.
    pub options: Vec<Setting<'a>>,
}

#[derive(Serialize)]
pub(super) struct IdentityModel {
    pub always: bool,
    /// Where it is not the one that the server would give.
    pub sequence: Option<String>,
    /// `sequence_options.hbs`, or empty.
    pub options: String,
}

#[derive(Serialize)]
pub(super) struct GeneratedModel<'a> {
    pub expression: &'a str,
    pub stored: bool,
}

/// `typed_column.hbs`: what a table adds to a column that its type gives it.
#[derive(Serialize)]
pub(super) struct TypedColumn<'a> {
    pub name: &'a str,
    pub not_null: bool,
    pub default: Option<String>,
    pub generated: Option<GeneratedModel<'a>>,
}

impl<'s> Writer<'s> {
    /// None where the type says all.
    pub(super) fn typed_column(
        &self,
        table: &Table,
        column: &'s Column,
    ) -> Result<Option<String>, TemplateError> {
        let ColumnModel { name, not_null, default, generated, .. } =
            self.column_model(table, column)?;
        if !not_null && default.is_none() && generated.is_none() {
            return Ok(None);
        }
        self.part("typed_column", &TypedColumn { name, not_null, default, generated }).map(Some)
    }

    pub(super) fn column(
        &self,
        table: &Table,
        column: &'s Column,
    ) -> Result<String, TemplateError> {
        self.part("column", &self.column_model(table, column)?)
    }

    pub(super) fn column_model(
        &self,
        table: &Table,
        column: &'s Column,
    ) -> Result<ColumnModel<'s>, TemplateError> {
        let identity = match &column.identity {
            Some(identity) => Some(IdentityModel {
                always: identity.mode == IdentityMode::Always,
                sequence: identity.sequence_name.as_ref().map(qualified),
                options: self.sequence_options(&identity.sequence)?,
            }),
            None => None,
        };
        let generated = column.generated.as_ref().map(|generated| GeneratedModel {
            expression: generated.expression.text(),
            stored: generated.storage == GeneratedStorage::Stored,
        });
        Ok(ColumnModel {
            name: &column.name,
            type_sql: self.type_sql(&column.data_type),
            not_null: !column.nullable,
            says_null: column.nullable
                && column.generated.is_none()
                && matches!(column.data_type, DataType::TimestampTz { .. }),
            default: column
                .default
                .as_ref()
                .map(|default| self.dialect.default_clause(default, &column.data_type)),
            on_update: column.on_update.as_ref().map(Expression::text),
            row_number: self.is_row_number(table, column),
            autoincrement: column.options.get("autoincrement").is_some_and(|value| value == "true"),
            key_conflict: self.key_conflict(table, column),
            not_null_conflict: column.options.get("not_null_conflict").map(String::as_str),
            identity,
            generated,
            charset: column.options.get("charset").map(String::as_str),
            collation: self.collation(&column.collation),
            compressed: column.options.get("compressed").is_some_and(|value| value == "true"),
            auto_random: column.options.get("auto_random").map(String::as_str),
            comment: column.comment.as_deref(),
            invisible: column.invisible,
            options: self.inline_options(column),
        })
    }

    /// Whether an identity column is spelled as the table's row number, primary key included.
    pub(super) fn is_row_number(&self, table: &Table, column: &Column) -> bool {
        column.identity.is_some()
            && self.dialect.has(Capability::IdentityIsRowNumber)
            && table.primary_key.as_ref().is_some_and(|key| key.columns == [column.name.as_str()])
    }

    fn key_conflict(&self, table: &Table, column: &Column) -> Option<String> {
        let key = table.primary_key.as_ref().filter(|_| self.is_row_number(table, column))?;
        key.options.get("conflict").cloned()
    }

    fn inline_options(&self, column: &'s Column) -> Vec<Setting<'s>> {
        if self.dialect.has(Capability::StorageParameters) {
            return Vec::new();
        }
        column
            .options
            .iter()
            .filter(|(name, _)| {
                !["charset", "autoincrement", "compressed", "not_null_conflict"]
                    .contains(&name.as_str())
            })
            .filter(|(name, _)| *name != "auto_random" || !self.has_clause("column", name))
            .map(|(name, value)| Setting { name, value })
            .collect()
    }
}
