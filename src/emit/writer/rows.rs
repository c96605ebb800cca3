//! Statements that move rows from one table into others and back, and those that refuse to where the
//! rows contradict what the move rests on.

use serde::Serialize;

use super::Alter;
use super::follow_parts::{FollowedPart, PartColumn};
use crate::schema::{AtomKey, AtomKind, QualifiedName};
use crate::template::{TemplateError, qualified};

/// Rows of a table, some columns of which determine others: `split_check.hbs`, and where a check
/// takes a procedure, `split_check_call.hbs` and `split_check_drop.hbs`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SplitCheck {
    table: String,
    key: Vec<String>,
    determined: Vec<String>,
    message: String,
    hint: String,
    /// Nobody writes until the transaction ends.
    lock: bool,
    /// Rows whose key this table has already are left out.
    part: Option<String>,
    found: Vec<Named>,
    /// What each key has to say something of.
    required: Vec<String>,
}

/// `split_insert.hbs`: each fact once.
#[derive(Debug, Clone, Serialize)]
pub struct SplitInsert {
    table: String,
    part: String,
    key: Vec<Named>,
    /// The key and what it determines.
    columns: Vec<Named>,
    determined: Vec<Named>,
    /// Columns of the table without which there is no fact.
    present: Vec<String>,
    /// The server would number the part's rows itself.
    numbered: bool,
}

/// A column, and what it is called in the table that it is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    pub name: String,
    pub from: String,
}

/// `rejoin.hbs`: the facts back into the rows they belong to.
#[derive(Debug, Clone, Serialize)]
pub struct Rejoin {
    table: String,
    part: String,
    /// Each as the part calls it, and the table.
    key: Vec<Named>,
    columns: Vec<Named>,
}

/// `copy_rows.hbs`: all rows into a table that takes the place of theirs. The table itself goes as
/// `whole`, each joined one under its alias.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CopyRows {
    pub table: String,
    pub into: String,
    pub columns: Vec<From>,
    pub joins: Vec<JoinedPart>,
}

