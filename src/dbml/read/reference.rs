use super::cursor::joined;
use super::{End, Mistake, Reader, Reference, Step};
use crate::dbml::lexer::Token;
use crate::schema::ReferentialAction;

impl Reader<'_> {
    pub(super) fn inline(&mut self, left: End, value: &[Token], line: u32) -> Step<()> {
        let kind = match value.first() {
            Some(Token::Sign(kind @ ('>' | '<' | '-'))) => *kind,
            Some(Token::Both) => 'x',
            _ => return Err(Mistake { line, what: "`>`, `<` or `-` is expected".to_owned() }),
        };
        let mut path: Vec<String> = value[1..]
            .iter()
            .filter_map(|token| match token {
                Token::Word(name) | Token::Quoted(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        let Some(column) = path.pop().filter(|_| !path.is_empty()) else {
            return Err(Mistake {
                line,
                what: "a reference names a table and a column".to_owned(),
            });
        };
        // An alias may be defined further below, so that the name is looked up at the end.
        let right = End { table: joined(&path), columns: vec![column] };
        let settings = Vec::new();
        self.references.push(Reference { name: None, left, kind, right, settings, line });
        Ok(())
    }

    pub(super) fn end(&mut self) -> Step<End> {
        let mut path = self.path()?;
        let columns = if self.sign('(') {
            let mut columns = Vec::new();
            while !self.sign(')') {
                columns.push(self.name()?);
                self.sign(',');
            }
            columns
        } else {
            path.pop().into_iter().collect()
        };
        if path.is_empty() || columns.is_empty() {
            return self.wrong("a reference names a table and a column");
        }
        Ok(End { table: joined(&path), columns })
    }

    pub(super) fn reference(&mut self) -> Step<()> {
        let name = match self.peek() {
            Some(Token::Word(_) | Token::Quoted(_)) => Some(self.path()?.join("_")),
            _ => None,
        };
        let block = self.sign('{');
        if !block {
            self.need(':')?;
        }
        loop {
            let line = self.line();
            let left = self.end()?;
            let kind = match self.next() {
                Some(Token::Sign(kind @ ('>' | '<' | '-'))) => kind,
                Some(Token::Both) => 'x',
                _ => return self.wrong("`>`, `<` or `-` is expected"),
            };
            let right = self.end()?;
            let settings = self.settings()?;
            self.references.push(Reference {
                name: name.clone(),
                left,
                kind,
                right,
                settings,
                line,
            });
            if !block || self.sign('}') {
                return Ok(());
            }
        }
    }
}

pub(super) fn action(value: &[Token]) -> ReferentialAction {
    let words: Vec<String> = value
        .iter()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word.to_lowercase()),
            _ => None,
        })
        .collect();
    match words.join(" ").as_str() {
        "cascade" => ReferentialAction::Cascade,
        "restrict" => ReferentialAction::Restrict,
        "set null" => ReferentialAction::SetNull,
        "set default" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
