use indexmap::IndexSet;
use sqlparser::ast::Ident;

use crate::text::did_you_mean;

/// The attribute names of one entity, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(IndexSet<String>);

impl Columns {
    /// Whether the name is new.
    pub fn insert(&mut self, name: impl Into<String>) -> bool {
        self.0.insert(name.into())
    }

    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.get_index_of(name)
    }

    /// As [`contains`](Self::contains), by SQL's rules: a name without quotes ignores case.
    pub fn has(&self, ident: &Ident) -> bool {
        self.0.contains(&ident.value)
            || (ident.quote_style.is_none()
                && self.0.iter().any(|name| same_unquoted(name, &ident.value)))
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub fn suggest(&self, word: &str) -> Option<&str> {
        did_you_mean(word, self.iter())
    }
}

impl<S: Into<String>> FromIterator<S> for Columns {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Columns {
        Columns(names.into_iter().map(Into::into).collect())
    }
}

/// Whether two names are the same to a server that ignores case.
pub fn same_unquoted(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}
