//! Names as the server reads them.

use super::Reader;
use crate::dialect::Folding;
use crate::schema::QualifiedName;
use crate::sql::cursor::{Cursor, TokenKind, split_list};

impl Reader<'_> {
    /// One name, folded as the server folds it.
    pub fn word(&self, cursor: &mut Cursor<'_>) -> Option<String> {
        let token = cursor.peek()?;
        let name = cursor.name()?;
        let folds = self.dialect.data.identifiers.folds == Folding::Lower;
        Some(if folds && token.kind == TokenKind::Word { name.to_lowercase() } else { name })
    }

    /// `a.b`, without the default namespace.
    pub fn name(&self, cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
        let mut last = self.word(cursor)?;
        let mut namespace = None;
        while cursor.eat(".") {
            namespace = Some(last);
            last = self.word(cursor)?;
        }
        let home = self.dialect.defaults().namespace.as_deref();
        let namespace = namespace.filter(|name| Some(name.as_str()) != home);
        Some(QualifiedName { namespace, name: last })
    }

    /// The names that follow, with commas between them.
    pub fn names(&self, cursor: &mut Cursor<'_>) -> Vec<QualifiedName> {
        let mut names = Vec::new();
        loop {
            cursor.eat("only");
            let Some(name) = self.name(cursor) else { return names };
            names.push(name);
            cursor.eat("*");
            // `drop function f(int)`.
            cursor.group();
            if !cursor.eat(",") {
                return names;
            }
        }
    }

    /// The columns that a list names; expressions count for none.
    pub fn columns(&self, list: &str) -> Vec<String> {
        let parts = split_list(list, self.flavour).into_iter();
        parts
            .filter_map(|part| {
                let mut cursor = self.cursor(part);
                let name = self.word(&mut cursor)?;
                (!cursor.is("(") || self.dialect.data.identifiers.quote == '`').then_some(name)
            })
            .collect()
    }

    /// What a string literal says, near enough for names of values.
    pub fn literal(&self, cursor: &mut Cursor<'_>) -> Option<String> {
        let token = cursor.peek().filter(|token| token.kind == TokenKind::Text)?;
        cursor.next();
        Some(token.text.trim_matches('\'').replace("''", "'"))
    }

    pub fn if_exists(&self, cursor: &mut Cursor<'_>) -> bool {
        cursor.eat_all(&["if", "exists"]) || cursor.eat_all(&["if", "not", "exists"])
    }
}

/// Whether one of these words stands anywhere in the rest, outside of parentheses.
pub fn says(cursor: &Cursor<'_>, word: &str) -> bool {
    cursor.clone().seek(&[word])
}

/// Moves over the words that may stand here, in any order.
pub fn pass(cursor: &mut Cursor<'_>, words: &[&str]) {
    while words.iter().any(|word| cursor.eat(word)) {}
}
