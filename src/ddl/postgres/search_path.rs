use super::tree::{self, Kind, Node};
use super::{DEFAULT_NAMESPACE, Reader};
use crate::schema::QualifiedName;

/// Where names without a namespace are looked for; none is the default namespace.
#[derive(Debug)]
pub(super) struct SearchPath(Vec<Option<String>>);

impl Default for SearchPath {
    fn default() -> SearchPath {
        SearchPath(vec![None])
    }
}

impl SearchPath {
    pub fn set(&mut self, names: impl IntoIterator<Item = String>) {
        let system = ["", "$user", "pg_catalog", "pg_temp", "default"];
        let names = names.into_iter().filter(|name| !system.contains(&name.as_str()));
        self.0 = names.map(|name| (name != DEFAULT_NAMESPACE).then_some(name)).collect();
        if self.0.is_empty() {
            self.0.push(None);
        }
    }

    /// Where new objects go.
    fn home(&self) -> Option<&str> {
        self.0.first().and_then(Option::as_deref)
    }
}

impl Reader<'_> {
    /// The name of something new.
    pub fn new_name(&self, node: &Node) -> QualifiedName {
        self.created(tree::names(node))
    }

    pub fn created(&self, mut parts: Vec<String>) -> QualifiedName {
        let name = parts.pop().unwrap_or_default();
        match parts.pop() {
            Some(namespace) => said(&namespace, name),
            None => QualifiedName::new(self.path.home(), name),
        }
    }

    /// The name of something that is there already.
    pub fn known_name(&self, node: &Node, is: impl Fn(&QualifiedName) -> bool) -> QualifiedName {
        self.found(tree::names(node), is)
    }

    pub fn found(
        &self,
        mut parts: Vec<String>,
        is: impl Fn(&QualifiedName) -> bool,
    ) -> QualifiedName {
        let name = parts.pop().unwrap_or_default();
        if let Some(namespace) = parts.pop() {
            return said(&namespace, name);
        }
        let candidates =
            self.path.0.iter().map(|namespace| QualifiedName::new(namespace.as_deref(), &*name));
        let found = candidates.into_iter().find(|candidate| is(candidate));
        found.unwrap_or_else(|| QualifiedName::new(self.path.home(), name))
    }

    pub fn relation(&self, node: &Node) -> QualifiedName {
        self.known_name(node, |name| self.draft.is_relation(name))
    }

    /// `SET search_path = …`; whether it was that.
    pub fn set_search_path(&mut self, statement: &Node) -> bool {
        let Some(parameter) = tree::find(statement, Kind::CONFIG_PARAMETER_REF) else {
            return false;
        };
        if tree::names(&parameter) != ["search_path"] {
            return false;
        }
        let value = tree::find(statement, Kind::TO_CONFIG_VALUE);
        let names = value.map(|value| {
            let parts = value.children().map(|part| {
                tree::string(&part).unwrap_or_else(|| tree::names(&part).pop().unwrap_or_default())
            });
            parts.collect::<Vec<_>>()
        });
        self.path.set(names.unwrap_or_default());
        true
    }

    /// `SELECT set_config('search_path', '…', …)`; whether it was that.
    pub fn select_search_path(&mut self, statement: &Node) -> bool {
        let arguments: Vec<_> =
            statement.descendants().filter(|node| node.kind() == Kind::ARG).collect();
        let [parameter, value, ..] = arguments.as_slice() else { return false };
        if tree::string(parameter).as_deref() != Some("search_path") {
            return false;
        }
        let value = tree::string(value).unwrap_or_default();
        self.path.set(value.split(',').map(|name| tree::name(name.trim())));
        true
    }
}

fn said(namespace: &str, name: String) -> QualifiedName {
    QualifiedName::new((namespace != DEFAULT_NAMESPACE).then_some(namespace), name)
}
