//! Roles and privileges.

use super::{Reader, Why, expected};
use crate::schema::{Grant, ObjectRef, Privilege, QualifiedName, Role};
use crate::sql::cursor::{Cursor, Flavour, split_list};

impl Reader<'_> {
    pub fn create_roles(&mut self, cursor: &mut Cursor<'_>, login: bool) -> Result<(), Why> {
        cursor.eat_all(&["if", "not", "exists"]);
        loop {
            let name = account(cursor).ok_or_else(|| expected("a name", cursor))?;
            self.schema.roles.retain(|role| role.name != name);
            self.schema.roles.push(Role { name, login, member_of: Vec::new(), comment: None });
            // How an account proves who it is, is nobody's business.
            cursor.seek(&[","]);
            if !cursor.eat(",") {
                return Ok(());
            }
        }
    }

    pub fn grant(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Why> {
        let start = cursor.position();
        cursor.seek(&["on", "to"]);
        let privileges = cursor.slice(start).to_owned();
        if !cursor.eat("on") {
            cursor.eat("to");
            let groups: Vec<String> = split_list(&privileges, Flavour::MySql)
                .into_iter()
                .filter_map(|text| account(&mut super::cursor(text)))
                .collect();
            return self.memberships(cursor, &groups);
        }
        cursor.eat("table");
        if cursor.is("procedure") || cursor.is("function") || cursor.is("*") {
            return Err("the model has no word for it".to_owned());
        }
        let first = cursor.name().ok_or_else(|| expected("an object", cursor))?;
        let on = match cursor.eat(".") {
            true if cursor.eat("*") => {
                let is_home = self.home.as_ref() == Some(&first);
                ObjectRef::Namespace(if is_home { String::new() } else { first })
            }
            true => {
                let name = cursor.name().ok_or_else(|| expected("an object", cursor))?;
                let namespace = Some(first).filter(|first| self.home.as_ref() != Some(first));
                ObjectRef::Table(QualifiedName::new(namespace.as_deref(), name))
            }
            false => ObjectRef::Table(QualifiedName::bare(first)),
        };
        if !cursor.eat("to") {
            return Err(expected("`to`", cursor));
        }
        let mut grantees = Vec::new();
        while let Some(name) = account(cursor) {
            grantees.push(name);
            if !cursor.eat(",") {
                break;
            }
        }
        let grantable = cursor.eat_all(&["with", "grant", "option"]);
        for text in split_list(&privileges, Flavour::MySql) {
            let word = text.split('(').next().unwrap_or_default().trim();
            let known = Privilege::ALL.into_iter().find(|p| p.sql().eq_ignore_ascii_case(word));
            let Some(privilege) = known else {
                self.leave(text);
                continue;
            };
            let columns = text.split_once('(').map(|(_, list)| list.trim_end_matches(')'));
            let columns = columns.map(super::text::names).unwrap_or_default();
            for to in &grantees {
                let (to, on, columns) = (to.clone(), on.clone(), columns.clone());
                self.schema.grants.push(Grant { privilege, columns, on, to, grantable });
            }
        }
        Ok(())
    }

    fn memberships(&mut self, cursor: &mut Cursor<'_>, groups: &[String]) -> Result<(), Why> {
        while let Some(name) = account(cursor) {
            if self.schema.roles.iter().all(|role| role.name != name) {
                let role =
                    Role { name: name.clone(), login: false, member_of: Vec::new(), comment: None };
                self.schema.roles.push(role);
            }
            let role = self.schema.roles.iter_mut().find(|role| role.name == name);
            if let Some(role) = role {
                role.member_of.extend(groups.iter().cloned());
            }
            if !cursor.eat(",") {
                break;
            }
        }
        Ok(())
    }
}

/// `'app'@'%'` → `app`; an account of one host keeps it: `app@localhost`.
fn account(cursor: &mut Cursor<'_>) -> Option<String> {
    let user = cursor.name()?;
    if !cursor.eat("@") {
        return Some(user);
    }
    match cursor.name() {
        Some(host) if !host.is_empty() && host != "%" => Some(format!("{user}@{host}")),
        _ => Some(user),
    }
}
