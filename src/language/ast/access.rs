use super::support::{self, ast_nodes};
use super::value::{Name, Path, SqlText, ValueRange, range_of};
use crate::language::kind::{SyntaxKind, SyntaxNode};

ast_nodes! {
    /// `role NAME [login] [in …]`
    Role of Role;
    /// `grant … on … to …`
    Grant of Grant;
    /// `select (a, b)`
    PrivilegeWord of Privilege;
    /// What a grant is on.
    GrantObject of GrantObject;
    /// `policy NAME …`
    Policy of PolicyLine;
    /// `row security enabled|forced`
    RowSecurity of RowSecurityLine;
}

/// What a grant's object was said to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantObjectKind {
    /// A name alone: an entity or a view.
    Unsaid,
    /// The word before the name: table, view, sequence, schema, context, type, domain, enum, function, procedure.
    Said(String),
    /// `all tables`, `all sequences`, `all functions`: the second word.
    All(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyCommand {
    All,
    Select,
    Insert,
    Update,
    Delete,
}

impl Role {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn login(&self) -> bool {
        support::has(&self.0, SyntaxKind::RoleOption)
    }

    /// The roles it is a member of.
    pub fn groups(&self) -> Vec<Name> {
        support::child_of(&self.0, SyntaxKind::RoleGroups)
            .map(|node| support::name_list(&node))
            .unwrap_or_default()
    }
}

impl Grant {
    pub fn privileges(&self) -> impl Iterator<Item = PrivilegeWord> + use<> {
        support::children(&self.0)
    }

    pub fn object(&self) -> Option<GrantObject> {
        support::child(&self.0)
    }

    pub fn roles(&self) -> Vec<Name> {
        support::name_list(&self.0)
    }

    /// `with grant option` was said.
    pub fn grantable(&self) -> bool {
        support::has(&self.0, SyntaxKind::GrantOption)
    }
}

impl PrivilegeWord {
    /// `select`, `all`, `create view`, in lower case.
    pub fn words(&self) -> String {
        support::keywords(&self.0).join(" ")
    }

    pub fn columns(&self) -> Vec<Name> {
        support::name_list(&self.0)
    }
}

impl GrantObject {
    pub fn kind(&self) -> GrantObjectKind {
        let words = support::keywords(&self.0);
        match words.as_slice() {
            [] => GrantObjectKind::Unsaid,
            [all, what, ..] if all == "all" => GrantObjectKind::All(what.clone()),
            [word, ..] => GrantObjectKind::Said(word.clone()),
        }
    }

    /// The object; for `all tables in schema X`, the schema.
    pub fn path(&self) -> Option<Path> {
        support::path(&self.0)
    }

    /// The argument types of a function, as written.
    pub fn arguments(&self) -> Option<SqlText> {
        support::sql(&self.0)
    }
}

impl Policy {
    pub fn name(&self) -> Option<Name> {
        support::name(&self.0)
    }

    pub fn restrictive(&self) -> bool {
        support::keywords(&self.0).iter().any(|word| word == "restrictive")
    }

    pub fn command(&self) -> Option<PolicyCommand> {
        let node = support::child_of(&self.0, SyntaxKind::PolicyCommand)?;
        Some(match support::keywords(&node).get(1)?.as_str() {
            "all" => PolicyCommand::All,
            "select" => PolicyCommand::Select,
            "insert" => PolicyCommand::Insert,
            "update" => PolicyCommand::Update,
            "delete" => PolicyCommand::Delete,
            _ => return None,
        })
    }

    /// Empty for everyone.
    pub fn roles(&self) -> Vec<Name> {
        support::child_of(&self.0, SyntaxKind::PolicyRoles)
            .map(|node| support::name_list(&node))
            .unwrap_or_default()
    }

    pub fn using(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::PolicyUsing)
    }

    pub fn check(&self) -> Option<SqlText> {
        support::sql_in(&self.0, SyntaxKind::PolicyCheck)
    }
}

impl RowSecurity {
    /// `forced` was said: the owner is bound too.
    pub fn forced(&self) -> bool {
        support::keywords(&self.0).iter().any(|word| word == "forced")
    }

    /// `disabled` was said: policies stand by, and nobody asks them.
    pub fn disabled(&self) -> bool {
        support::keywords(&self.0).iter().any(|word| word == "disabled")
    }

    pub fn place(&self) -> ValueRange {
        place(&self.0)
    }
}

fn place(node: &SyntaxNode) -> ValueRange {
    range_of(node.text_range())
}
