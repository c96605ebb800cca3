//! Which names a piece of SQL says, and which pieces they could mean.

use std::collections::{BTreeSet, HashMap};

use super::Id;
use crate::schema::QualifiedName;
use crate::sql::{Piece, qualified_identifiers, scan};

/// What can be meant by a word: objects of the whole schema, and the columns of each relation.
#[derive(Default)]
pub(super) struct Names<'s> {
    /// By their bare names, with the namespace they lie in.
    objects: HashMap<&'s str, Vec<(Option<&'s str>, Id)>>,
    columns: HashMap<&'s QualifiedName, HashMap<&'s str, Id>>,
    /// The relations among the objects, whose columns a query may name.
    relations: HashMap<Id, &'s QualifiedName>,
    /// Operators of the schema's own.
    operators: Vec<(&'s str, Id)>,
    /// What the namespace of names without one is called.
    pub home: Option<String>,
}

impl<'s> Names<'s> {
    pub fn object(&mut self, name: &'s QualifiedName, id: Id) {
        self.objects.entry(&name.name).or_default().push((name.namespace.as_deref(), id));
    }

    pub fn relation(&mut self, name: &'s QualifiedName, id: Id) {
        self.object(name, id);
        self.relations.insert(id, name);
    }

    pub fn operator(&mut self, symbol: &'s str, id: Id) {
        self.operators.push((symbol, id));
    }

    pub fn column(&mut self, relation: &'s QualifiedName, column: &'s str, id: Id) {
        self.columns.entry(relation).or_default().insert(column, id);
    }

    /// The pieces that an expression may name, among them the columns of the relation it belongs to.
    pub fn in_expression(&self, text: &str, own: Option<&QualifiedName>) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let own = own.and_then(|own| self.columns.get(own));
        for (qualifier, word) in qualified_identifiers(text) {
            found.extend(self.objects_called(qualifier, word));
            found.extend(own.and_then(|columns| columns.get(word)));
        }
        found.extend(
            self.operators.iter().filter(|(symbol, _)| text.contains(symbol)).map(|(_, id)| id),
        );
        for word in literals(text) {
            found.extend(self.objects_called(word.0, word.1));
        }
        found
    }

    /// As of an expression, with the columns of every relation that is named.
    pub fn in_query(&self, text: &str, own: Option<&QualifiedName>) -> BTreeSet<Id> {
        let mut found = self.in_expression(text, own);
        let relations: Vec<_> =
            found.iter().filter_map(|id| self.columns.get(*self.relations.get(id)?)).collect();
        if !relations.is_empty() {
            let words: BTreeSet<&str> = qualified_identifiers(text).map(|(_, word)| word).collect();
            for columns in relations {
                found.extend(words.iter().filter_map(|word| columns.get(word)));
            }
        }
        found
    }

    /// The objects that a body names in whatever namespace: which one is meant is known when it runs.
    pub fn in_body(&self, text: &str) -> BTreeSet<Id> {
        let words: BTreeSet<&str> = qualified_identifiers(text).map(|(_, word)| word).collect();
        let called = words.into_iter().filter_map(|word| self.objects.get(word));
        called.flatten().map(|(_, id)| *id).collect()
    }

    pub fn relation_of(&self, id: Id) -> Option<&'s QualifiedName> {
        self.relations.get(&id).copied()
    }

    pub fn named(&self, name: &QualifiedName) -> impl Iterator<Item = Id> {
        let namespace = name.namespace.as_deref();
        let called = self.objects.get(name.name.as_str()).into_iter().flatten();
        called.filter(move |(other, _)| *other == namespace).map(|(_, id)| *id)
    }

    pub fn column_of(&self, relation: &QualifiedName, column: &str) -> Option<Id> {
        self.columns.get(relation)?.get(column).copied()
    }

    fn objects_called(&self, qualifier: Option<&str>, word: &str) -> impl Iterator<Item = Id> {
        let called = self.objects.get(word).into_iter().flatten();
        called
            .filter(move |(namespace, _)| match (qualifier, namespace) {
                (None, None) => true,
                (Some(qualifier), Some(namespace)) => qualifier == *namespace,
                (Some(qualifier), None) => Some(qualifier) == self.home.as_deref(),
                (None, Some(_)) => false,
            })
            .map(|(_, id)| *id)
    }
}

/// Names inside of literals: `'shop.invoice_number'::regclass`.
pub(super) fn literals(text: &str) -> Vec<(Option<&str>, &str)> {
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.\"$".contains(&b))
    };
    let mut found = Vec::new();
    for (piece, range) in scan(text) {
        let literal = text.get(range).unwrap_or_default();
        let Some(inner) = literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''))
        else {
            continue;
        };
        if piece != Piece::Literal || !is_word(inner) {
            continue;
        }
        let bare = |part: &'_ str| -> (usize, usize) {
            let quoted = part.len() > 1 && part.starts_with('"') && part.ends_with('"');
            if quoted { (1, part.len() - 1) } else { (0, part.len()) }
        };
        let cut = |part| {
            let part: &str = part;
            let (start, end) = bare(part);
            part.get(start..end).unwrap_or_default()
        };
        match inner.rsplit_once('.') {
            Some((namespace, name)) => found.push((Some(cut(namespace)), cut(name))),
            None => found.push((None, cut(inner))),
        }
    }
    found
}
