//! Two columns that follow each other while programs move from one name to the other.

use serde::Serialize;

use super::Alter;
use crate::schema::{AtomKey, AtomKind, QualifiedName};
use crate::template::{TemplateError, qualified};

/// `follow_function.hbs` and `follow_trigger.hbs`
#[derive(Serialize)]
pub(super) struct Follow<'a> {
    pub name: String,
    pub trigger: &'a str,
    pub table: String,
    pub column: &'a str,
    pub former: &'a str,
}

impl Alter<'_> {
    /// Whether the server can be told to.
    pub fn can_follow(&self) -> bool {
        self.has_template("follow_trigger")
    }

    /// Whoever writes one of the columns writes the other.
    pub fn follow(
        &mut self,
        table: &QualifiedName,
        former: &str,
        column: &str,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = Follow {
            name: qualified(&table.sibling(name)),
            trigger: name,
            table: qualified(table),
            column,
            former,
        };
        let key = AtomKey::new(table, AtomKind::Trigger, name);
        let words = format!("let {table}.{former} and {table}.{column} follow each other");
        self.statement("follow_function", &model, key.clone(), words.clone())?;
        self.with_body();
        self.statement("follow_trigger", &model, key, words)
    }
}

/// Models with every field set, for the test that walks the templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    let text = || "t".to_owned();
    let model = Follow { name: text(), trigger: "t", table: text(), column: "c", former: "f" };
    let model = serde_json::json!(model);
    vec![("follow_function", model.clone()), ("follow_trigger", model)]
}
