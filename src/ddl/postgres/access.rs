//! Roles, owners, privileges and policies.

use super::expression::written;
use super::table::unknown;
use super::tree::{self, Kind, Node};
use super::{DEFAULT_NAMESPACE, Reader, Why};
use crate::dialect::Version;
use crate::schema::{
    Grant, ObjectRef, Policy, PolicyCommand, Privilege, QualifiedName, Role, Unmodelled,
};

/// The name of a role; the server keeps `public` for everyone.
pub(super) fn role(node: &Node) -> Option<String> {
    tree::names(node).pop()
}

/// The role that a server starts with: what it owns has no owner worth mentioning.
pub(super) fn is_installer(name: &str) -> bool {
    ["postgres", "current_user", "session_user", "current_role"].contains(&name)
}

impl Reader<'_> {
    /// The role of `OWNER TO`.
    pub fn owner(&self, clause: &Node) -> Option<String> {
        let name = tree::child(clause, Kind::ROLE_REF).and_then(|node| role(&node))?;
        (clause.kind() == Kind::OWNER_TO && !is_installer(&name)).then_some(name)
    }

    pub fn create_role(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::ROLE).and_then(|name| tree::names(&name).pop());
        let name = name.ok_or("it names no role")?;
        let mut created = self.role_named(&name);
        created.login = node.kind() == Kind::CREATE_USER;
        let list = tree::child(node, Kind::ROLE_OPTION_LIST);
        for option in list.iter().flat_map(Node::children) {
            match option.kind() {
                Kind::ROLE_OPTION_GENERIC => match tree::text(&option).to_lowercase().as_str() {
                    "login" => created.login = true,
                    "nologin" => created.login = false,
                    // What a role has that says nothing.
                    "nosuperuser" | "inherit" | "nocreaterole" | "nocreatedb" | "noreplication"
                    | "nobypassrls" => {}
                    _ => self.leave(tree::text(&option)),
                },
                Kind::ROLE_OPTION_IN_ROLE => {
                    let groups = tree::child(&option, Kind::ROLE_REF_LIST);
                    created
                        .member_of
                        .extend(groups.map(|list| tree::names(&list)).unwrap_or_default());
                }
                // A secret is nobody's business.
                Kind::ROLE_OPTION_PASSWORD => self.leave("password"),
                _ => self.leave(tree::text(&option)),
            }
        }
        self.put_role(created);
        Ok(())
    }

    /// `DO $$ … create role app; … $$`: how roles are made that may be there already.
    pub fn roles_of_block(&mut self, node: &Node) -> Result<(), Why> {
        let refusal = || "what a block of code does is the server's business".to_owned();
        let body = tree::child(node, Kind::LITERAL).and_then(|literal| tree::string(&literal));
        let body = body.ok_or_else(refusal)?;
        let mut created = Vec::new();
        for piece in body.split(';') {
            let lower = piece.to_lowercase();
            let at = ["create role", "create user"].iter().find_map(|words| lower.find(words));
            let (before, statement) = lower.split_at(at.unwrap_or(lower.len()));
            let before: Vec<&str> = before.split_whitespace().collect();
            let is_guard = before.is_empty()
                || before == ["begin"]
                || before == ["exception", "when", "duplicate_object", "then", "null"]
                || before == ["end", "if"]
                || before.iter().all(|word| *word == "end")
                || before.ends_with(&["then"])
                    && before.windows(3).any(|w| w == ["if", "not", "exists"]);
            if !is_guard {
                return Err(refusal());
            }
            if !statement.is_empty() {
                let start = piece.len() - statement.len();
                let text = piece.get(start..).unwrap_or_default();
                created.push(tree::parse(text).map_err(|mistake| mistake.message)?);
            }
        }
        if created.is_empty() {
            return Err(refusal());
        }
        created.iter().try_for_each(|role| self.create_role(role))
    }

    fn role_named(&self, name: &str) -> Role {
        let known = self.draft.schema.roles.iter().find(|role| role.name == name).cloned();
        known.unwrap_or_else(|| Role {
            name: name.to_owned(),
            login: false,
            member_of: Vec::new(),
            comment: None,
        })
    }

    fn put_role(&mut self, role: Role) {
        let roles = &mut self.draft.schema.roles;
        roles.retain(|known| known.name != role.name);
        roles.push(role);
    }

    pub fn grant(&mut self, node: &Node) -> Result<(), Why> {
        let to = tree::child(node, Kind::ROLE_REF_LIST).ok_or("it names no role")?;
        let to: Vec<String> =
            tree::children(&to, Kind::ROLE_REF).filter_map(|node| role(&node)).collect();
        if tree::child(node, Kind::ON_PRIVILEGE_OBJECTS_CLAUSE).is_none() {
            let list = tree::child(node, Kind::REVOKE_COMMAND_LIST).ok_or("it names no role")?;
            let groups: Vec<String> = tree::names(&list);
            for name in to {
                let mut member = self.role_named(&name);
                member.member_of.extend(groups.iter().cloned());
                member.member_of.sort();
                member.member_of.dedup();
                self.put_role(member);
            }
            return Ok(());
        }
        let grantable = tree::child(node, Kind::GRANT_WITH_CLAUSE).is_some();
        let (objects, privileges) = self.granted(node)?;
        for on in &objects {
            for (privilege, columns) in privileges.of(on, self.dialect.version) {
                for to in &to {
                    let (on, to, columns) = (on.clone(), to.clone(), columns.clone());
                    let grant = Grant { privilege, columns, on, to, grantable };
                    self.put_grant(grant);
                }
            }
        }
        Ok(())
    }

    fn put_grant(&mut self, grant: Grant) {
        let grants = &mut self.draft.schema.grants;
        match grants.iter_mut().find(|known| known.atom_key() == grant.atom_key()) {
            Some(known) => known.grantable |= grant.grantable,
            None => grants.push(grant),
        }
    }

    pub fn revoke(&mut self, node: &Node) -> Result<(), Why> {
        if tree::child(node, Kind::GRANT_OPTION_FOR).is_some() {
            return Err("the model has no word for it".to_owned());
        }
        let from = tree::child(node, Kind::ROLE_REF_LIST).ok_or("it names no role")?;
        let from: Vec<String> =
            tree::children(&from, Kind::ROLE_REF).filter_map(|node| role(&node)).collect();
        let (objects, privileges) = self.granted(node)?;
        for on in &objects {
            for (privilege, columns) in privileges.of(on, self.dialect.version) {
                self.draft.schema.grants.retain(|grant| {
                    grant.on != *on
                        || grant.privilege != privilege
                        || grant.columns != columns
                        || !from.contains(&grant.to)
                });
            }
            if from.iter().any(|name| name == "public") {
                self.revoked_from_everyone(on);
            }
        }
        Ok(())
    }

    /// Everyone has some rights from the start; that they were taken away is listed.
    fn revoked_from_everyone(&mut self, on: &ObjectRef) {
        let (kind, name) = match on {
            ObjectRef::Routine(name, arguments) => ("routine", format!("{name}({arguments})")),
            ObjectRef::Type(name) => ("type", name.to_string()),
            _ => return,
        };
        let kind = format!("revoked right of everyone on a {kind}");
        self.draft.schema.unmodelled.push(Unmodelled { kind, name });
    }

    /// What a GRANT or REVOKE is about.
    fn granted(&mut self, node: &Node) -> Result<(Vec<ObjectRef>, Privileges), Why> {
        let clause = tree::child(node, Kind::ON_PRIVILEGE_OBJECTS_CLAUSE)
            .and_then(|clause| clause.children().next())
            .ok_or("the model has no word for it")?;
        let mut objects = Vec::new();
        for child in clause.descendants() {
            let relation = || self.relation(&child);
            match (clause.kind(), child.kind()) {
                (Kind::PRIVILEGE_SEQUENCE, Kind::SEQUENCE_REF) => {
                    objects.push(ObjectRef::Sequence(relation()));
                }
                (Kind::PRIVILEGE_SCHEMA, Kind::SCHEMA_REF) => {
                    objects.push(ObjectRef::Namespace(tree::names(&child).concat()));
                }
                (
                    Kind::PRIVILEGE_TYPE | Kind::PRIVILEGE_DOMAIN,
                    Kind::TYPE_NAME_REF | Kind::DOMAIN_REF,
                ) => {
                    let name = self.known_name(&child, |name| self.draft.is_type(name));
                    objects.push(ObjectRef::Type(name));
                }
                (_, Kind::FUNCTION_SIG | Kind::PROCEDURE_SIG | Kind::ROUTINE_SIG) => {
                    let (name, arguments) = self.known_routine(&child).ok_or_else(|| {
                        format!("there is no routine `{}` before it", tree::text(&child))
                    })?;
                    objects.push(ObjectRef::Routine(name, arguments));
                }
                (Kind::PRIVILEGE_TABLE | Kind::PRIVILEGE_DEFAULT, Kind::RELATION_NAME_REF) => {
                    let name = relation();
                    let is_sequence = self.draft.sequences.contains_key(&name);
                    objects.push(match is_sequence {
                        true => ObjectRef::Sequence(name),
                        false => ObjectRef::Table(name),
                    });
                }
                (Kind::PRIVILEGE_ALL_TABLES_IN_SCHEMA, Kind::SCHEMA_REF) => {
                    let here = self.namespace(&child);
                    let draft = &self.draft;
                    let all = draft.tables.keys().chain(draft.views.keys());
                    let all = all.filter(|name| name.namespace == here);
                    objects.extend(all.cloned().map(ObjectRef::Table));
                }
                (Kind::PRIVILEGE_ALL_SEQUENCES_IN_SCHEMA, Kind::SCHEMA_REF) => {
                    let here = self.namespace(&child);
                    let all = self.draft.sequences.keys().filter(|name| name.namespace == here);
                    objects.extend(all.cloned().map(ObjectRef::Sequence));
                }
                (
                    Kind::PRIVILEGE_ALL_FUNCTIONS_IN_SCHEMA
                    | Kind::PRIVILEGE_ALL_ROUTINES_IN_SCHEMA,
                    Kind::SCHEMA_REF,
                ) => {
                    let here = self.namespace(&child);
                    let all = self.draft.routines.keys().filter(|(name, _)| name.namespace == here);
                    let all = all.cloned().map(|(name, args)| ObjectRef::Routine(name, args));
                    objects.extend(all);
                }
                _ => {}
            }
        }
        let is_known = matches!(
            clause.kind(),
            Kind::PRIVILEGE_ALL_TABLES_IN_SCHEMA
                | Kind::PRIVILEGE_ALL_SEQUENCES_IN_SCHEMA
                | Kind::PRIVILEGE_ALL_FUNCTIONS_IN_SCHEMA
                | Kind::PRIVILEGE_ALL_ROUTINES_IN_SCHEMA
        );
        if objects.is_empty() && !is_known {
            return Err("the model has no word for it".to_owned());
        }
        Ok((objects, self.privileges(node)))
    }

    fn namespace(&self, node: &Node) -> Option<String> {
        tree::names(node).pop().filter(|name| name != DEFAULT_NAMESPACE)
    }

    fn privileges(&mut self, node: &Node) -> Privileges {
        let all = tree::child(node, Kind::ALL_PRIVILEGES);
        let mut privileges = Privileges { all: all.is_some(), these: Vec::new() };
        let list = tree::child(node, Kind::REVOKE_COMMAND_LIST);
        for command in list.iter().flat_map(|list| tree::children(list, Kind::REVOKE_COMMAND)) {
            let columns = tree::child(&command, Kind::COLUMN_REF_LIST);
            let columns = columns.map(|list| tree::names(&list)).unwrap_or_default();
            let word = tree::tokens(&command).first().cloned().unwrap_or_default();
            let known =
                Privilege::ALL.into_iter().find(|known| known.sql().eq_ignore_ascii_case(&word));
            match known {
                _ if word.eq_ignore_ascii_case("all") => privileges.all = true,
                Some(known) => privileges.these.push((known, columns)),
                None => self.leave(tree::text(&command)),
            }
        }
        privileges
    }

    pub fn create_policy(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::POLICY).and_then(|name| tree::names(&name).pop());
        let table = tree::child(node, Kind::ON_TABLE)
            .and_then(|clause| tree::child(&clause, Kind::TABLE_NAME_REF))
            .ok_or("it names no table")?;
        let table = self.relation(&table);
        let mut policy = Policy {
            name: name.ok_or("it names no policy")?,
            permissive: true,
            command: PolicyCommand::All,
            roles: Vec::new(),
            using: None,
            check: None,
            comment: None,
        };
        for child in node.children() {
            match child.kind() {
                Kind::POLICY | Kind::ON_TABLE => {}
                Kind::AS_POLICY_TYPE => {
                    policy.permissive = tree::names(&child).pop().as_deref() != Some("restrictive");
                }
                Kind::POLICY_COMMAND => policy.command = command(&child),
                Kind::POLICY_ROLES => {
                    let roles = child.descendants().filter(|node| node.kind() == Kind::ROLE_REF);
                    policy.roles = roles
                        .filter_map(|node| role(&node))
                        .filter(|name| name != "public")
                        .collect();
                    policy.roles.sort();
                }
                Kind::USING_EXPR_CLAUSE => {
                    policy.using = tree::inside(&child).map(|text| written(&text));
                }
                Kind::WITH_CHECK_EXPR_CLAUSE => {
                    policy.check = tree::inside(&child).map(|text| written(&text));
                }
                _ => self.leave(tree::text(&child)),
            }
        }
        let found = self.draft.tables.get_mut(&table).ok_or_else(|| unknown("table", &table))?;
        found.policies.push(policy);
        Ok(())
    }
}

