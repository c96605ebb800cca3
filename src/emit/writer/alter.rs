//! Statements that change a table that is there: one small action each, from the same parts that
//! `create table` is made of.

use std::rc::Rc;

use serde::Serialize;

use super::super::{Body, Statement, Transaction};
use super::Writer;
use crate::dialect::{Capability, Dialect};
use crate::schema::{
    AtomKey, AtomKind, Check, Column, ForeignKey, Index, PrimaryKey, QualifiedName, Schema, Table,
    UniqueConstraint,
};
use crate::template::{TemplateError, qualified};

/// Gathers statements that change tables of one schema.
pub struct Alter<'s> {
    pub(super) writer: Writer<'s>,
}

/// `drop_constraint.hbs`
#[derive(Serialize)]
pub(super) struct DropConstraint<'a> {
    pub table: String,
    pub name: &'a str,
    pub primary_key: bool,
    pub unique: bool,
    pub foreign_key: bool,
    pub check: bool,
}

/// `drop_index.hbs`
#[derive(Serialize)]
pub(super) struct DropIndex<'a> {
    pub table: String,
    pub name: &'a str,
    /// The index with the namespace it lies in.
    pub index: String,
    /// While rows are read and written.
    pub concurrently: bool,
}

/// `add_column.hbs`
#[derive(Serialize)]
pub(super) struct AddColumn {
    pub table: String,
    /// `column.hbs`
    pub column: String,
}

/// `restore_column.hbs`: a column that was filled becomes what it has to be.
#[derive(Serialize)]
pub(super) struct RestoreColumn<'a> {
    pub table: String,
    pub name: &'a str,
    /// `column.hbs`
    pub column: String,
    pub not_null: bool,
    pub default: Option<String>,
}

/// `drop_column.hbs`
#[derive(Serialize)]
pub(super) struct DropColumn<'a> {
    pub table: String,
    pub name: &'a str,
}

/// `drop_table.hbs`
#[derive(Serialize)]
pub(super) struct DropTable {
    pub table: String,
}

/// `rename_table.hbs`
#[derive(Serialize)]
pub(super) struct RenameTable<'a> {
    pub table: String,
    pub name: &'a str,
}

/// `references_off.hbs` and its like, which are about nothing but the session.
#[derive(Serialize)]
pub(super) struct Session {}