/// A column and the alias of the table it is taken from.
#[derive(Debug, Clone, Serialize)]
pub struct From {
    pub name: String,
    pub from: String,
    /// Instead of the column's own value.
    pub expression: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JoinedPart {
    pub part: String,
    pub alias: String,
    /// The columns it is joined on, each from where it is known.
    pub on: Vec<JoinedOn>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JoinedOn {
    /// As the part calls it.
    pub part: String,
    pub from: String,
    pub name: String,
}

/// `reference_check.hbs`: for servers that do not look at references while a table is replaced.
#[derive(Debug, Clone, Serialize)]
pub struct ReferenceCheck {
    name: String,
    message: String,
}

impl SplitCheck {
    fn new(table: &QualifiedName, key: &[String], determined: &[String]) -> SplitCheck {
        let mut check = SplitCheck {
            table: qualified(table),
            key: key.to_vec(),
            determined: determined.to_vec(),
            hint: "correct the rows shown, then try again: nothing was changed".to_owned(),
            ..SplitCheck::default()
        };
        check.message = format!("rows of {table} contradict {}:", check.says());
        check
    }

    fn says(&self) -> String {
        format!("{} -> {}", self.key.join(", "), self.determined.join(", "))
    }
}

impl Alter<'_> {
    /// Fails with the rows where rows of the table agree on `key` and not on `determined`, and where
    /// something is said of a key that is null.
    pub fn check_dependency(
        &mut self,
        table: &QualifiedName,
        key: &[String],
        determined: &[String],
    ) -> Result<(), TemplateError> {
        let mut model = SplitCheck::new(table, key, determined);
        model.lock = true;
        self.dependency(table, &model)
    }

    /// The same while programs write, of what a table decides that is told of all changes: either of all rows, or of those
    /// whose key it does not have.
    pub fn check_followed(
        &mut self,
        part: &FollowedPart<'_>,
        made: bool,
    ) -> Result<(), TemplateError> {
        let froms = |columns: &[PartColumn]| -> Vec<String> {
            columns.iter().map(|one| one.from.clone()).collect()
        };
        let mut model = SplitCheck::new(part.table, &froms(part.key), &froms(part.columns));
        let required = part.columns.iter().filter(|one| one.required);
        model.required = required.map(|one| one.from.clone()).collect();
        if made {
            model.part = Some(qualified(part.part));
            let named = |one: &PartColumn| Named { name: one.name.clone(), from: one.from.clone() };
            model.found = part.key.iter().map(named).collect();
        }
        self.dependency(part.table, &model)
    }

    fn dependency(
        &mut self,
        table: &QualifiedName,
        model: &SplitCheck,
    ) -> Result<(), TemplateError> {
        let object = || AtomKey::new(table, AtomKind::Table, "");
        let says = model.says();
        let change = format!("check that {says} holds in {table}");
        // Where a statement alone cannot fail, a procedure can.
        if !self.has_template("split_check_call") {
            return self.compound("split_check", model, object(), change);
        }
        let drop = "drop the procedure of the check";
        self.statement("split_check_drop", model, object(), drop)?;
        self.compound("split_check", model, object(), format!("make a procedure to {change}"))?;
        self.statement("split_check_call", model, object(), change)?;
        self.statement("split_check_drop", model, object(), drop)
    }

    /// Puts each value of `key` into the part once, with what it determines. Rows in which a part of
    /// the key is null refer to nothing, and give nothing; so do those without what has to be `present`.
    pub fn fill_part(
        &mut self,
        table: &QualifiedName,
        part: &QualifiedName,
        key: &[Named],
        determined: &[Named],
        present: &[String],
    ) -> Result<(), TemplateError> {
        let columns: Vec<Named> = key.iter().chain(determined).cloned().collect();
        let made = self.writer.schema.table(part);
        let counts = |one: &Named| {
            let column = made.and_then(|made| made.column(&one.name));
            column.is_some_and(|column| column.identity.is_some())
        };
        let model = SplitInsert {
            numbered: columns.iter().any(counts),
            table: qualified(table),
            part: qualified(part),
            key: key.to_vec(),
            columns,
            determined: determined.to_vec(),
            present: present.to_vec(),
        };
        let object = AtomKey::new(part, AtomKind::Table, "");
        self.statement("split_insert", &model, object, format!("fill {part} from {table}"))
    }

    /// Takes columns of a part back into the rows that refer to it.
    pub fn rejoin(
        &mut self,
        table: &QualifiedName,
        part: &QualifiedName,
        key: &[Named],
        columns: &[Named],
    ) -> Result<(), TemplateError> {
        let model = Rejoin {
            table: qualified(table),
            part: qualified(part),
            key: key.to_vec(),
            columns: columns.to_vec(),
        };
        let object = AtomKey::new(table, AtomKind::Table, "");
        self.statement("rejoin", &model, object, format!("fill {table} from {part}"))
    }

    pub fn copy_rows(
        &mut self,
        model: &CopyRows,
        table: &QualifiedName,
    ) -> Result<(), TemplateError> {
        let object = AtomKey::new(table, AtomKind::Table, "");
        self.statement("copy_rows", model, object, format!("copy the rows of {table}"))
    }

    pub fn check_references(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        let model = ReferenceCheck {
            name: table.name.clone(),
            message: format!("rows of {table} refer to rows that are not there: "),
        };
        let object = AtomKey::new(table, AtomKind::Table, "");
        self.statement(
            "reference_check",
            &model,
            object,
            format!("check the references of {table}"),
        )
    }
}

/// Models with every field set, for the test that walks the templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    use serde_json::json;
    let names = || vec!["a".to_owned(), "b".to_owned()];
    let from = || From { name: "a".into(), from: "whole".into(), expression: Some("1".into()) };
    let named = || vec![Named { name: "a".into(), from: "b".into() }];
    let check = json!(SplitCheck {
        table: "t".into(),
        key: names(),
        determined: names(),
        message: "m".into(),
        hint: "h".into(),
        lock: true,
        part: Some("p".into()),
        found: named(),
        required: names(),
    });
    let insert = json!(SplitInsert {
        table: "t".into(),
        part: "p".into(),
        key: named(),
        columns: named(),
        determined: named(),
        present: names(),
        numbered: true,
    });
    let rejoin =
        json!(Rejoin { table: "t".into(), part: "p".into(), key: named(), columns: named() });
    let on = || JoinedOn { part: "a".into(), from: "whole".into(), name: "b".into() };
    let copy = json!(CopyRows {
        table: "t".into(),
        into: "u".into(),
        columns: vec![from()],
        joins: vec![JoinedPart { part: "p".into(), alias: "p0".into(), on: vec![on()] }],
    });
    vec![
        ("split_check", check.clone()),
        ("split_check_call", check.clone()),
        ("split_check_drop", check),
        ("split_insert", insert),
        ("rejoin", rejoin),
        ("copy_rows", copy),
        ("reference_check", json!(ReferenceCheck { name: "t".into(), message: "m".into() })),
    ]
}
