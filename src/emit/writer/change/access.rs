use super::super::SetOwner;
use super::super::access::{GrantModel, SetRowSecurity};
use super::super::code::{SetRoutineOwner, SetSetting};
use super::super::comment::CommentModel;
use super::super::namespace::GrantRole;
use super::super::types::SetSequenceOwner;
use super::ObjectKind;
use super::models::{AlterPolicy, RevokeRole};
use crate::emit::Alter;
use crate::schema::{
    AtomKey, AtomKind, Expression, Grant, ObjectRef, Policy, QualifiedName, RowSecurity, Table,
    View,
};
use crate::template::{TemplateError, member, qualified};

impl<'s> Alter<'s> {
    pub fn set_row_security(
        &mut self,
        table: &QualifiedName,
        from: RowSecurity,
        to: RowSecurity,
    ) -> Result<(), TemplateError> {
        let is_on = |mode: RowSecurity| mode != RowSecurity::Off;
        let is_forced = |mode: RowSecurity| mode == RowSecurity::Forced;
        let model = SetRowSecurity {
            table: qualified(table),
            enabled: is_on(to) && !is_on(from),
            disabled: !is_on(to) && is_on(from),
            forced: is_forced(to) && !is_forced(from),
            not_forced: !is_forced(to) && is_forced(from),
        };
        let key = AtomKey::new(table, AtomKind::RowSecurity, "");
        self.writer.statement(
            "set_row_security",
            &model,
            key,
            format!("change row security of {table}"),
        )
    }

    pub fn alter_policy(&mut self, table: &Table, policy: &Policy) -> Result<(), TemplateError> {
        let model = AlterPolicy {
            name: &policy.name,
            table: qualified(&table.name),
            roles: &policy.roles,
            using: policy.using.as_ref().map(Expression::text),
            check: policy.check.as_ref().map(Expression::text),
        };
        let key = AtomKey::new(&table.name, AtomKind::Policy, &policy.name);
        let words = format!("change policy {} on {}", policy.name, table.name);
        self.writer.statement("alter_policy", &model, key, words)
    }

    pub fn grant(&mut self, grant: &Grant) -> Result<(), TemplateError> {
        self.access("grant", grant, grant.grantable, format!("grant {}", words(grant)))
    }

    pub fn revoke(&mut self, grant: &Grant) -> Result<(), TemplateError> {
        self.access("revoke", grant, false, format!("revoke {}", words(grant)))
    }

    /// The privilege stays, the right to pass it on goes.
    pub fn revoke_grant_option(&mut self, grant: &Grant) -> Result<(), TemplateError> {
        let change = format!("revoke the right to grant {}", words(grant));
        self.access("revoke", grant, true, change)
    }

    fn access(
        &mut self,
        template: &'static str,
        grant: &Grant,
        grantable: bool,
        change: String,
    ) -> Result<(), TemplateError> {
        let (kind, object, arguments) = self.writer.granted(&grant.on);
        let model = GrantModel {
            privileges: vec![grant.privilege.sql()],
            columns: &grant.columns,
            kind,
            schema: matches!(grant.on, ObjectRef::Namespace(_)),
            home: matches!(&grant.on, ObjectRef::Namespace(name) if name.is_empty()),
            routine: arguments.is_some(),
            object: qualified(&object),
            arguments,
            to: (grant.to != "public").then_some(grant.to.as_str()),
            grantable,
        };
        self.writer.statement(template, &model, grant.atom_key(), change)
    }

    pub fn grant_role(&mut self, member: &str, group: &str) -> Result<(), TemplateError> {
        let key = AtomKey::new(&QualifiedName::bare(member), AtomKind::Membership, group);
        let words = format!("make {member} a member of {group}");
        self.writer.statement("grant_role", &GrantRole { group, member }, key, words)
    }

    pub fn revoke_role(&mut self, member: &str, group: &str) -> Result<(), TemplateError> {
        let key = AtomKey::new(&QualifiedName::bare(member), AtomKind::Membership, group);
        let words = format!("make {member} a member of {group} no more");
        self.writer.statement("revoke_role", &RevokeRole { group, member }, key, words)
    }

    /// The comment on an object, or on a part that is named behind a dot; none takes it away.
    pub fn comment_on(
        &mut self,
        kind: &ObjectKind<'_>,
        object: &QualifiedName,
        part: Option<&str>,
        text: Option<&str>,
        key: AtomKey,
    ) -> Result<(), TemplateError> {
        let name = match part {
            Some(part) => member(object, part),
            None => qualified(object),
        };
        let on = kind.on.map(qualified);
        let words = format!("comment on {} {object}", kind.word);
        let domain = false;
        let model =
            CommentModel { kind: kind.word, name, arguments: kind.arguments, on, domain, text };
        self.writer.statement("comment", &model, key, words)
    }

    /// The object is that of whoever runs the steps.
    pub fn give_up_owner(
        &mut self,
        word: &'static str,
        object: &QualifiedName,
        arguments: &str,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(object, AtomKind::Owner, arguments);
        let words = format!("take {word} {object} over");
        if arguments.is_empty() {
            let model = SetOwner { kind: word, object: qualified(object), role: None };
            return self.writer.statement("set_owner", &model, key, words);
        }
        let model = SetRoutineOwner { kind: word, name: qualified(object), arguments, role: None };
        self.writer.statement("set_routine_owner", &model, key, words)
    }

    /// A sequence goes with a column from now on, or with none.
    pub fn tie_sequence(
        &mut self,
        sequence: &QualifiedName,
        column: Option<&(QualifiedName, String)>,
    ) -> Result<(), TemplateError> {
        let model = SetSequenceOwner {
            sequence: qualified(sequence),
            column: column.map(|(table, column)| member(table, column)),
        };
        let key = AtomKey::new(sequence, AtomKind::Sequence, "owned by");
        let words = match column {
            Some((table, column)) => format!("tie sequence {sequence} to {table}.{column}"),
            None => format!("tie sequence {sequence} to no column"),
        };
        self.writer.statement("set_sequence_owner", &model, key, words)
    }

    /// A view with a new query, where the old one stands.
    pub fn replace_view(&mut self, view: &'s View) -> Result<(), TemplateError> {
        self.writer.view_statement(view, true)
    }

    /// Code that was written by its server, word for word.
    pub fn verbatim(
        &mut self,
        sql: &str,
        key: AtomKey,
        change: impl Into<String>,
    ) -> Result<(), TemplateError> {
        let sql = sql.trim().trim_end_matches(';').trim_end().to_owned();
        self.writer.push(sql, key, change);
        self.with_body();
        Ok(())
    }

    /// A setting of the session, or what the server has for it by itself.
    pub fn set_setting(
        &mut self,
        name: &'static str,
        value: Option<&str>,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(&QualifiedName::bare(""), AtomKind::Database, name);
        let words = match value {
            Some(value) => format!("set {name} to {value}"),
            None => format!("set {name} back"),
        };
        self.writer.statement("set_setting", &SetSetting { name, value }, key, words)
    }

    /// Bodies of routines are not looked at until they run.
    pub fn leave_bodies_unchecked(&mut self) -> Result<(), TemplateError> {
        self.writer.unchecked_bodies()
    }
}

fn words(grant: &Grant) -> String {
    let AtomKey { object, part, .. } = grant.atom_key();
    format!("{part} on {object}")
}
