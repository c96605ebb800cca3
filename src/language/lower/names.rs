//! The names a design declares, and what a name means at a place.
//!
//! Entities, views, enums, domains and sequences of one context share one space, as they do on
//! Postgres; mixins, queries and roles have spaces of their own. A name is looked up in the context
//! it is written in, then in the default one; `context.name` is looked up there alone.

use std::cell::Cell;
use std::collections::HashMap;

use crate::diagnostics::{Diagnostic, Rule};
use crate::schema::QualifiedName;
use crate::text::{Span, did_you_mean};

use super::place::Word;
use super::rules;

/// What kind of thing a name of the shared space belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    Entity,
    View,
    Enum,
    Domain,
    Sequence,
}

/// Where something was declared, and its index among its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    pub kind: ObjectKind,
    pub index: usize,
    pub span: Span,
}

/// One space of names, looked up by context.
#[derive(Debug)]
pub struct Space<T> {
    found: HashMap<QualifiedName, (T, Span)>,
    /// By lower-case name, to find neighbours in case.
    folded: HashMap<QualifiedName, QualifiedName>,
    /// All names in the order of their declaration.
    order: Vec<QualifiedName>,
    /// How many more searches for a near name there will be; each looks at all names.
    searches: Cell<u32>,
}

/// After that many mistakes in names, suggestions would only cost time.
const MOST_SEARCHES: u32 = 300;

impl<T> Default for Space<T> {
    fn default() -> Space<T> {
        Space {
            found: HashMap::new(),
            folded: HashMap::new(),
            order: Vec::new(),
            searches: Cell::new(MOST_SEARCHES),
        }
    }
}

impl<T: Copy> Space<T> {
    /// Adds a name, unless it is taken: then the finding says by what.
    pub fn declare(
        &mut self,
        name: QualifiedName,
        value: T,
        span: Span,
    ) -> Result<Option<Diagnostic>, Diagnostic> {
        if let Some((_, first)) = self.found.get(&name) {
            return Err(Diagnostic::new(
                &rules::DUPLICATE_NAME,
                format!("the name `{name}` is given twice"),
            )
            .at(span, "given again here")
            .at(*first, "given first here"));
        }
        let folded =
            QualifiedName { namespace: name.namespace.clone(), name: name.name.to_lowercase() };
        let neighbour =
            self.folded.get(&folded).and_then(|other| Some((other, self.found.get(other)?.1)));
        let warning = neighbour.map(|(other, place)| {
            Diagnostic::new(
                &rules::NAMES_DIFFER_BY_CASE,
                format!("`{name}` and `{other}` differ in nothing but upper and lower case"),
            )
            .at(span, "one of them")
            .at(place, "the other")
        });
        self.folded.entry(folded).or_insert_with(|| name.clone());
        self.order.push(name.clone());
        self.found.insert(name, (value, span));
        Ok(warning)
    }

    pub fn get(&self, name: &QualifiedName) -> Option<T> {
        self.found.get(name).map(|(value, _)| *value)
    }

    /// What a name written in `context` means.
    pub fn resolve(
        &self,
        context: Option<&str>,
        qualifier: Option<&str>,
        name: &str,
    ) -> Option<(QualifiedName, T)> {
        let places = match qualifier {
            Some(_) => [qualifier, qualifier],
            None => [context, None],
        };
        places.into_iter().find_map(|place| {
            let full = QualifiedName::new(place, name);
            self.get(&full).map(|value| (full, value))
        })
    }

    /// As [`resolve`](Self::resolve), whatever the case.
    pub fn resolve_folded(
        &self,
        context: Option<&str>,
        qualifier: Option<&str>,
        name: &str,
    ) -> Option<(QualifiedName, T)> {
        let places = match qualifier {
            Some(_) => [qualifier, qualifier],
            None => [context, None],
        };
        let lower = name.to_lowercase();
        places.into_iter().find_map(|place| {
            let full = self.folded.get(&QualifiedName::new(place, lower.as_str()))?;
            self.get(full).map(|value| (full.clone(), value))
        })
    }

    pub fn names(&self) -> impl Iterator<Item = &QualifiedName> {
        self.order.iter()
    }
}

impl Space<Declared> {
    /// What to write instead of a name that means nothing, among the declarations `wanted` accepts.
    pub fn advice(
        &self,
        context: Option<&str>,
        qualifier: Option<&str>,
        name: &str,
        wanted: impl Fn(ObjectKind) -> bool,
    ) -> Option<Advice> {
        self.searches.set(self.searches.get().checked_sub(1)?);
        let candidates = || {
            self.order.iter().filter(|full| self.get(full).is_some_and(|found| wanted(found.kind)))
        };
        if let Some(elsewhere) = candidates().find(|full| full.name == name) {
            return Some(Advice::Elsewhere(elsewhere.clone()));
        }
        let visible = |full: &QualifiedName| match qualifier {
            Some(_) => full.namespace.as_deref() == qualifier,
            None => full.namespace.is_none() || full.namespace.as_deref() == context,
        };
        let near = did_you_mean(
            name,
            candidates().filter(|full| visible(full)).map(|full| full.name.as_str()),
        );
        near.map(|near| Advice::Near(near.to_owned()))
    }
}

/// Help for a name that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// A similar name in reach.
    Near(String),
    /// The very name, in another context.
    Elsewhere(QualifiedName),
}

impl Advice {
    /// Adds the advice about the word at `place`.
    pub fn give(self, finding: Diagnostic, place: Span) -> Diagnostic {
        match self {
            Advice::Near(name) => suggest(finding, Some(&name), place),
            Advice::Elsewhere(full) => match &full.namespace {
                Some(context) => finding
                    .help(format!("`{}` lies in context `{context}`: write `{full}`", full.name)),
                None => finding
                    .help(format!("`{}` lies outside of every context: write `{full}`", full.name)),
            },
        }
    }
}

/// Adds the nearest name as help and as fix.
pub fn suggest(finding: Diagnostic, name: Option<&str>, place: Span) -> Diagnostic {
    match name {
        Some(name) => finding.help(format!("did you mean `{name}`?")).fix(
            format!("write `{name}`"),
            place,
            name,
        ),
        None => finding,
    }
}

/// A finding about a word that names nothing, with the nearest of `candidates`.
pub fn unknown<'c>(
    rule: &'static Rule,
    message: impl Into<String>,
    word: &Word,
    label: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Diagnostic {
    let finding = Diagnostic::new(rule, message).at(word.span, label);
    suggest(finding, did_you_mean(&word.text, candidates), word.span)
}

/// The first of each name, and a finding for every later one.
#[derive(Debug, Default)]
pub struct Once {
    found: HashMap<String, Span>,
}

impl Once {
    /// A finding if the word was there before; `what` says what the words are: `attribute`.
    pub fn add(&mut self, what: &str, owner: &str, word: &Word) -> Option<Diagnostic> {
        self.add_at(what, owner, word, word.span)
    }

    /// As [`add`](Self::add), for a name that is brought to `place` from elsewhere.
    pub fn add_at(
        &mut self,
        what: &str,
        owner: &str,
        word: &Word,
        place: Span,
    ) -> Option<Diagnostic> {
        match self.found.get(&word.text) {
            Some(first) => Some(
                Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    format!("{owner} has more than one {what} called `{}`", word.text),
                )
                .at(
                    place,
                    if place == word.span { "given again here" } else { "brings another one" },
                )
                .at(*first, "given first here"),
            ),
            None => {
                self.found.insert(word.text.clone(), place);
                None
            }
        }
    }
}
