use std::collections::BTreeSet;

use crate::engine::EngineError;
use crate::engine::postgres::Session;

/// Which part of a database is read, and from whose point of view.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Scope {
    /// None means all that users made.
    namespaces: Option<Vec<String>>,
    /// Objects of this role have no owner worth mentioning.
    pub viewer: String,
    /// Roles that are none of the schema's unless something refers to them; none means all.
    old_roles: Option<BTreeSet<String>>,
}

impl Scope {
    /// Everything; with `old_roles`, roles besides those are part of it even where nothing refers to them.
    pub fn whole(
        session: &mut dyn Session,
        old_roles: Option<&BTreeSet<String>>,
    ) -> Result<Scope, EngineError> {
        let rows = session.rows("select current_user")?;
        let viewer = rows.into_iter().flatten().flatten().next().unwrap_or_default();
        Ok(Scope { namespaces: None, viewer, old_roles: old_roles.cloned() })
    }

    /// The objects of these namespaces that can hold expressions, and nothing else.
    pub fn expressions_of(namespaces: Vec<String>) -> Scope {
        Scope { namespaces: Some(namespaces), viewer: String::new(), old_roles: None }
    }

    pub fn is_whole(&self) -> bool {
        self.namespaces.is_none()
    }

    /// The owner, unless it is the one who looks.
    pub fn owner(&self, name: &str) -> Option<String> {
        (name != self.viewer).then(|| name.to_owned())
    }

    /// Whether the role came into being since the scratch database did.
    pub fn is_new_role(&self, name: &str) -> bool {
        self.old_roles.as_ref().is_some_and(|old| !old.contains(name))
    }

    /// The condition on `n`, a row of `pg_namespace`.
    pub fn condition(&self) -> String {
        match &self.namespaces {
            None => "(n.nspname !~ '^pg_' and n.nspname <> 'information_schema')".to_owned(),
            Some(names) => {
                let names: Vec<_> =
                    names.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
                format!("n.nspname in ({})", names.join(", "))
            }
        }
    }
}
