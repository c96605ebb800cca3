//! Names and string literals as a server reads them.

use sha2::{Digest, Sha256};

use super::Dialect;
use super::data::{Folding, LengthUnit};
use crate::schema::QualifiedName;

/// Hexadecimal digits at the end of a shortened name.
const HASH_DIGITS: usize = 8;

impl Dialect<'_> {
    /// The name as it stands in a statement: bare where that is safe, else quoted.
    pub fn quote(&self, name: &str) -> String {
        if self.must_quote(name) { self.quote_always(name) } else { name.to_owned() }
    }

    pub fn quote_always(&self, name: &str) -> String {
        let quote = self.data.identifiers.quote;
        let mut quoted = String::with_capacity(name.len() + 2);
        quoted.push(quote);
        for character in name.chars() {
            if character == quote {
                quoted.push(quote);
            }
            quoted.push(character);
        }
        quoted.push(quote);
        quoted
    }

    /// Whether the bare name would be read as something else: a reserved word, another case, no name at all.
    pub fn must_quote(&self, name: &str) -> bool {
        let keeps_capitals = self.data.identifiers.folds == Folding::Keeps;
        let starts = |c: char| {
            c.is_ascii_lowercase() || c == '_' || (keeps_capitals && c.is_ascii_uppercase())
        };
        let continues =
            |c: char| starts(c) || c.is_ascii_digit() || self.data.identifiers.also.contains(c);
        let mut characters = name.chars();
        let plain = characters.next().is_some_and(starts) && characters.all(continues);
        !plain || self.is_reserved(name)
    }

    /// Whether the word is reserved at this version.
    pub fn is_reserved(&self, word: &str) -> bool {
        self.data.reserved.contains(word, self.version)
    }

    /// `billing.invoice`, each part quoted where needed.
    pub fn qualified(&self, name: &QualifiedName) -> String {
        match &name.namespace {
            Some(namespace) => format!("{}.{}", self.quote(namespace), self.quote(&name.name)),
            None => self.quote(&name.name),
        }
    }

    /// The text as a string literal, whatever it holds.
    pub fn string_literal(&self, text: &str) -> String {
        let mut literal = String::with_capacity(text.len() + 2);
        literal.push('\'');
        for character in text.chars() {
            match character {
                '\'' => literal.push_str("''"),
                '\\' if self.data.strings.backslash_escapes => literal.push_str("\\\\"),
                _ => literal.push(character),
            }
        }
        literal.push('\'');
        literal
    }

    /// Whether the name is short enough.
    pub fn fits(&self, name: &str) -> bool {
        let limit = self.data.limits.identifier;
        match limit.unit {
            LengthUnit::Bytes => name.len() <= limit.max,
            LengthUnit::Characters => name.chars().count() <= limit.max,
        }
    }

    /// The name itself where it fits; else its beginning, `_` and eight digits of its hash.
    ///
    /// The same name is always shortened to the same one, and different names to different ones, as
    /// far as a hash of 32 bits tells them apart.
    pub fn shorten(&self, name: &str) -> String {
        if self.fits(name) {
            return name.to_owned();
        }
        let limit = self.data.limits.identifier;
        let room = limit.max.saturating_sub(HASH_DIGITS + 1);
        let kept = match limit.unit {
            LengthUnit::Bytes => name.floor_char_boundary(room),
            LengthUnit::Characters => {
                name.char_indices().nth(room).map_or(name.len(), |(offset, _)| offset)
            }
        };
        let digits: String = Sha256::digest(name.as_bytes())
            .iter()
            .take(HASH_DIGITS / 2)
            .map(|b| format!("{b:02x}"))
            .collect();
        format!("{}_{digits}", name.get(..kept).unwrap_or_default().trim_end_matches('_'))
    }
}
