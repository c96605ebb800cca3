use serde::Serialize;

use super::Writer;
use super::code::routine_word;
use crate::schema::{
    AtomKey, AtomKind, Expression, Grant, ObjectRef, PolicyCommand, QualifiedName, RoutineKind,
    RowSecurity, Table,
};
use crate::template::{TemplateError, qualified};

/// `set_row_security.hbs`.
#[derive(Serialize)]
pub(super) struct SetRowSecurity {
    pub table: String,
    pub enabled: bool,
    pub disabled: bool,
    pub forced: bool,
    pub not_forced: bool,
}

/// `create_policy.hbs`.
#[derive(Serialize)]
pub(super) struct CreatePolicy<'a> {
    pub name: &'a str,
    pub table: String,
    pub restrictive: bool,
    /// None where it is for all commands.
    pub command: Option<&'static str>,
    /// None where it is for everyone.
    pub roles: &'a [String],
    pub using: Option<&'a str>,
    pub check: Option<&'a str>,
}

/// `grant.hbs`.
#[derive(Serialize)]
pub(super) struct GrantModel<'a> {
    pub privileges: Vec<&'static str>,
    /// Of every privilege.
    pub columns: &'a [String],
    /// `table`, `schema`, `sequence`, `function`, `type`.
    pub kind: &'static str,
    /// It is on everything in a namespace, not on one object.
    pub schema: bool,
    /// That namespace is the connection's own database, which is not named.
    pub home: bool,
    /// It is on a routine.
    pub routine: bool,
    pub object: String,
    /// The argument types of a routine, in their brackets.
    pub arguments: Option<String>,
    /// None means everyone.
    pub to: Option<&'a str>,
    pub grantable: bool,
}

impl<'s> Writer<'s> {
    /// Of the table and its partitions.
    pub(super) fn policies(&mut self, table: &Table) -> Result<(), TemplateError> {
        for table in table.with_partitions() {
            self.policies_of(table)?;
        }
        Ok(())
    }

    fn policies_of(&mut self, table: &Table) -> Result<(), TemplateError> {
        if table.row_security != RowSecurity::Off {
            let forced = table.row_security == RowSecurity::Forced;
            let model = SetRowSecurity {
                table: qualified(&table.name),
                enabled: true,
                disabled: false,
                forced,
                not_forced: false,
            };
            let key = AtomKey::new(&table.name, AtomKind::RowSecurity, "");
            self.statement(
                "set_row_security",
                &model,
                key.clone(),
                format!("enable row security of {}", table.name),
            )?;
        }
        for policy in &table.policies {
            let model = CreatePolicy {
                name: &policy.name,
                table: qualified(&table.name),
                restrictive: !policy.permissive,
                command: (policy.command != PolicyCommand::All).then(|| policy.command.sql()),
                roles: &policy.roles,
                using: policy.using.as_ref().map(Expression::text),
                check: policy.check.as_ref().map(Expression::text),
            };
            let key = AtomKey::new(&table.name, AtomKind::Policy, &policy.name);
            self.statement(
                "create_policy",
                &model,
                key,
                format!("create policy {} on {}", policy.name, table.name),
            )?;
            self.part_comment("policy", &table.name, &policy.name, &policy.comment)?;
        }
        Ok(())
    }

    /// Privileges that differ in nothing else and follow one another share a statement.
    pub(super) fn grants(&mut self, grants: &[Grant]) -> Result<(), TemplateError> {
        let together = |a: &Grant, b: &Grant| {
            (&a.columns, &a.on, &a.to, a.grantable) == (&b.columns, &b.on, &b.to, b.grantable)
        };
        for group in grants.chunk_by(together) {
            let Some(first) = group.first() else { continue };
            let (kind, object, arguments) = self.granted(&first.on);
            let model = GrantModel {
                privileges: group.iter().map(|grant| grant.privilege.sql()).collect(),
                columns: &first.columns,
                kind,
                schema: matches!(first.on, ObjectRef::Namespace(_)),
                home: matches!(&first.on, ObjectRef::Namespace(name) if name.is_empty()),
                routine: arguments.is_some(),
                object: qualified(&object),
                arguments,
                to: (first.to != "public").then_some(first.to.as_str()),
                grantable: first.grantable,
            };
            let key = AtomKey::new(&object, AtomKind::Grant, format!("to {}", first.to));
            let change =
                format!("grant {} on {object} to {}", model.privileges.join(", "), first.to);
            self.statement("grant", &model, key, change)?;
        }
        Ok(())
    }

    pub(super) fn granted(&self, on: &ObjectRef) -> (&'static str, QualifiedName, Option<String>) {
        match on {
            ObjectRef::Namespace(name) => ("schema", QualifiedName::bare(name), None),
            ObjectRef::Table(name) => ("table", name.clone(), None),
            ObjectRef::Sequence(name) => ("sequence", name.clone(), None),
            ObjectRef::Type(name) => ("type", name.clone(), None),
            ObjectRef::Routine(name, arguments) => {
                let found = self.schema.routines.iter().find(|routine| routine.name == *name);
                // Of one that a raw block makes nobody knows whether it is a function or a procedure.
                let kind = match found.map(|routine| routine.kind) {
                    Some(RoutineKind::Procedure) => routine_word(RoutineKind::Procedure),
                    _ => routine_word(RoutineKind::Function),
                };
                (kind, name.clone(), Some(format!("({arguments})")))
            }
        }
    }
}