struct Privileges {
    all: bool,
    these: Vec<(Privilege, Vec<String>)>,
}

impl Privileges {
    /// The privileges on one object, with `ALL` spelt out.
    fn of(&self, on: &ObjectRef, version: Version) -> Vec<(Privilege, Vec<String>)> {
        if !self.all {
            return self.these.clone();
        }
        let all: &[Privilege] = match on {
            ObjectRef::Namespace(_) => &[Privilege::Usage, Privilege::Create],
            ObjectRef::Sequence(_) => &[Privilege::Select, Privilege::Update, Privilege::Usage],
            ObjectRef::Routine(..) => &[Privilege::Execute],
            ObjectRef::Type(_) => &[Privilege::Usage],
            ObjectRef::Table(_) => &[
                Privilege::Select,
                Privilege::Insert,
                Privilege::Update,
                Privilege::Delete,
                Privilege::Truncate,
                Privilege::References,
                Privilege::Trigger,
                Privilege::Maintain,
            ],
        };
        all.iter()
            .filter(|privilege| {
                **privilege != Privilege::Maintain || version >= Version::new(17, 0)
            })
            .map(|privilege| (*privilege, Vec::new()))
            .collect()
    }
}

fn command(node: &Node) -> PolicyCommand {
    match tree::tokens(node).pop().unwrap_or_default().to_lowercase().as_str() {
        "select" => PolicyCommand::Select,
        "insert" => PolicyCommand::Insert,
        "update" => PolicyCommand::Update,
        "delete" => PolicyCommand::Delete,
        _ => PolicyCommand::All,
    }
}

/// Whether everyone, or the owner, has the privilege without being given it.
pub(super) fn is_from_the_start(grant: &Grant, owner: Option<&str>) -> bool {
    let everyone = grant.to == "public" && !grant.grantable;
    let usual = match (&grant.on, grant.privilege) {
        (ObjectRef::Routine(..), Privilege::Execute) | (ObjectRef::Type(_), Privilege::Usage) => {
            true
        }
        (ObjectRef::Namespace(name), Privilege::Usage) => name == DEFAULT_NAMESPACE,
        _ => false,
    };
    (everyone && usual) || owner == Some(grant.to.as_str()) || is_installer(&grant.to)
}

/// The relation or namespace of a grant, for its owner.
pub(super) fn object_name(on: &ObjectRef) -> Option<&QualifiedName> {
    match on {
        ObjectRef::Namespace(_) => None,
        ObjectRef::Table(name)
        | ObjectRef::Sequence(name)
        | ObjectRef::Routine(name, _)
        | ObjectRef::Type(name) => Some(name),
    }
}
