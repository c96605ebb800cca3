mod cursor;
mod finish;
mod index;
mod reference;
mod table;
mod values;

use std::collections::BTreeMap;

use super::lexer::{Token, tokens};
use crate::dialect::Dialect;
use crate::schema::{Enum, QualifiedName, Schema, Unmodelled};

/// Why a file is no DBML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Mistake {
    pub line: u32,
    pub what: String,
}

type Step<T> = Result<T, Mistake>;

/// A setting in brackets: its name in lower case, and its value.
type Settings = Vec<(String, Vec<Token>)>;

/// What a file says about the database that it is for: `PostgreSQL`, `MySQL`, …
pub fn database_type(text: &str) -> Option<String> {
    let tokens = tokens(text).ok()?;
    let at = tokens.windows(3).find(|window| {
        matches!(&window[0].0, Token::Word(word) if word.eq_ignore_ascii_case("database_type"))
            && window[1].0 == Token::Sign(':')
    })?;
    match &at[2].0 {
        Token::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// Reads a file; its types are those of the dialect.
pub fn read(text: &str, dialect: Dialect<'_>) -> Step<Schema> {
    let tokens = tokens(text).map_err(|(line, what)| Mistake { line, what: what.to_owned() })?;
    let mut reader = Reader {
        tokens,
        at: 0,
        dialect,
        schema: Schema::default(),
        aliases: BTreeMap::new(),
        references: Vec::new(),
    };
    reader.file()?;
    reader.finish()
}

struct End {
    table: QualifiedName,
    columns: Vec<String>,
}

struct Reference {
    name: Option<String>,
    left: End,
    /// `>`, `<`, `-`, or `x` for many on both sides.
    kind: char,
    right: End,
    settings: Settings,
    line: u32,
}

struct Reader<'d> {
    tokens: Vec<(Token, u32)>,
    at: usize,
    dialect: Dialect<'d>,
    schema: Schema,
    aliases: BTreeMap<String, QualifiedName>,
    references: Vec<Reference>,
}

impl Reader<'_> {
    fn file(&mut self) -> Step<()> {
        while self.peek().is_some() {
            if self.word("table") {
                self.table()?;
            } else if self.word("enum") {
                self.definition()?;
            } else if self.word("ref") {
                self.reference()?;
            } else if self.word("project") {
                self.skip_head();
                self.skip_block()?;
            } else if self.word("tablegroup") || self.word("note") {
                // Groups of contexts are their names already, and notes are not about the schema.
                self.skip_head();
                self.skip_block()?;
            } else if let Some(Token::Word(kind)) = self.peek().cloned() {
                self.at += 1;
                let name = match self.peek() {
                    Some(Token::Word(name) | Token::Quoted(name)) => name.clone(),
                    _ => String::new(),
                };
                self.skip_head();
                if self.peek() != Some(&Token::Sign('{')) {
                    return self.wrong(format!("`{kind}` is no word of DBML here"));
                }
                self.skip_block()?;
                self.schema
                    .unmodelled
                    .push(Unmodelled { kind: format!("DBML {}", kind.to_lowercase()), name });
            } else {
                return self.wrong("`Table`, `Enum`, `Ref` or another definition is expected");
            }
        }
        Ok(())
    }

    fn definition(&mut self) -> Step<()> {
        let path = self.path()?;
        let mut values = Vec::new();
        self.need('{')?;
        while !self.sign('}') {
            values.push(match self.next() {
                Some(Token::Word(value) | Token::Quoted(value) | Token::Text(value)) => value,
                _ => return self.wrong("a value of the enum is expected"),
            });
            self.settings()?;
        }
        let name = self.qualified(&path);
        self.schema.enums.push(Enum { name, values, owner: None, comment: None });
        Ok(())
    }
}
