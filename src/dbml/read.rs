use std::collections::BTreeMap;

use super::lexer::{Token, tokens};
use crate::dialect::Dialect;
use crate::schema::{
    Check, Column, DataType, Enum, Expression, ForeignKey, Identity, IdentityMode, Index,
    IndexPart, IndexTarget, PrimaryKey, QualifiedName, ReferentialAction, Schema, SequenceOptions,
    Table, UniqueConstraint, Unmodelled,
};

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
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn line(&self) -> u32 {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens.get(self.at.min(last)).map_or(1, |(_, line)| *line)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).map(|(token, _)| token.clone());
        self.at += 1;
        token
    }

    fn wrong<T>(&self, what: impl Into<String>) -> Step<T> {
        Err(Mistake { line: self.line(), what: what.into() })
    }

    fn sign(&mut self, sign: char) -> bool {
        let is = self.peek() == Some(&Token::Sign(sign));
        self.at += usize::from(is);
        is
    }

    fn need(&mut self, sign: char) -> Step<()> {
        if self.sign(sign) { Ok(()) } else { self.wrong(format!("`{sign}` is expected")) }
    }

    fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    fn word(&mut self, word: &str) -> bool {
        let is = self.at_word(word);
        self.at += usize::from(is);
        is
    }

    fn name(&mut self) -> Step<String> {
        match self.next() {
            Some(Token::Word(name) | Token::Quoted(name)) => Ok(name),
            _ => {
                self.at -= 1;
                self.wrong("a name is expected")
            }
        }
    }

    fn path(&mut self) -> Step<Vec<String>> {
        let mut path = vec![self.name()?];
        while self.sign('.') {
            if self.peek() == Some(&Token::Sign('(')) {
                break;
            }
            path.push(self.name()?);
        }
        Ok(path)
    }

    fn qualified(&self, path: &[String]) -> QualifiedName {
        match path {
            [name] => {
                self.aliases.get(name).cloned().unwrap_or_else(|| QualifiedName::bare(name.clone()))
            }
            [namespace, name, ..] => QualifiedName::new(Some(namespace), name.clone()),
            [] => QualifiedName::bare(""),
        }
    }

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

    fn skip_head(&mut self) {
        while self.peek().is_some_and(|token| *token != Token::Sign('{')) {
            self.at += 1;
        }
    }

    fn skip_block(&mut self) -> Step<()> {
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

    fn settings(&mut self) -> Step<Settings> {
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

    fn note(&mut self) -> Step<Option<String>> {
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

    fn table(&mut self) -> Step<()> {
        let path = self.path()?;
        let name = self.qualified(&path);
        let mut table = Table::new(name.clone());
        if self.word("as") {
            let alias = self.name()?;
            self.aliases.insert(alias, name);
        }
        for (setting, value) in self.settings()? {
            if setting == "note" {
                table.comment = text(&value);
            }
        }
        self.need('{')?;
        while !self.sign('}') {
            let starts_block = |reader: &Self| {
                let next = reader.tokens.get(reader.at + 1).map(|(token, _)| token);
                matches!(next, Some(Token::Sign('{' | ':')))
            };
            if self.at_word("indexes") && starts_block(self) {
                self.at += 1;
                self.indexes(&mut table)?;
            } else if self.at_word("checks") && starts_block(self) {
                self.at += 1;
                self.checks(&mut table)?;
            } else if self.at_word("note") && starts_block(self) {
                self.at += 1;
                table.comment = self.note()?;
            } else if self.sign('~') {
                let partial = self.name()?;
                self.schema.unmodelled.push(Unmodelled {
                    kind: "DBML table partial".to_owned(),
                    name: format!("{partial} of {}", table.name),
                });
            } else {
                self.column(&mut table)?;
            }
        }
        self.schema.tables.push(table);
        Ok(())
    }

    fn data_type(&mut self) -> Step<DataType> {
        let path = self.path()?;
        let known = self.qualified(&path);
        let mut sql = path.join(".");
        if self.sign('(') {
            let mut arguments = Vec::new();
            while !self.sign(')') {
                match self.next() {
                    Some(Token::Word(word)) => arguments.push(word),
                    Some(Token::Text(text)) => {
                        arguments.push(format!("'{}'", text.replace('\'', "''")))
                    }
                    Some(Token::Sign(',')) => {}
                    _ => return self.wrong("`)` is expected"),
                }
            }
            sql = format!("{sql}({})", arguments.join(","));
        }
        let mut array = 0;
        // A bracket that closes at once belongs to the type; another one begins settings.
        while self.peek() == Some(&Token::Sign('['))
            && self.tokens.get(self.at + 1).map(|(token, _)| token) == Some(&Token::Sign(']'))
        {
            self.at += 2;
            array += 1;
        }
        // Enums may be defined further below: they are told apart at the end.
        let mut data_type =
            if path.len() > 1 { DataType::Named { name: known } } else { DataType::native(sql) };
        for _ in 0..array {
            data_type = DataType::array_of(data_type);
        }
        Ok(data_type)
    }

    fn column(&mut self, table: &mut Table) -> Step<()> {
        let name = self.name()?;
        let data_type = self.data_type()?;
        let mut column = Column { nullable: true, ..Column::new(name.clone(), data_type) };
        let line = self.line();
        for (setting, value) in self.settings()? {
            match setting.as_str() {
                "pk" | "primary key" => {
                    column.nullable = false;
                    match &mut table.primary_key {
                        Some(key) => key.columns.push(name.clone()),
                        None => table.primary_key = Some(PrimaryKey::new(vec![name.clone()])),
                    }
                }
                "unique" => table.uniques.push(UniqueConstraint::new(None, vec![name.clone()])),
                "not null" => column.nullable = false,
                "null" => column.nullable = true,
                "increment" => {
                    column.identity =
                        Some(Identity::new(IdentityMode::ByDefault, SequenceOptions::default()));
                }
                "default" => column.default = expression(&value),
                "note" => column.comment = text(&value),
                "check" => {
                    table.checks.extend(expression(&value).map(|rule| Check::new(None, rule)));
                }
                "ref" => {
                    let left = End { table: table.name.clone(), columns: vec![name.clone()] };
                    self.inline(left, &value, line)?;
                }
                _ => {}
            }
        }
        table.columns.push(column);
        Ok(())
    }

    fn inline(&mut self, left: End, value: &[Token], line: u32) -> Step<()> {
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

    fn end(&mut self) -> Step<End> {
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

    fn reference(&mut self) -> Step<()> {
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

    fn indexes(&mut self, table: &mut Table) -> Step<()> {
        self.need('{')?;
        while !self.sign('}') {
            let mut parts = Vec::new();
            let list = self.sign('(');
            loop {
                parts.push(match self.next() {
                    Some(Token::Word(name) | Token::Quoted(name)) => IndexPart::column(name),
                    Some(Token::Expression(text)) => {
                        IndexPart::new(IndexTarget::Expression(Expression::new(text)))
                    }
                    _ => return self.wrong("a column or an expression is expected"),
                });
                if !list || self.sign(')') {
                    break;
                }
                self.need(',')?;
            }
            let settings = self.settings()?;
            let has = |name: &str| settings.iter().any(|(known, _)| known == name);
            let value = |name: &str| {
                settings.iter().find(|(known, _)| known == name).map(|(_, value)| value)
            };
            let mut index = Index::new(value("name").and_then(|value| text(value)), parts);
            index.comment = value("note").and_then(|value| text(value));
            index.method = value("type").and_then(|value| text(value));
            let columns: Option<Vec<String>> = index
                .parts
                .iter()
                .map(|part| match &part.target {
                    IndexTarget::Column(name) => Some(name.clone()),
                    IndexTarget::Expression(_) => None,
                })
                .collect();
            match columns {
                Some(columns) if has("pk") => {
                    table.primary_key = Some(PrimaryKey::new(columns));
                }
                Some(columns) if has("unique") => {
                    table.uniques.push(UniqueConstraint::new(index.name, columns));
                }
                _ => {
                    index.unique = has("unique");
                    table.indexes.push(index);
                }
            }
        }
        Ok(())
    }

    fn checks(&mut self, table: &mut Table) -> Step<()> {
        self.need('{')?;
        while !self.sign('}') {
            let Some(Token::Expression(rule)) = self.next() else {
                return self.wrong("an expression in backticks is expected");
            };
            let settings = self.settings()?;
            let name = settings.iter().find(|(name, _)| name == "name");
            let name = name.and_then(|(_, value)| text(value));
            table.checks.push(Check::new(name, Expression::new(rule)));
        }
        Ok(())
    }

    /// References and types, now that everything has been read.
    fn finish(mut self) -> Step<Schema> {
        let enums: Vec<QualifiedName> =
            self.schema.enums.iter().map(|known| known.name.clone()).collect();
        for table in &mut self.schema.tables {
            for column in &mut table.columns {
                column.data_type = settled(&column.data_type, &enums, self.dialect);
            }
            if let Some(key) = &table.primary_key {
                let own = key.columns.clone();
                let columns = table.columns.iter_mut();
                columns
                    .filter(|column| own.contains(&column.name))
                    .for_each(|column| column.nullable = false);
            }
        }
        for reference in std::mem::take(&mut self.references) {
            let Reference { name, left, kind, right, settings, line } = reference;
            let (from, to) = if kind == '<' { (right, left) } else { (left, right) };
            let place = |end: &End| {
                let wanted = match (&end.table.namespace, self.aliases.get(&end.table.name)) {
                    (None, Some(meant)) => meant.clone(),
                    _ => end.table.clone(),
                };
                // `public` is what a name without a schema means there.
                let same = |known: &QualifiedName| {
                    known.name == wanted.name
                        && known.namespace.as_deref().unwrap_or("public")
                            == wanted.namespace.as_deref().unwrap_or("public")
                };
                let at = self.schema.tables.iter().position(|table| same(&table.name));
                at.ok_or_else(|| Mistake { line, what: format!("there is no table `{wanted}`") })
            };
            let (from_table, to_table) = (place(&from)?, place(&to)?);
            for (at, end) in [(from_table, &from), (to_table, &to)] {
                for column in &end.columns {
                    if self.schema.tables[at].column(column).is_none() {
                        let table = &self.schema.tables[at].name;
                        let what = format!("`{table}` has no column `{column}`");
                        return Err(Mistake { line, what });
                    }
                }
            }
            let target = self.schema.tables[to_table].name.clone();
            if kind == 'x' {
                let own = &self.schema.tables[from_table].name;
                self.schema.unmodelled.push(Unmodelled {
                    kind: "DBML many-to-many reference".to_owned(),
                    name: format!("{own} <> {target}"),
                });
                continue;
            }
            let table = &mut self.schema.tables[from_table];
            let key_columns = table.primary_key.as_ref().map(|key| &key.columns);
            let single = key_columns == Some(&from.columns)
                || table.uniques.iter().any(|unique| unique.columns == from.columns);
            if kind == '-' && !single {
                table.uniques.push(UniqueConstraint::new(None, from.columns.clone()));
            }
            let mut key = ForeignKey::new(from.columns, target, to.columns);
            key.name = name;
            for (setting, value) in settings {
                let action = action(&value);
                match setting.as_str() {
                    "delete" => key.on_delete = action,
                    "update" => key.on_update = action,
                    _ => {}
                }
            }
            table.foreign_keys.push(key);
        }
        Ok(self.schema)
    }
}

fn joined(path: &[String]) -> QualifiedName {
    match path {
        [namespace, name, ..] => QualifiedName::new(Some(namespace), name.clone()),
        _ => QualifiedName::bare(path.first().cloned().unwrap_or_default()),
    }
}

/// What a text means as a type: an enum of the file, else what the dialect makes of it.
fn settled(data_type: &DataType, enums: &[QualifiedName], dialect: Dialect<'_>) -> DataType {
    match data_type {
        DataType::Array { element } => DataType::array_of(settled(element, enums, dialect)),
        DataType::Native { sql } => match enums.iter().find(|known| known.name == *sql) {
            Some(known) => DataType::Named { name: known.clone() },
            None => dialect.lift_type(sql),
        },
        DataType::Named { name } if !enums.contains(name) => DataType::native(name.to_string()),
        other => other.clone(),
    }
}

fn text(value: &[Token]) -> Option<String> {
    match value.first()? {
        Token::Text(text) | Token::Word(text) | Token::Quoted(text) | Token::Expression(text) => {
            Some(text.clone())
        }
        _ => None,
    }
}

fn expression(value: &[Token]) -> Option<Expression> {
    Some(Expression::new(match value {
        [Token::Expression(text)] => text.clone(),
        [Token::Text(text)] => format!("'{}'", text.replace('\'', "''")),
        [Token::Word(word)] => word.clone(),
        [Token::Sign('-'), Token::Word(word)] => format!("-{word}"),
        _ => return None,
    }))
}

fn action(value: &[Token]) -> ReferentialAction {
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
