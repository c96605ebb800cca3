//! A table whose rows move into another one beside it while programs write: triggers bring along what is written, batches
//! what lay there before, and in one moment the other takes its place.

use serde::Serialize;

use super::Alter;
use crate::schema::{AtomKey, AtomKind, QualifiedName, Table};
use crate::template::{TemplateError, qualified};

/// Two tables, of which the second holds what the first holds.
pub struct FollowedRows<'a> {
    pub table: &'a QualifiedName,
    pub into: &'a QualifiedName,
    /// What servers call the triggers and their function after.
    pub name: &'a str,
    /// By which a row is found in the second table.
    pub key: &'a [String],
    /// All that is written, the key too.
    pub columns: &'a [String],
    /// Those of them that can be written again.
    pub changing: &'a [String],
}

/// `follow_rows_function.hbs`, `follow_rows_trigger.hbs` and `follow_rows_truncate.hbs`, or a trigger for each event:
/// `follow_rows_insert.hbs`, `follow_rows_update.hbs` and `follow_rows_delete.hbs`; `carry_rows.hbs`.
#[derive(Serialize)]
struct FollowRows<'a> {
    name: String,
    trigger: &'a str,
    truncating: String,
    /// Of rows that come, and that go.
    coming: String,
    going: String,
    namespace: String,
    table: String,
    into: String,
    key: &'a [String],
    columns: &'a [String],
    changing: &'a [String],
    first_of_key: &'a str,
}

/// `rows_fit.hbs`, `rest_is_empty.hbs`
#[derive(Serialize)]
struct Rest<'a> {
    /// As SQL writes them.
    table: String,
    into: String,
    /// Partitions that take what no other takes, and shall have nothing in the end.
    rest: Vec<String>,
    message: &'a str,
    hint: &'a str,
}

/// `lock_table.hbs`, `analyze_table.hbs`, `empty_table.hbs`
#[derive(Serialize)]
struct OneTable {
    table: String,
}

/// `carry_sequence.hbs`, names as SQL writes them.
#[derive(Serialize)]
struct CarrySequence {
    from: String,
    into: String,
}

/// Those that a dialect has, in this order.
const FOLLOWERS: [&str; 6] = [
    "follow_rows_function",
    "follow_rows_trigger",
    "follow_rows_truncate",
    "follow_rows_insert",
    "follow_rows_update",
    "follow_rows_delete",
];
/// How the comment of a table begins that follows another one.
const BESIDE: &str = "schemagen moves the rows here of ";
const HINT: &str = "give the design a partition for them, a default one for instance, or change or delete them; then \
                    try again: nothing was changed";

/// Whether a table is there to follow another one: nobody else writes to it.
pub fn is_beside(table: &Table) -> bool {
    table.comment.as_ref().is_some_and(|words| words.starts_with(BESIDE))
}

/// What says so of it.
pub fn beside_comment(table: &QualifiedName) -> String {
    format!("{BESIDE}{table}")
}

/// The name of a follower's trigger for all rows at once.
fn truncating(name: &str) -> String {
    format!("{name}_all")
}

