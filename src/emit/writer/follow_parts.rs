//! Columns that move into a table of their own while programs write: whoever writes the columns writes the rows of the part,
//! and whoever writes those writes the columns. What lay there before is carried over in batches.

use serde::Serialize;

use super::Alter;
use super::follow::is_text;
use crate::schema::{AtomKey, AtomKind, DataType, QualifiedName};
use crate::template::{TemplateError, qualified};

/// A table, and one that holds some of its columns for each of its rows.
pub struct FollowedPart<'a> {
    pub table: &'a QualifiedName,
    pub part: &'a QualifiedName,
    /// The function and the triggers of the table, and those of the part.
    pub follower: &'a str,
    pub leader: &'a str,
    pub key: &'a [PartColumn],
    pub columns: &'a [PartColumn],
    /// Several rows of the table refer to one of the part, which says the same of all of them.
    pub shared: bool,
}

/// A column of the part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartColumn {
    pub name: String,
    /// What the table calls it.
    pub from: String,
    /// What the table gives it where nothing is said, as SQL.
    pub default: String,
    /// Whether each row of the part has a value.
    pub required: bool,
    /// Texts that a collation takes for equal are not the same.
    pub exact: bool,
}

/// What [`FOLLOWERS`], [`LEADERS`] and those of what is shared are given, and `carry_part.hbs`.
#[derive(Serialize)]
struct FollowPart<'a> {
    table: String,
    part: String,
    /// In which types and the like are found that go without one.
    namespace: String,
    /// The function of the table and that of the part.
    name: String,
    leads: String,
    trigger: &'a str,
    truncating: String,
    leading: &'a str,
    before: String,
    /// What is done to rows of the table before they are written.
    first: String,
    changing: String,
    /// Of rows that come and go, where a trigger is for one event.
    inserting: String,
    deleting: String,
    lead_inserting: String,
    lead_deleting: String,
    key: &'a [PartColumn],
    columns: &'a [PartColumn],
    required: Vec<&'a PartColumn>,
    shared: bool,
    message: String,
    /// Where a row without a key says something, and where one with a new key says nothing.
    homeless: String,
    unsaid: String,
}

/// MySQL takes no longer ones.
/// <https://dev.mysql.com/doc/refman/8.4/en/signal.html>
fn message(text: String) -> String {
    const LONGEST: usize = 128;
    text.chars().take(LONGEST).collect()
}

impl PartColumn {
    /// A column of the part, and of the table of the type.
    pub fn new(
        name: &str,
        from: &str,
        data_type: &DataType,
        default: String,
        required: bool,
    ) -> PartColumn {
        let (name, from, exact) = (name.to_owned(), from.to_owned(), is_text(data_type));
        PartColumn { name, from, default, required, exact }
    }
}

/// Those that a dialect has, in this order.
const FOLLOWERS: [&str; 5] = [
    "follow_part_function",
    "follow_part_trigger",
    "follow_part_insert",
    "follow_part_update",
    "follow_part_delete",
];
const LEADERS: [&str; 7] = [
    "lead_part_function",
    "lead_part_before",
    "lead_part_trigger",
    "lead_part_truncate",
    "lead_part_insert",
    "lead_part_update",
    "lead_part_delete",
];

/// The same where several rows share one of the part.
const SHARED_FOLLOWERS: [&str; 6] = [
    "follow_lookup_function",
    "follow_lookup_first",
    "follow_lookup_trigger",
    "follow_lookup_change",
    "follow_lookup_update",
    "follow_lookup_insert",
];
const SHARED_LEADERS: [&str; 4] =
    ["lead_lookup_function", "lead_lookup_trigger", "lead_lookup_update", "lead_lookup_insert"];

