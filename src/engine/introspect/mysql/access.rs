//! Roles and privileges.

use std::collections::{BTreeMap, BTreeSet};

use mysql::Conn;

use super::catalog::{Fields, rows};
use super::{Family, Reader, Roles};
use crate::engine::introspect::tokens::{Cursor, Flavour};
use crate::schema::{Grant, ObjectRef, Privilege, Role, Schema, Unmodelled};

impl Reader<'_> {
    /// Grants from the rows of `grants.sql`, and the roles of the scope with their memberships.
    pub(super) fn access(
        &self,
        connection: &mut Conn,
        schema: &mut Schema,
        rows: &[Fields],
    ) -> mysql::Result<()> {
        let mut columns: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let to = account(row.text(3));
            let on = self.object(schema, row);
            let Some(privilege) = privilege(row.text(4)) else {
                let kind = format!("privilege {}", row.text(4).to_lowercase());
                schema
                    .unmodelled
                    .push(Unmodelled { kind, name: format!("{} to {to}", name_of(&on)) });
                continue;
            };
            let grantable = row.text(5) == "YES";
            if let Some(column) = row.optional(2) {
                // One grant for all columns that are granted alike.
                let key = format!("{to}\0{}\0{}\0{grantable}", name_of(&on), privilege.sql());
                if let Some(grant) = columns.get(&key).and_then(|at| schema.grants.get_mut(*at)) {
                    grant.columns.push(column.to_owned());
                    continue;
                }
                columns.insert(key, schema.grants.len());
            }
            let columns = row.optional(2).map(str::to_owned).into_iter().collect();
            schema.grants.push(Grant { privilege, columns, on, to, grantable });
        }
        self.roles(connection, schema)
    }

    fn object(&self, schema: &Schema, row: &Fields) -> ObjectRef {
        match row.optional(1) {
            // The default namespace has no name in the model.
            None if row.text(0) == self.scope.home => ObjectRef::Namespace(String::new()),
            None => ObjectRef::Namespace(row.owned(0)),
            Some(name) => {
                let name = self.qualified(row.text(0), name);
                if schema.sequences.iter().any(|sequence| sequence.name == name) {
                    ObjectRef::Sequence(name)
                } else {
                    ObjectRef::Table(name)
                }
            }
        }
    }

    fn roles(&self, connection: &mut Conn, schema: &mut Schema) -> mysql::Result<()> {
        let roles: BTreeMap<String, bool> = match self.scope.roles {
            Roles::These(roles) => roles.clone(),
            Roles::Grantees => {
                schema.roles = schema
                    .grants
                    .iter()
                    .map(|grant| grant.to.clone())
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .map(|name| Role { name, login: false, member_of: Vec::new(), comment: None })
                    .collect();
                return Ok(());
            }
        };
        if roles.is_empty() {
            return Ok(());
        }
        let sql = match self.scope.family {
            Family::MySql => {
                "select concat(quote(to_user), '@', quote(to_host)), concat(quote(from_user), '@', quote(from_host)) \
                 from mysql.role_edges order by 1, 2"
            }
            Family::MariaDb => {
                "select concat(quote(user), '@', quote(host)), role from mysql.roles_mapping order by 1, 2"
            }
        };
        let memberships = rows(connection, sql, &[])?;
        schema.roles = roles
            .into_iter()
            .map(|(name, login)| {
                let member_of = memberships.iter().filter(|row| account(row.text(0)) == name);
                let member_of = member_of.map(|row| account(row.text(1))).collect();
                Role { name, login, member_of, comment: None }
            })
            .collect();
        Ok(())
    }
}

/// `'app'@'%'` → `app`; an account of one host keeps it: `app@localhost`.
pub(in crate::engine) fn account(text: &str) -> String {
    let mut cursor = Cursor::new(text, Flavour::MySql);
    let part = |cursor: &mut Cursor<'_>| cursor.next().and_then(|token| token.name());
    let user = part(&mut cursor).unwrap_or_else(|| text.to_owned());
    let host = if cursor.eat("@") { part(&mut cursor) } else { None };
    match host {
        Some(host) if !host.is_empty() && host != "%" => format!("{user}@{host}"),
        _ => user,
    }
}

fn privilege(word: &str) -> Option<Privilege> {
    Privilege::ALL.into_iter().find(|privilege| privilege.sql().eq_ignore_ascii_case(word))
}

fn name_of(object: &ObjectRef) -> String {
    match object {
        ObjectRef::Namespace(name) => name.clone(),
        ObjectRef::Table(name)
        | ObjectRef::Sequence(name)
        | ObjectRef::Routine(name, _)
        | ObjectRef::Type(name) => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::account;

    #[test]
    fn accounts_lose_the_host_that_means_every_host() {
        for (text, expected) in [
            ("'bob'@'%'", "bob"),
            ("'rr'@''", "rr"),
            ("'o''b'@'localhost'", "o'b@localhost"),
            ("rr", "rr"),
            ("`a b`", "a b"),
        ] {
            assert_eq!(account(text), expected);
        }
    }
}