impl Alter<'_> {
    /// Whether the server can be told to let rows follow.
    pub fn can_follow_rows(&self) -> bool {
        FOLLOWERS.iter().any(|template| self.has_template(template))
    }

    /// Whoever writes a row of the first table writes it in the second.
    pub fn follow_rows(&mut self, rows: &FollowedRows<'_>) -> Result<(), TemplateError> {
        let key = AtomKey::new(rows.table, AtomKind::Trigger, rows.name);
        let words = format!("let {} follow {}", rows.into, rows.table);
        for template in FOLLOWERS {
            if self.has_template(template) {
                let model = self.rows_model(rows);
                self.statement(template, &model, key.clone(), words.clone())?;
                self.with_body();
            }
        }
        // Rows that a replication brings are rows too.
        if self.has_template("set_trigger_firing") {
            self.set_trigger_firing(rows.table, rows.name, Some("always"))?;
            self.set_trigger_firing(rows.table, &truncating(rows.name), Some("always"))?;
        }
        Ok(())
    }

    /// The rows of before, but for those that are there already.
    pub fn carry_rows(&mut self, rows: &FollowedRows<'_>, by: &str) -> Result<(), TemplateError> {
        let key = AtomKey::new(rows.into, AtomKind::Table, "");
        let words = format!("carry the rows of {} over into {}", rows.table, rows.into);
        let model = self.rows_model(rows);
        self.statement("carry_rows", &model, key, words)?;
        self.by_column(rows.table, by);
        self.alone();
        // Of a whole with parts that are tables no server gathers by itself what its planner wants to know.
        if !self.has_template("analyze_table") {
            return Ok(());
        }
        let words = format!("look at what {} holds", rows.into);
        self.of_table("analyze_table", rows.into, words)
    }

    /// What was carried over goes.
    pub fn empty_table(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        self.of_table("empty_table", table, format!("empty {table}"))
    }

    fn of_table(
        &mut self,
        template: &'static str,
        table: &QualifiedName,
        words: String,
    ) -> Result<(), TemplateError> {
        let key = AtomKey::new(table, AtomKind::Table, "");
        self.statement(template, &OneTable { table: qualified(table) }, key, words)
    }

    fn rows_model<'a>(&self, rows: &FollowedRows<'a>) -> FollowRows<'a> {
        let home = self.dialect().data.defaults.namespace.clone();
        let namespace = home.or(rows.table.namespace.clone()).unwrap_or_default();
        FollowRows {
            name: qualified(&rows.table.sibling(rows.name)),
            trigger: rows.name,
            truncating: truncating(rows.name),
            coming: format!("{}_new", rows.name),
            going: format!("{}_gone", rows.name),
            namespace,
            table: qualified(rows.table),
            into: qualified(rows.into),
            key: rows.key,
            columns: rows.columns,
            changing: rows.changing,
            first_of_key: rows.key.first().map(String::as_str).unwrap_or_default(),
        }
    }

    /// Fails where rows lie in none of the partitions that stay.
    pub fn check_rows_fit(
        &mut self,
        table: &QualifiedName,
        into: &QualifiedName,
        rest: &[QualifiedName],
    ) -> Result<(), TemplateError> {
        let message = format!(" rows of {table} lie in no partition that the design has");
        let model = self.rest(table, into, rest, &message);
        let key = AtomKey::new(table, AtomKind::Table, "");
        let words = format!("check that each row of {table} has a partition");
        self.compound("rows_fit", &model, key, words)
    }

    /// Fails where such rows have come.
    pub fn check_rest_is_empty(
        &mut self,
        table: &QualifiedName,
        into: &QualifiedName,
        rest: &[QualifiedName],
    ) -> Result<(), TemplateError> {
        let message = format!(" rows of {table} came that lie in no partition that the design has");
        let model = self.rest(table, into, rest, &message);
        let key = AtomKey::new(table, AtomKind::Table, "");
        let words = format!("check that each row of {table} has a partition");
        self.compound("rest_is_empty", &model, key, words)
    }

    fn rest<'a>(
        &self,
        table: &QualifiedName,
        into: &QualifiedName,
        rest: &[QualifiedName],
        message: &'a str,
    ) -> Rest<'a> {
        let sql = |name: &QualifiedName| self.dialect().qualified(name);
        let rest = rest.iter().map(sql).collect();
        Rest { table: sql(table), into: sql(into), rest, message, hint: HINT }
    }

    /// Whether a table can be kept from everybody else.
    pub fn locks_tables(&self) -> bool {
        self.has_template("lock_table")
    }

    /// Nobody reads or writes the table until the transaction ends.
    pub fn lock_table(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        let model = OneTable { table: qualified(table) };
        let key = AtomKey::new(table, AtomKind::Table, "");
        self.compound("lock_table", &model, key, format!("lock {table}"))
    }

    /// The second sequence goes on where the first one is.
    pub fn carry_sequence(
        &mut self,
        table: &QualifiedName,
        from: &QualifiedName,
        into: &QualifiedName,
    ) -> Result<(), TemplateError> {
        let sql = |name: &QualifiedName| self.dialect().qualified(name);
        let model = CarrySequence { from: sql(from), into: sql(into) };
        let key = AtomKey::new(table, AtomKind::Table, "");
        self.statement(
            "carry_sequence",
            &model,
            key,
            format!("go on numbering {table} where it is"),
        )
    }
}

/// Models with every field set, for the test that walks the templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    use serde_json::json;
    let text = || "t".to_owned();
    let names = vec![text(), "b".to_owned()];
    let model = FollowRows {
        name: text(),
        trigger: "t",
        truncating: text(),
        coming: text(),
        going: text(),
        namespace: text(),
        table: text(),
        into: text(),
        key: &names,
        columns: &names,
        changing: &names,
        first_of_key: "a",
    };
    let model = json!(model);
    let mut samples: Vec<_> =
        FOLLOWERS.into_iter().map(|template| (template, model.clone())).collect();
    samples.push(("carry_rows", model));
    let rest = Rest { table: text(), into: text(), rest: vec![text()], message: "m", hint: "h" };
    samples.push(("rows_fit", json!(rest)));
    samples.push(("rest_is_empty", json!(rest)));
    for template in ["lock_table", "analyze_table", "empty_table"] {
        samples.push((template, json!(OneTable { table: text() })));
    }
    samples.push(("carry_sequence", json!(CarrySequence { from: text(), into: text() })));
    samples
}
