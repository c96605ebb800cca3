//! The tokens one after the other, and what every part of a file is written with.

use super::{Mistake, Reader, Settings, Step};
use crate::dbml::lexer::Token;
use crate::schema::QualifiedName;

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    pub(super) fn line(&self) -> u32 {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens.get(self.at.min(last)).map_or(1, |(_, line)| *line)
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).map(|(token, _)| token.clone());
        self.at += 1;
        token
    }

    pub(super) fn wrong<T>(&self, what: impl Into<String>) -> Step<T> {
        Err(Mistake { line: self.line(), what: what.into() })
    }

    pub(super) fn sign(&mut self, sign: char) -> bool {
        let is = self.peek() == Some(&Token::Sign(sign));
        self.at += usize::from(is);
        is
    }

    pub(super) fn need(&mut self, sign: char) -> Step<()> {
        if self.sign(sign) { Ok(()) } else { self.wrong(format!("`{sign}` is expected")) }
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let is = self.at_word(word);
        self.at += usize::from(is);
        is
    }

    pub(super) fn name(&mut self) -> Step<String> {
        match self.next() {
            Some(Token::Word(name) | Token::Quoted(name)) => Ok(name),
            _ => {
                self.at -= 1;
                self.wrong("a name is expected")
            }
        }
    }

    pub(super) fn path(&mut self) -> Step<Vec<String>> {
        let mut path = vec![self.name()?];
        while self.sign('.') {
            if self.peek() == Some(&Token::Sign('(')) {
                break;
            }
            path.push(self.name()?);
        }
        Ok(path)
    }

    pub(super) fn qualified(&self, path: &[String]) -> QualifiedName {
        match path {
            [name] => {
                self.aliases.get(name).cloned().unwrap_or_else(|| QualifiedName::bare(name.clone()))
            }
            [namespace, name, ..] => QualifiedName::new(Some(namespace), name.clone()),
            [] => QualifiedName::bare(""),
        }
    }

    pub(super) fn skip_head(&mut self) {
        while self.peek().is_some_and(|token| *token != Token::Sign('{')) {
            self.at += 1;
        }
    }

    pub(super) fn skip_block(&mut self) -> Step<()> {
        self.need('{')?;
        let mut depth = 1;
        while depth > 0 {
            match self.next() {
                Some(Token::Sign('{')) => depth += 1,
                Some(Token::Sign('}')) => depth -= 1,
                Some(_) => {}
                None => return self.wrong("a block is never closed"),
            }
        }
        Ok(())
    }

    pub(super) fn settings(&mut self) -> Step<Settings> {
        let mut settings = Vec::new();
        if !self.sign('[') {
            return Ok(settings);
        }
        while !self.sign(']') {
            let mut name = String::new();
            while let Some(Token::Word(word)) = self.peek().cloned() {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(&word.to_lowercase());
                self.at += 1;
            }
            let mut value = Vec::new();
            if self.sign(':') {
                let mut depth = 0;
                loop {
                    match self.peek() {
                        None => return self.wrong("`]` is expected"),
                        Some(Token::Sign('(')) => depth += 1,
                        Some(Token::Sign(')')) => depth -= 1,
                        Some(Token::Sign(',' | ']')) if depth == 0 => break,
                        Some(_) => {}
                    }
                    value.extend(self.next());
                }
            } else if name.is_empty() {
                let expression = match self.peek() {
                    Some(Token::Expression(_)) => self.next(),
                    _ => return self.wrong("a setting is expected"),
                };
                value.extend(expression);
            }
            settings.push((name, value));
            if !self.sign(',') && self.peek() != Some(&Token::Sign(']')) {
                return self.wrong("`,` or `]` is expected");
            }
        }
        Ok(settings)
    }

    pub(super) fn note(&mut self) -> Step<Option<String>> {
        let block = self.sign('{');
        if !block {
            self.need(':')?;
        }
        let text = match self.next() {
            Some(Token::Text(text)) => text,
            _ => return self.wrong("a text is expected"),
        };
        if block {
            self.need('}')?;
        }
        Ok(Some(text))
    }
}

pub(super) fn joined(path: &[String]) -> QualifiedName {
    match path {
        [namespace, name, ..] => QualifiedName::new(Some(namespace), name.clone()),
        _ => QualifiedName::bare(path.first().cloned().unwrap_or_default()),
    }
}
