//! Row-level security.

use crate::diagnostics::Diagnostic;
use crate::language::ast;
use crate::schema::{AtomKind, Policy, PolicyCommand, RowSecurity};

use super::super::entity::Origin;
use super::super::rules;
use super::Builder;

impl Builder<'_, '_, '_> {
    pub(super) fn policy(&mut self, node: &ast::Policy, origin: &Origin) {
        let (here, span) = (origin.here, origin.here.node(node));
        let Some(name) = node.name().map(|name| here.word(name)) else { return };
        let owner = format!("`{}`", self.entity.name);
        if let Some(finding) = self.policies.add("policy", &owner, &name) {
            return self.report(finding);
        }
        let command = match node.command() {
            None | Some(ast::PolicyCommand::All) => PolicyCommand::All,
            Some(ast::PolicyCommand::Select) => PolicyCommand::Select,
            Some(ast::PolicyCommand::Insert) => PolicyCommand::Insert,
            Some(ast::PolicyCommand::Update) => PolicyCommand::Update,
            Some(ast::PolicyCommand::Delete) => PolicyCommand::Delete,
        };
        let roles = here.words(node.roles());
        for role in &roles {
            self.out.report_all(self.world.check_role(role));
        }
        let (using, check) = (node.using(), node.check());
        let misplaced = match command {
            PolicyCommand::Insert => using.as_ref().map(|sql| ("using", "insert", "`check`", sql)),
            PolicyCommand::Select => check.as_ref().map(|sql| ("check", "select", "`using`", sql)),
            PolicyCommand::Delete => check.as_ref().map(|sql| ("check", "delete", "`using`", sql)),
            PolicyCommand::All | PolicyCommand::Update => None,
        };
        if let Some((clause, command, other, sql)) = misplaced {
            let finding = Diagnostic::new(
                &rules::POLICY,
                format!("`{clause}` means nothing for `{command}`"),
            )
            .at(here.span(sql.range.clone()), "never asked")
            .help(format!("write the condition as {other}"));
            self.report(finding);
        } else if using.is_none() && check.is_none() {
            let finding =
                Diagnostic::new(&rules::POLICY, format!("policy `{}` has no condition", name.text))
                    .at(name.span, "neither `using` nor `check`")
                    .help("add `using (…)`; `using (true)` admits every row");
            self.out.report_unless_alone(finding);
        }
        let policy = Policy {
            permissive: !node.restrictive(),
            command,
            roles: roles.into_iter().map(|role| role.text).collect(),
            using: using.map(|sql| self.expression(here, &sql)),
            check: check.map(|sql| self.expression(here, &sql)),
            comment: self.comment(node, &name.text, span),
            name: name.text,
        };
        self.said(AtomKind::Policy, policy.name.as_str(), span);
        self.table.policies.push(policy);
        // A policy without row security would be a rule nobody asks.
        let said = self.said.contains_key("row security");
        if self.table.row_security == RowSecurity::Off && !said {
            self.table.row_security = RowSecurity::Enabled;
            self.said(AtomKind::RowSecurity, "", span);
        }
    }
}
