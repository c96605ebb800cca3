//! Two names that stand for one thing while programs move from the old one to the new: columns that follow each
//! other, and tables that take places at once.

use serde::Serialize;

use super::Alter;
use crate::schema::{AtomKey, AtomKind, Column, DataType, QualifiedName};
use crate::template::{TemplateError, qualified};

/// `follow_function.hbs` and `follow_trigger.hbs`, or `follow_insert.hbs` and `follow_update.hbs`.
#[derive(Serialize)]
pub(super) struct Follow<'a> {
    pub name: String,
    pub trigger: &'a str,
    /// Of rows that come, where a trigger is for one event.
    pub first: String,
    pub table: String,
    pub column: &'a str,
    pub former: &'a str,
    /// Texts that a collation takes for equal are not the same.
    pub exact: bool,
}

/// `rename_tables.hbs`
#[derive(Serialize)]
pub(super) struct RenameTables {
    pub pairs: Vec<RenamedTable>,
}

#[derive(Serialize)]
pub(super) struct RenamedTable {
    pub from: String,
    pub to: String,
}

/// What a server of one trigger an event makes of a follower's rows that come.
const FIRST: &str = "_new";

impl Alter<'_> {
    /// Whether the server can be told to.
    pub fn can_follow(&self) -> bool {
        FOLLOWERS.iter().any(|template| self.has_template(template))
    }

    /// Whether several tables and views get other names in one moment.
    pub fn renames_at_once(&self) -> bool {
        self.has_template("rename_tables")
    }

    /// Whoever writes one of the columns writes the other.
    pub fn follow(
        &mut self,
        table: &QualifiedName,
        former: &str,
        column: &Column,
        name: &str,
    ) -> Result<(), TemplateError> {
        let model = Follow {
            name: qualified(&table.sibling(name)),
            trigger: name,
            first: format!("{name}{FIRST}"),
            table: qualified(table),
            column: &column.name,
            former,
            exact: is_text(&column.data_type),
        };
        let key = AtomKey::new(table, AtomKind::Trigger, name);
        let words = format!("let {table}.{former} and {table}.{} follow each other", column.name);
        for template in FOLLOWERS {
            if self.has_template(template) {
                self.statement(template, &model, key.clone(), words.clone())?;
                self.with_body();
            }
        }
        Ok(())
    }

    /// Tables and views get other names, all in one moment.
    pub fn rename_tables(
        &mut self,
        pairs: &[(QualifiedName, QualifiedName)],
        key: AtomKey,
        change: String,
    ) -> Result<(), TemplateError> {
        let pair = |(from, to): &(QualifiedName, QualifiedName)| RenamedTable {
            from: qualified(from),
            to: qualified(to),
        };
        let model = RenameTables { pairs: pairs.iter().map(pair).collect() };
        self.statement("rename_tables", &model, key, change)
    }
}

/// Those that a dialect has, in this order.
const FOLLOWERS: [&str; 4] =
    ["follow_function", "follow_trigger", "follow_insert", "follow_update"];

pub(super) fn is_text(data_type: &DataType) -> bool {
    let of_name = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("text") || name.contains("char")
    };
    match data_type {
        DataType::Text | DataType::Varchar { .. } | DataType::Char { .. } => true,
        DataType::Native { sql } => of_name(sql),
        _ => false,
    }
}

/// Models with every field set, for the test that walks the templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    let text = || "t".to_owned();
    let model = Follow {
        name: text(),
        trigger: "t",
        first: text(),
        table: text(),
        column: "c",
        former: "f",
        exact: true,
    };
    let model = serde_json::json!(model);
    let pairs = vec![RenamedTable { from: text(), to: text() }];
    let mut samples: Vec<_> =
        FOLLOWERS.into_iter().map(|template| (template, model.clone())).collect();
    samples.push(("rename_tables", serde_json::json!(RenameTables { pairs })));
    samples
}
