use std::collections::BTreeSet;

use super::Scope;
use super::names::Names;
use super::names::qualified;
use super::rows::{GrantRow, PolicyRow, RoleRow, RoutineRow};
use super::text::expression;
use crate::schema::{
    Grant, ObjectRef, Policy, PolicyCommand, Privilege, Role, Routine, RoutineKind, Schema,
};

/// The privileges that were given beyond those that everyone and owners have from the start.
pub(super) fn grants(rows: Vec<GrantRow>) -> Vec<Grant> {
    let mut grants: Vec<Grant> =
        rows.into_iter().filter(|row| !is_from_the_start(row)).filter_map(grant).collect();
    grants.sort_by(|a, b| {
        (&a.on, &a.to, a.privilege, &a.columns).cmp(&(&b.on, &b.to, b.privilege, &b.columns))
    });
    grants
}

fn is_from_the_start(row: &GrantRow) -> bool {
    let usual = [("routine", "EXECUTE"), ("type", "USAGE")];
    row.grantee == "public" && !row.grantable && usual.contains(&(&row.kind, &row.privilege))
}

fn grant(row: GrantRow) -> Option<Grant> {
    let privilege = Privilege::ALL
        .into_iter()
        .find(|privilege| privilege.sql().eq_ignore_ascii_case(&row.privilege))?;
    let name = qualified(row.namespace.as_deref().unwrap_or_default(), &row.name);
    let on = match row.kind.as_str() {
        "namespace" => ObjectRef::Namespace(row.name),
        "sequence" => ObjectRef::Sequence(name),
        "routine" => ObjectRef::Routine(name, row.arguments.unwrap_or_default()),
        "type" => ObjectRef::Type(name),
        _ => ObjectRef::Table(name),
    };
    Some(Grant {
        privilege,
        columns: row.columns.unwrap_or_default(),
        on,
        to: row.grantee,
        grantable: row.grantable,
    })
}

pub(super) fn policy(row: PolicyRow, names: &Names<'_>) -> Policy {
    Policy {
        name: row.name,
        permissive: row.permissive,
        command: match row.command.as_str() {
            "r" => PolicyCommand::Select,
            "a" => PolicyCommand::Insert,
            "w" => PolicyCommand::Update,
            "d" => PolicyCommand::Delete,
            _ => PolicyCommand::All,
        },
        roles: row.roles.unwrap_or_default(),
        using: row.using_expression.as_deref().map(expression),
        check: row.check_expression.as_deref().map(expression),
        comment: names.comment("pg_policy", row.id),
    }
}

/// The roles that are the schema's: new since the scratch database is there, or referred to by an
/// owner, a grant, a policy or a membership of such a role.
pub(super) fn roles(rows: Vec<RoleRow>, schema: &Schema, scope: &Scope) -> Vec<Role> {
    let mut wanted = referred(schema);
    wanted.extend(rows.iter().map(|row| row.name.clone()).filter(|name| scope.is_new_role(name)));
    // Members lead to their groups, those to theirs; each round adds at least one or is the last.
    loop {
        let members = rows.iter().filter(|row| wanted.contains(&row.name));
        let groups: Vec<_> =
            members.flat_map(|row| row.member_of.iter().flatten()).cloned().collect();
        let before = wanted.len();
        wanted.extend(groups);
        if wanted.len() == before {
            break;
        }
    }
    let mut roles: Vec<Role> = rows
        .into_iter()
        .filter(|row| wanted.contains(&row.name))
        .map(|row| Role {
            name: row.name,
            login: row.login,
            member_of: row.member_of.unwrap_or_default(),
            comment: row.comment,
        })
        .collect();
    roles.sort_by(|a, b| a.name.cmp(&b.name));
    roles
}

fn referred(schema: &Schema) -> BTreeSet<String> {
    let grantees = schema.grants.iter().map(|grant| &grant.to);
    let policies =
        schema.tables.iter().flat_map(|table| &table.policies).flat_map(|policy| &policy.roles);
    let owners = (schema.namespaces.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.enums.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.domains.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.composites.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.ranges.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.sequences.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.tables.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.views.iter().filter_map(|item| item.owner.as_ref()))
        .chain(schema.routines.iter().filter_map(|item| item.owner.as_ref()));
    grantees.chain(policies).chain(owners).cloned().collect()
}

pub(super) fn routine(row: RoutineRow, names: &Names<'_>, scope: &Scope) -> Routine {
    let name = qualified(&row.namespace, &row.name);
    let definition = match (row.definition, row.aggregate) {
        (Some(definition), _) => definition.trim_end().to_owned(),
        (None, Some(properties)) => {
            aggregate(&row.namespace, &row.name, &row.arguments, &properties)
        }
        (None, None) => String::new(),
    };
    Routine {
        name,
        kind: match row.kind.as_str() {
            "p" => RoutineKind::Procedure,
            "a" => RoutineKind::Aggregate,
            _ => RoutineKind::Function,
        },
        arguments: row.arguments,
        definition,
        settings: Default::default(),
        owner: scope.owner(&row.owner),
        comment: names.comment("pg_proc", row.id),
    }
}

/// The server prints no aggregate by itself.
fn aggregate(
    namespace: &str,
    name: &str,
    arguments: &str,
    properties: &[(String, Option<String>)],
) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let said = properties.iter().filter_map(|(name, value)| {
        let value = value.as_ref()?;
        Some(if value.is_empty() { format!("    {name}") } else { format!("    {name} = {value}") })
    });
    let arguments = if arguments.is_empty() { "*" } else { arguments };
    let said: Vec<_> = said.collect();
    format!(
        "CREATE AGGREGATE {}.{}({arguments}) (\n{}\n)",
        quoted(namespace),
        quoted(name),
        said.join(",\n")
    )
}
