//! Privileges that a server gives to new objects by itself, and that nobody asked for.

use super::Writer;
use crate::schema::{AtomKey, AtomKind, Grant, ObjectRef, Privilege, Schema};
use crate::template::TemplateError;

/// One privilege that every new object of a kind gets.
pub(super) struct DefaultGrant {
    /// `TABLES`, `SEQUENCES`, `FUNCTIONS`, `TYPES`, `SCHEMAS`.
    on: String,
    /// None is any.
    namespace: Option<String>,
    privilege: Privilege,
    to: String,
}

/// What the `alter default privileges` of a schema give.
pub(super) fn default_grants(schema: &Schema) -> Vec<DefaultGrant> {
    let others = schema.others.iter().filter(|other| other.kind == "default privileges");
    others
        .flat_map(|other| {
            let namespace = &other.name.namespace;
            other.statements.iter().filter_map(move |text| grant(text, namespace.clone()))
        })
        .collect()
}

/// `ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s GRANT SELECT ON TABLES TO b`.
fn grant(text: &str, namespace: Option<String>) -> Option<DefaultGrant> {
    let (start, rest) = text.split_once(" GRANT ")?;
    let (privilege, rest) = rest.split_once(" ON ")?;
    let (on, to) = rest.split_once(" TO ")?;
    let to = to.strip_suffix(" WITH GRANT OPTION").unwrap_or(to).trim();
    let bare = to.strip_prefix('"').and_then(|to| to.strip_suffix('"')).unwrap_or(to);
    let privilege = Privilege::ALL
        .into_iter()
        .find(|known| known.sql().eq_ignore_ascii_case(privilege.trim()))?;
    let said = start.split_once(" IN SCHEMA ").map(|(_, name)| name.trim_matches('"').to_owned());
    let to = if to == "PUBLIC" { "public".to_owned() } else { bare.to_owned() };
    Some(DefaultGrant { on: on.to_owned(), namespace: said.or(namespace), privilege, to })
}

impl Writer<'_, '_> {
    /// Takes back what a new object got by itself; what it is to have is granted afterwards.
    pub(super) fn revoke_defaults(&mut self, key: &AtomKey) -> Result<(), TemplateError> {
        use AtomKind as K;
        if self.default_grants.is_empty() {
            return Ok(());
        }
        let object = key.object.clone();
        let (word, on) = match key.kind {
            K::Table | K::View => ("TABLES", ObjectRef::Table(object)),
            K::Sequence if key.part.is_empty() => ("SEQUENCES", ObjectRef::Sequence(object)),
            K::Routine => {
                let arguments = key.part.trim_start_matches('(').trim_end_matches(')').to_owned();
                ("FUNCTIONS", ObjectRef::Routine(object, arguments))
            }
            K::Enum | K::Domain | K::Composite | K::Range => ("TYPES", ObjectRef::Type(object)),
            K::Namespace => ("SCHEMAS", ObjectRef::Namespace(object.name)),
            _ => return Ok(()),
        };
        let home = self.dialect.data.defaults.namespace.as_deref();
        let namespace = key.object.namespace.as_deref().or(home);
        let given: Vec<Grant> = self
            .default_grants
            .iter()
            .filter(|given| given.on == word)
            .filter(|given| given.namespace.as_deref().is_none_or(|name| Some(name) == namespace))
            .map(|given| Grant {
                privilege: given.privilege,
                columns: Vec::new(),
                on: on.clone(),
                to: given.to.clone(),
                grantable: false,
            })
            .collect();
        let wanted = &self.changes.to.schema.grants;
        for grant in given {
            if !wanted.iter().any(|other| other.atom_key() == grant.atom_key()) {
                self.alter.revoke(&grant)?;
            }
        }
        Ok(())
    }
}
