use super::values::{expression, text};
use super::{End, Reader, Step};
use crate::dbml::lexer::Token;
use crate::schema::{
    Check, Column, DataType, Identity, IdentityMode, PrimaryKey, SequenceOptions, Table,
    UniqueConstraint, Unmodelled,
};

impl Reader<'_> {
    pub(super) fn table(&mut self) -> Step<()> {
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

    pub(super) fn data_type(&mut self) -> Step<DataType> {
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

    pub(super) fn column(&mut self, table: &mut Table) -> Step<()> {
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
}
