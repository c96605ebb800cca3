use super::values::text;
use super::{Reader, Step};
use crate::dbml::lexer::Token;
use crate::schema::{
    Check, Expression, Index, IndexPart, IndexTarget, PrimaryKey, Table, UniqueConstraint,
};

impl Reader<'_> {
    pub(super) fn indexes(&mut self, table: &mut Table) -> Step<()> {
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

    pub(super) fn checks(&mut self, table: &mut Table) -> Step<()> {
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
}
