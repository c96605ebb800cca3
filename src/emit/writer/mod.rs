//! From objects to statements: one file a kind of object, with the view models its templates get.
//!
//! View models have all their fields always present, so that a template that names one wrongly is
//! found by a test that walks the templates, not by a user.

mod access;
mod alter;
mod change;
mod code;
mod column;
mod comment;
mod constraint;
mod follow;
mod follow_parts;
mod follow_rows;
mod index;
mod namespace;
mod partition;
mod placement;
mod rows;
mod table;
#[cfg(test)]
mod template_tests;
mod types;
mod values;
mod view;

use std::collections::HashSet;
use std::rc::Rc;

use serde::Serialize;

pub use alter::Alter;
pub use change::{Clause, ColumnChange, ObjectKind, TableChange};
pub use follow_parts::{FollowedPart, PartColumn};
pub use follow_rows::{FollowedRows, beside_comment, is_beside};
pub use rows::{CopyRows, From, JoinedOn, JoinedPart, Named};

use super::order::{Node, Order};
use super::{Body, Statement, Transaction};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, DataType, QualifiedName, Schema};
use crate::template::{Renderer, TemplateError};

pub(super) struct Writer<'s> {
    schema: &'s Schema,
    dialect: Dialect<'s>,
    /// Of all writers of one dialect: its templates are compiled once.
    renderer: Rc<Renderer<'s>>,
    transaction: Transaction,
    late: HashSet<(usize, usize)>,
    statements: Vec<Statement>,
}

impl<'s> Writer<'s> {
    pub(super) fn new(
        schema: &'s Schema,
        dialect: Dialect<'s>,
    ) -> Result<Writer<'s>, TemplateError> {
        Ok(Writer::with(schema, dialect, Rc::new(Renderer::new(dialect)?)))
    }

    /// The same with templates that are compiled.
    fn with<'o>(
        schema: &'o Schema,
        dialect: Dialect<'o>,
        renderer: Rc<Renderer<'o>>,
    ) -> Writer<'o> {
        let joins = dialect.has(Capability::TransactionalDdl);
        Writer {
            schema,
            dialect,
            renderer,
            transaction: if joins { Transaction::Joins } else { Transaction::Commits },
            late: HashSet::new(),
            statements: Vec::new(),
        }
    }

    pub(super) fn write(mut self, order: &Order) -> Result<Vec<Statement>, TemplateError> {
        let schema = self.schema;
        self.late = order.late.clone();
        if order.unchecked_bodies && self.dialect.has(Capability::ChecksRoutineBodies) {
            self.unchecked_bodies()?;
        }
        let checked = schema.tables.iter().any(|table| !table.checks.is_empty());
        if let Some(setup) = self.dialect.defaults().check_setup.as_ref().filter(|_| checked) {
            let key = AtomKey::new(&QualifiedName::bare(""), AtomKind::Database, "checks");
            self.push(setup.clone(), key, "have checks enforced");
        }
        for node in &order.nodes {
            match *node {
                Node::Namespace(index) => self.namespace(&schema.namespaces[index])?,
                Node::Role(index) => self.role(&schema.roles[index])?,
                Node::Extension(index) => self.extension(&schema.extensions[index])?,
                Node::Enum(index) => self.enumeration(&schema.enums[index])?,
                Node::Domain(index) => self.domain(&schema.domains[index])?,
                Node::Composite(index) => self.composite(&schema.composites[index])?,
                Node::Range(index) => self.range(&schema.ranges[index])?,
                Node::Sequence(index) => self.sequence(&schema.sequences[index])?,
                Node::SequenceOwner(index) => self.sequence_owner(&schema.sequences[index])?,
                Node::Table(index) => self.table(index, &schema.tables[index])?,
                Node::Placement(index) => self.placement(&schema.tables[index])?,
                Node::ForeignKey(index, number) => {
                    let table = &schema.tables[index];
                    self.late_foreign_key(table, &table.foreign_keys[number])?;
                }
                Node::View(index) => self.view(&schema.views[index])?,
                Node::Routine(index) => self.routine(&schema.routines[index])?,
                Node::Native(index) => self.native(&schema.natives[index]),
                Node::Triggers(index) => self.triggers(&schema.tables[index])?,
                Node::Policies(index) => self.policies(&schema.tables[index])?,
                Node::Grants => self.grants(&schema.grants)?,
                Node::Early(index) | Node::Other(index) => self.other(&schema.others[index]),
            }
        }
        Ok(self.statements)
    }

    /// Renders a template and adds it as a statement.
    fn statement(
        &mut self,
        template: &'static str,
        model: &impl Serialize,
        object: AtomKey,
        change: impl Into<String>,
    ) -> Result<(), TemplateError> {
        let sql = self.renderer.render(template, model)?;
        self.push(sql, object, change);
        Ok(())
    }

    fn push(&mut self, sql: String, object: AtomKey, change: impl Into<String>) {
        let transaction = self.transaction;
        self.statements.push(Statement {
            sql,
            object,
            change: change.into(),
            transaction,
            body: Body::Plain,
            backfill: None,
        });
    }

    /// Renders a part of a statement.
    fn part(
        &self,
        template: &'static str,
        model: &impl Serialize,
    ) -> Result<String, TemplateError> {
        self.renderer.render(template, model)
    }

    fn type_sql(&self, data_type: &DataType) -> String {
        match self.dialect.render_type(data_type) {
            Ok(rendered) => rendered.sql,
            // What has no form was refused by `physical`; an introspected type is spelled as it was read.
            Err(_) => data_type.to_string(),
        }
    }

    /// As view models hold it. A dot in the name of a collation mostly means nothing (`de_DE.utf8`); behind the name
    /// of a namespace it is one.
    fn collation(&self, name: &Option<String>) -> Option<String> {
        let name = name.as_deref()?;
        let inside = name.split_once('.').filter(|(namespace, _)| {
            self.schema.namespaces.iter().any(|known| known.name == *namespace)
        });
        Some(match inside {
            Some((namespace, name)) => {
                crate::template::qualified(&QualifiedName::new(Some(namespace), name))
            }
            None => name.to_owned(),
        })
    }

    fn owner(
        &mut self,
        kind: &'static str,
        object: &QualifiedName,
        owner: &Option<String>,
    ) -> Result<(), TemplateError> {
        let Some(role) = owner else { return Ok(()) };
        let role = Some(role.as_str());
        let model = SetOwner { kind, object: crate::template::qualified(object), role };
        let key = AtomKey::new(object, AtomKind::Owner, "");
        self.statement("set_owner", &model, key, format!("set owner of {kind} {object}"))
    }
}

#[derive(Serialize)]
struct SetOwner<'a> {
    kind: &'static str,
    object: String,
    /// None is whoever runs the statement.
    role: Option<&'a str>,
}

/// A name and a value, for parameters of many names.
#[derive(Serialize)]
struct Setting<'a> {
    name: &'a str,
    value: &'a str,
}
