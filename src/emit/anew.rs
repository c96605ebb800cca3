//! A table that is made anew beside itself and takes its own place, where a server cannot change it as it
//! stands (after SQLite's manual, lang_altertable.html).
//!
//! References are off meanwhile, as dropping a table would otherwise delete its rows, and what refers to them,
//! one by one; they are checked before the transaction ends. Views are left alone: they find the new table by
//! the old one's name.

use serde::Serialize;

use super::{Alter, CopyRows, From, JoinedPart, Statement, emit};
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema, Table};
use crate::template::{TemplateError, qualified};

/// What templates call the table that is replaced.
pub const WHOLE: &str = "whole";

/// A table and what takes its place.
pub struct Anew<'a> {
    pub before: &'a Table,
    pub after: &'a Table,
    /// What the new table is called until the old one is gone.
    pub beside: String,
    pub columns: Vec<From>,
    pub joins: Vec<JoinedPart>,
}

/// `carry_numbers.hbs`: numbers that were given once are not given again, though their rows are gone.
#[derive(Serialize)]
pub(super) struct CarryNumbers<'a> {
    pub table: &'a str,
    pub into: &'a str,
}

impl Alter<'_> {
    /// Puts the new table, with its rows, where the old one was. What belongs to it and went with the old
    /// one (indexes, triggers) is returned, not made.
    pub fn make_anew(&mut self, anew: &Anew<'_>) -> Result<Vec<Statement>, TemplateError> {
        let dialect = self.dialect();
        let table = &anew.before.name;
        let beside = table.sibling(anew.beside.as_str());
        let alone = |table: Table| Schema { tables: vec![table], ..Schema::default() };
        let create = emit(&alone(Table { name: beside.clone(), ..anew.after.clone() }), dialect)?;
        self.append(create.into_iter().take(1).map(|made| Statement {
            object: AtomKey::new(table, AtomKind::Table, ""),
            change: format!("make {table} anew, beside itself"),
            ..made
        }));
        if counts(anew.before) && counts(anew.after) {
            let model = CarryNumbers { table: &table.name, into: &beside.name };
            let key = AtomKey::new(table, AtomKind::Table, "");
            let words = format!("go on numbering {table} where it is");
            self.statement("carry_numbers", &model, key, words)?;
        }
        // Of rows that keep no value their number is kept, where they have one.
        let numbered = |table: &Table| !table.options.contains_key("without_rowid");
        if !anew.columns.is_empty() || numbered(anew.before) && numbered(anew.after) {
            let copy = CopyRows {
                table: qualified(table),
                into: qualified(&beside),
                columns: anew.columns.clone(),
                joins: anew.joins.clone(),
            };
            self.copy_rows(&copy, table)?;
        }
        self.drop_table(table)?;
        self.rename_table(&beside, &anew.after.name.name)?;
        let rest = emit(&alone(anew.after.clone()), dialect)?;
        Ok(rest.into_iter().skip(1).collect())
    }

    /// Stands before and outside of the transaction in which tables are made anew.
    pub fn look_away(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        self.outside("references_off", table, "look away from references")?;
        self.outside("views_off", table, "leave views alone while tables change")
    }

    /// Stands behind that transaction.
    pub fn look_again(&mut self, table: &QualifiedName) -> Result<(), TemplateError> {
        self.outside("views_on", table, "look after views again")?;
        self.outside("references_on", table, "look at references again")
    }
}

/// Whether the server remembers the last number that the table gave.
fn counts(table: &Table) -> bool {
    table.columns.iter().any(|column| column.options.contains_key("autoincrement"))
}

/// The name that a table's successor has until the old one is gone: one that nothing has.
pub fn beside(table: &QualifiedName, taken: &dyn Fn(&str) -> bool) -> String {
    let wish = format!("{}_new", table.name);
    let numbered = (2..100).map(|number| format!("{wish}_{number}"));
    std::iter::once(wish.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(wish)
}