impl<'s> Alter<'s> {
    pub fn new(schema: &'s Schema, dialect: Dialect<'s>) -> Result<Alter<'s>, TemplateError> {
        Ok(Alter { writer: Writer::new(schema, dialect)? })
    }

    pub fn finish(self) -> Vec<Statement> {
        self.writer.statements
    }

    /// A statement from a template that is not about parts of tables.
    pub fn statement(
        &mut self,
        template: &'static str,
        model: &impl Serialize,
        object: AtomKey,
        change: impl Into<String>,
    ) -> Result<(), TemplateError> {
        self.writer.statement(template, model, object, change)
    }

    /// As `statement`, of one that holds statements of its own.
    pub fn compound(
        &mut self,
        template: &'static str,
        model: &impl Serialize,
        object: AtomKey,
        change: impl Into<String>,
    ) -> Result<(), TemplateError> {
        self.writer.statement(template, model, object, change)?;
        if let Some(last) = self.writer.statements.last_mut() {
            last.body = Body::Statements;
        }
        Ok(())
    }

    /// A statement about the session, which stands outside of transactions.
    pub fn outside(
        &mut self,
        template: &'static str,
        table: &QualifiedName,
        change: &str,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(table, AtomKind::Table, "");
        self.writer.statement(template, &Session {}, key, change)?;
        if let Some(last) = self.writer.statements.last_mut() {
            last.transaction = Transaction::Commits;
        }
        Ok(())
    }

    pub fn append(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.writer.statements.extend(statements);
    }

    pub fn drop_constraint(
        &mut self,
        table: &QualifiedName,
        kind: AtomKind,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = DropConstraint {
            table: qualified(table),
            name,
            primary_key: kind == AtomKind::PrimaryKey,
            unique: kind == AtomKind::Unique,
            foreign_key: kind == AtomKind::ForeignKey,
            check: kind == AtomKind::Check,
        };
        let change = format!("drop {} {name} of {table}", kind.words());
        self.writer.statement("drop_constraint", &model, AtomKey::new(table, kind, name), change)
    }

    pub fn drop_index(&mut self, table: &QualifiedName, name: &str) -> Result<(), TemplateError> {
        let model = DropIndex {
            table: qualified(table),
            name,
            index: qualified(&table.sibling(name)),
            concurrently: false,
        };
        let key = AtomKey::new(table, AtomKind::Index, name);
        self.writer.statement("drop_index", &model, key, format!("drop index {name} of {table}"))
    }

    pub fn create_index(
        &mut self,
        table: &QualifiedName,
        index: &Index,
    ) -> Result<(), TemplateError> {
        self.writer.create_index(table, index)
    }

    pub fn add_primary_key(
        &mut self,
        table: &Table,
        key: &PrimaryKey,
    ) -> Result<(), TemplateError> {
        let constraint = self.writer.primary_key(key)?;
        let name = key.name.as_deref().unwrap_or_default();
        self.writer.add_constraint(table, constraint, AtomKind::PrimaryKey, name)
    }

    pub fn add_unique(
        &mut self,
        table: &Table,
        unique: &UniqueConstraint,
    ) -> Result<(), TemplateError> {
        let constraint = self.writer.unique(unique)?;
        let name = unique.name.as_deref().unwrap_or_default();
        self.writer.add_constraint(table, constraint, AtomKind::Unique, name)
    }

    pub fn add_check(&mut self, table: &Table, check: &Check) -> Result<(), TemplateError> {
        let constraint = self.writer.check(check)?;
        let name = check.name.as_deref().unwrap_or_default();
        self.writer.add_constraint(table, constraint, AtomKind::Check, name)
    }

    pub fn add_foreign_key(
        &mut self,
        table: &Table,
        key: &ForeignKey,
    ) -> Result<(), TemplateError> {
        let constraint = self.writer.foreign_key(key)?;
        let name = key.name.as_deref().unwrap_or_default();
        self.writer.add_constraint(table, constraint, AtomKind::ForeignKey, name)
    }

    pub fn add_column(&mut self, table: &Table, column: &Column) -> Result<(), TemplateError> {
        // The models of a writer live as long as its schema; this column is made for the moment.
        let model = {
            let model = self.writer.column_text(table, column)?;
            AddColumn { table: qualified(&table.name), column: model }
        };
        let name = column.name.as_str();
        let key = AtomKey::new(&table.name, AtomKind::Column, name);
        let change = format!("add column {name} to {}", table.name);
        self.writer.statement("add_column", &model, key, change)
    }

    /// Gives a column that was added empty, and filled, its rules.
    pub fn restore_column(&mut self, table: &Table, column: &Column) -> Result<(), TemplateError> {
        let dialect = self.writer.dialect;
        let default = column
            .default
            .as_ref()
            .map(|default| dialect.default_clause(default, &column.data_type));
        if column.nullable && default.is_none() && column.on_update.is_none() {
            return Ok(());
        }
        let model = RestoreColumn {
            table: qualified(&table.name),
            name: &column.name,
            column: self.writer.column_text(table, column)?,
            not_null: !column.nullable,
            default,
        };
        let key = AtomKey::new(&table.name, AtomKind::NotNull, column.name.as_str());
        let change = format!("restore the rules of {}.{}", table.name, column.name);
        self.writer.statement("restore_column", &model, key, change)
    }

    pub fn drop_column(&mut self, table: &QualifiedName, name: &str) -> Result<(), TemplateError> {
        let model = DropColumn { table: qualified(table), name };
        let key = AtomKey::new(table, AtomKind::Column, name);
        self.writer.statement("drop_column", &model, key, format!("drop column {name} of {table}"))
    }

    pub fn drop_table(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        let model = DropTable { table: qualified(table) };
        let key = AtomKey::new(table, AtomKind::Table, "");
        self.writer.statement("drop_table", &model, key, format!("drop table {table}"))
    }

    pub fn rename_table(&mut self, table: &QualifiedName, name: &str) -> Result<(), TemplateError> {
        let model = RenameTable { table: qualified(table), name };
        let key = AtomKey::new(table, AtomKind::Table, "");
        self.writer.statement(
            "rename_table",
            &model,
            key,
            format!("rename table {table} to {name}"),
        )
    }

    pub(in crate::emit) fn dialect(&self) -> Dialect<'s> {
        self.writer.dialect
    }

    pub(in crate::emit) fn has_template(&self, name: &str) -> bool {
        self.writer.dialect.template(name).is_some()
    }

    /// Whether the server changes tables in place; otherwise a table is made anew and takes the
    /// old one's place.
    pub fn in_place(&self) -> bool {
        self.writer.dialect.has(Capability::AddConstraint)
            && self.writer.dialect.has(Capability::AlterColumn)
    }
}

impl Writer<'_> {
    /// The line of a column that belongs to no schema.
    pub(super) fn column_text(
        &self,
        table: &Table,
        column: &Column,
    ) -> Result<String, TemplateError> {
        let mut alone = Table::new(table.name.clone());
        alone.primary_key.clone_from(&table.primary_key);
        let schema = Schema::default();
        Writer::with(&schema, self.dialect, Rc::clone(&self.renderer)).column(&alone, column)
    }
}
