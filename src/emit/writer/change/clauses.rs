//! One statement for all that changes in a table, where a server wants or likes it so.

use serde::Serialize;

use super::super::Setting;
use super::super::table::TEXTS;
use crate::emit::Alter;
use crate::schema::{AtomKey, AtomKind, Check, Column, Index, PrimaryKey, Table, UniqueConstraint};
use crate::template::{TemplateError, qualified};

/// One change inside of a table's statement.
#[derive(Debug, Clone, Copy)]
pub enum Clause<'a> {
    DropColumn(&'a str),
    DropPrimaryKey,
    DropIndex(&'a str),
    DropCheck(&'a str),
    AddColumn(&'a Column),
    ModifyColumn(&'a Column),
    AddPrimaryKey(&'a PrimaryKey),
    AddUnique(&'a UniqueConstraint),
    AddIndex(&'a Index),
    /// Whether queries may use it.
    ShowIndex(&'a Index),
    AddCheck(&'a Check),
}

/// What changes in the table itself.
#[derive(Debug, Clone, Default)]
pub struct TableChange {
    /// Options that are set, or that go back to what they are by themselves.
    pub options: Vec<(String, Option<String>)>,
    pub comment: bool,
    /// It is split otherwise, or no more.
    pub partitions: bool,
}

/// `alter_clauses.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct AlterClauses<'a> {
    pub table: String,
    pub clauses: Vec<ClauseModel<'a>>,
    pub partition_by: Option<String>,
    pub remove_partitioning: bool,
}

/// One of its fields is set.
#[derive(Serialize, Default)]
pub(in crate::emit::writer) struct ClauseModel<'a> {
    pub drop_column: Option<&'a str>,
    pub drop_primary_key: bool,
    pub drop_index: Option<&'a str>,
    pub drop_check: Option<&'a str>,
    /// As it stands in `create table`.
    pub add: Option<String>,
    pub add_column: Option<String>,
    pub modify: Option<String>,
    /// The character set of what comes; columns say theirs themselves.
    pub charset: Option<&'a str>,
    /// With a character set, or as the default of what comes.
    pub collation: Option<&'a str>,
    pub option: Option<Setting<'a>>,
    /// An index that queries may use from now on.
    pub show_index: Option<&'a str>,
    /// One that they may not.
    pub hide_index: Option<&'a str>,
    /// `add` or `drop`: whether the server keeps what rows were.
    pub versioning: Option<&'static str>,
    /// An option whose value is a text.
    pub text: Option<Setting<'a>>,
}

impl Alter<'_> {
    pub fn alter_clauses(
        &mut self,
        table: &Table,
        clauses: &[Clause<'_>],
        change: &TableChange,
    ) -> Result<(), TemplateError> {
        let mut models = Vec::new();
        for clause in clauses {
            models.push(self.clause(table, *clause)?);
        }
        let option = |name: &str| table.options.get(name).map(String::as_str);
        let defaults = self.writer.dialect.defaults();
        let mut converted = false;
        let comment = table.comment.clone().unwrap_or_default();
        for (name, value) in &change.options {
            let model = match name.as_str() {
                "charset" | "collation" if converted => continue,
                "charset" | "collation" => {
                    converted = true;
                    let said = (option("charset"), option("collation"));
                    // Without either it is what a database of ours has.
                    let (charset, collation) = match said {
                        (None, None) => {
                            (defaults.charset.as_deref(), defaults.collation.as_deref())
                        }
                        said => said,
                    };
                    ClauseModel { charset, collation, ..ClauseModel::default() }
                }
                "system_versioning" => ClauseModel {
                    versioning: Some(if value.is_some() { "add" } else { "drop" }),
                    ..ClauseModel::default()
                },
                name => {
                    let value = value.as_deref().unwrap_or_else(|| by_itself(name));
                    let setting = Some(Setting { name, value });
                    match TEXTS.contains(&name) {
                        true => ClauseModel { text: setting, ..ClauseModel::default() },
                        false => ClauseModel { option: setting, ..ClauseModel::default() },
                    }
                }
            };
            models.push(model);
        }
        if change.comment {
            let text = Some(Setting { name: "comment", value: &comment });
            models.push(ClauseModel { text, ..ClauseModel::default() });
        }
        let partition_by = match (&table.partitioning, change.partitions) {
            (Some(partitioning), true) => Some(self.writer.partition_by(partitioning)?),
            _ => None,
        };
        let model = AlterClauses {
            table: qualified(&table.name),
            remove_partitioning: change.partitions && partition_by.is_none(),
            partition_by,
            clauses: models,
        };
        let key = AtomKey::new(&table.name, AtomKind::Table, "");
        self.writer.statement("alter_clauses", &model, key, format!("change table {}", table.name))
    }

    fn clause<'c>(
        &self,
        table: &Table,
        clause: Clause<'c>,
    ) -> Result<ClauseModel<'c>, TemplateError> {
        let mut model = ClauseModel::default();
        match clause {
            Clause::DropColumn(name) => model.drop_column = Some(name),
            Clause::DropPrimaryKey => model.drop_primary_key = true,
            Clause::DropIndex(name) => model.drop_index = Some(name),
            Clause::DropCheck(name) => model.drop_check = Some(name),
            Clause::AddColumn(column) => {
                model.add_column = Some(self.writer.column_text(table, column)?);
            }
            Clause::ModifyColumn(column) => {
                model.modify = Some(self.writer.column_text(table, column)?);
            }
            Clause::AddPrimaryKey(key) => model.add = Some(self.writer.primary_key(key)?),
            Clause::AddUnique(unique) => model.add = Some(self.writer.unique(unique)?),
            Clause::AddIndex(index) => {
                model.add = Some(self.writer.inline_index(&table.name, index)?);
            }
            Clause::ShowIndex(index) => {
                let name = index.name.as_deref();
                match index.invisible {
                    true => model.hide_index = name,
                    false => model.show_index = name,
                }
            }
            Clause::AddCheck(check) => model.add = Some(self.writer.check(check)?),
        }
        Ok(model)
    }
}

/// What takes an option back to what it is when nothing is said.
fn by_itself(name: &str) -> &'static str {
    match name {
        "engine" => "InnoDB",
        "row_format" | "pack_keys" => "default",
        name if name.starts_with("stats_") => "default",
        name if TEXTS.contains(&name) => "",
        _ => "0",
    }
}