impl Alter<'_> {
    /// Whether the server can be told to let a part follow.
    pub fn can_follow_parts(&self) -> bool {
        FOLLOWERS.iter().any(|template| self.has_template(template))
    }

    /// Whether a row of the part gives way to one that a program makes; otherwise one in which nobody has said anything
    /// comes only at the end.
    pub fn parts_give_way(&self) -> bool {
        self.has_template("lead_part_before")
    }

    /// Whoever writes the table's columns writes the part, and the other way round.
    pub fn follow_part(&mut self, part: &FollowedPart<'_>) -> Result<(), TemplateError> {
        let (followers, leaders): (&[&'static str], &[&'static str]) = match part.shared {
            true => (&SHARED_FOLLOWERS, &SHARED_LEADERS),
            false => (&FOLLOWERS, &LEADERS),
        };
        let sides = [
            (followers, AtomKey::new(part.table, AtomKind::Trigger, part.follower)),
            (leaders, AtomKey::new(part.part, AtomKind::Trigger, part.leader)),
        ];
        let words =
            format!("let {} and the columns of {} follow each other", part.part, part.table);
        for (templates, key) in sides {
            for &template in templates {
                if self.has_template(template) {
                    self.statement(template, &self.part_model(part), key.clone(), words.clone())?;
                    self.with_body();
                }
            }
        }
        Ok(())
    }

    /// The rows of before, but for those that have their part already.
    pub fn carry_part(&mut self, part: &FollowedPart<'_>, by: &str) -> Result<(), TemplateError> {
        let key = AtomKey::new(part.part, AtomKind::Table, "");
        let words = format!("carry what {} holds over into {}", part.table, part.part);
        self.statement("carry_part", &self.part_model(part), key, words)?;
        self.by_column(part.table, by);
        self.alone();
        Ok(())
    }

    fn part_model<'a>(&self, part: &FollowedPart<'a>) -> FollowPart<'a> {
        let home = self.dialect().data.defaults.namespace.clone();
        let names = |columns: &[PartColumn]| -> String {
            let names: Vec<&str> = columns.iter().map(|one| one.from.as_str()).collect();
            names.join(", ")
        };
        let (key, columns) = (names(part.key), names(part.columns));
        FollowPart {
            table: qualified(part.table),
            part: qualified(part.part),
            namespace: home.or(part.table.namespace.clone()).unwrap_or_default(),
            name: qualified(&part.table.sibling(part.follower)),
            leads: qualified(&part.table.sibling(part.leader)),
            trigger: part.follower,
            truncating: format!("{}_all", part.leader),
            message: message(format!(
                "a row of {} loses what each row of {} has to have",
                part.table, part.part
            )),
            homeless: message(format!(
                "a row of {} without {key} says what {key} decides: {columns}",
                part.table
            )),
            unsaid: message(format!(
                "no row of {} has this {key} yet, and it has to have {columns}",
                part.part
            )),
            shared: part.shared,
            leading: part.leader,
            before: format!("{}_first", part.leader),
            first: format!("{}_first", part.follower),
            changing: format!("{}_change", part.follower),
            inserting: format!("{}_new", part.follower),
            deleting: format!("{}_gone", part.follower),
            lead_inserting: format!("{}_new", part.leader),
            lead_deleting: format!("{}_gone", part.leader),
            key: part.key,
            columns: part.columns,
            required: part.columns.iter().filter(|column| column.required).collect(),
        }
    }
}

/// Models with every field set, for the test that walks the templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    let text = || "t".to_owned();
    let column = PartColumn {
        name: text(),
        from: "f".to_owned(),
        default: "1".to_owned(),
        required: true,
        exact: true,
    };
    let columns = vec![column.clone()];
    let model = serde_json::json!(FollowPart {
        table: text(),
        part: text(),
        namespace: text(),
        name: text(),
        leads: text(),
        trigger: "t",
        truncating: text(),
        leading: "t",
        before: text(),
        first: text(),
        changing: text(),
        inserting: text(),
        deleting: text(),
        lead_inserting: text(),
        lead_deleting: text(),
        key: &columns,
        columns: &columns,
        required: vec![&column],
        shared: true,
        message: text(),
        homeless: text(),
        unsaid: text(),
    });
    let templates = FOLLOWERS.into_iter().chain(LEADERS).chain(["carry_part"]);
    let templates = templates.chain(SHARED_FOLLOWERS).chain(SHARED_LEADERS);
    templates.map(|template| (template, model.clone())).collect()
}
