use std::fmt;

use serde::{Deserialize, Serialize};

/// A name with the namespace it lies in; none means the target's default namespace.
///
/// Names keep their case and are compared byte by byte; quoting is the dialect's affair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualifiedName {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    pub name: String,
}

impl QualifiedName {
    pub fn new(namespace: Option<&str>, name: impl Into<String>) -> QualifiedName {
        QualifiedName { namespace: namespace.map(str::to_owned), name: name.into() }
    }

    pub fn bare(name: impl Into<String>) -> QualifiedName {
        QualifiedName { namespace: None, name: name.into() }
    }

    /// Another name in the same namespace.
    pub fn sibling(&self, name: impl Into<String>) -> QualifiedName {
        QualifiedName { namespace: self.namespace.clone(), name: name.into() }
    }
}

/// For messages, unquoted: `billing.invoice`.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{namespace}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
