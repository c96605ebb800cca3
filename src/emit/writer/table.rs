use serde::Serialize;

use super::{Setting, Writer};
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, Check, QualifiedName, Table};
use crate::template::{TemplateError, qualified};

/// `create_table.hbs`.
#[derive(Serialize)]
pub(super) struct CreateTable<'a> {
    pub name: String,
    pub unlogged: bool,
    /// The lines between the brackets: columns, then constraints, then indexes that stand inside.
    pub lines: Vec<String>,
    /// Whether there are brackets: a typed table without lines has none.
    pub parenthesised: bool,
    pub inherits: Vec<String>,
    /// `partition_by.hbs`, or none.
    pub partition_by: Option<String>,
    pub engine: Option<&'a str>,
    pub charset: Option<&'a str>,
    pub collation: Option<&'a str>,
    pub tablespace: Option<&'a str>,
    pub access_method: Option<&'a str>,
    /// How many pieces it begins with (YugabyteDB).
    pub tablets: Option<&'a str>,
    /// In which regions its rows lie (CockroachDB).
    pub locality: Option<&'a str>,
    /// The composite type that gives the columns.
    pub of_type: Option<String>,
    /// Rows keep their history (MariaDB).
    pub system_versioned: bool,
    pub strict: bool,
    pub without_row_number: bool,
    pub comment: Option<&'a str>,
    /// Options whose values are texts.
    pub texts: Vec<Setting<'a>>,
    /// All other options.
    pub options: Vec<Setting<'a>>,
}

/// `set_column_option.hbs`.
#[derive(Serialize)]
pub(super) struct SetColumnOption<'a> {
    pub table: String,
    pub column: &'a str,
    /// One of three settings with words of their own …
    pub storage: Option<&'a str>,
    pub compression: Option<&'a str>,
    pub statistics: Option<&'a str>,
    /// … or one by name.
    pub option: Option<Setting<'a>>,
    /// … or one that goes back to what it is by itself.
    pub reset: Option<&'a str>,
}

impl<'a> SetColumnOption<'a> {
    pub fn of(table: String, column: &'a str) -> SetColumnOption<'a> {
        SetColumnOption {
            table,
            column,
            storage: None,
            compression: None,
            statistics: None,
            option: None,
            reset: None,
        }
    }
}

/// Options with a place of their own in `create table`.
const PLACED: [&str; 9] = [
    "engine",
    "charset",
    "collation",
    "tablespace",
    "access_method",
    "replica_identity",
    "system_versioning",
    "strict",
    "without_rowid",
];

/// The same, where the server has a clause for it.
const CLAUSES: [&str; 2] = ["tablets", "locality"];

/// `set_replica_identity.hbs`: one of the two is set.
#[derive(Serialize)]
pub(super) struct SetReplicaIdentity<'a> {
    pub table: String,
    /// `full` or `nothing`.
    pub identity: Option<&'a str>,
    pub index: Option<&'a str>,
}

/// `cluster_on.hbs`.
#[derive(Serialize)]
pub(super) struct ClusterOn<'a> {
    pub table: String,
    /// None: on no index from now on.
    pub index: Option<&'a str>,
}

/// Options whose values the server wants in quotes.
pub(super) const TEXTS: [&str; 11] = [
    "compression",
    "encryption",
    "connection",
    "password",
    "engine_attribute",
    "secondary_engine_attribute",
    "ttl_expire_after",
    "ttl_expiration_expression",
    "ttl_job_cron",
    "remote_table",
    "remote_database",
];

impl<'s> Writer<'s> {
    /// The table with its partitions, indexes, column options, owner and comments.
    pub(super) fn table(&mut self, number: usize, table: &'s Table) -> Result<(), TemplateError> {
        let inline_indexes = self.dialect.has(Capability::InlineIndexes);
        let model = self.table_model(number, table)?;
        let key = AtomKey::new(&table.name, AtomKind::Table, "");
        self.statement("create_table", &model, key, format!("create table {}", table.name))?;
        let late: Vec<&Check> = table.checks.iter().filter(|check| self.is_late(check)).collect();
        for check in late {
            let constraint = self.check(check)?;
            let name = check.name.as_deref().unwrap_or_default();
            self.add_constraint(table, constraint, AtomKind::Check, name)?;
        }
        self.partitions(table)?;
        if !inline_indexes {
            for index in &table.indexes {
                self.create_index(&table.name, index)?;
            }
        }
        self.partition_indexes(table)?;
        self.column_options(table)?;
        self.index_marks(table)?;
        self.owner("table", &table.name, &table.owner)?;
        self.table_comments(number, table)
    }

    pub(super) fn table_model(
        &self,
        number: usize,
        table: &'s Table,
    ) -> Result<CreateTable<'s>, TemplateError> {
        let option = |name: &str| table.options.get(name).map(String::as_str);
        let is_on = |name: &str| option(name).is_some_and(|value| value != "false" && value != "0");
        let partition_by = match &table.partitioning {
            Some(partitioning) => Some(self.partition_by(partitioning)?),
            None => None,
        };
        let lines = self.lines(number, table)?;
        Ok(CreateTable {
            name: qualified(&table.name),
            unlogged: table.unlogged,
            parenthesised: !lines.is_empty() || table.of_type.is_none(),
            lines,
            inherits: table.inherits.iter().map(qualified).collect(),
            partition_by,
            engine: option("engine"),
            charset: option("charset"),
            collation: option("collation"),
            tablespace: option("tablespace"),
            access_method: option("access_method"),
            tablets: option("tablets"),
            locality: option("locality"),
            of_type: table.of_type.as_ref().map(qualified),
            system_versioned: is_on("system_versioning"),
            strict: is_on("strict"),
            without_row_number: is_on("without_rowid"),
            comment: table.comment.as_deref(),
            texts: table
                .options
                .iter()
                .filter(|(name, _)| self.is_text(name))
                .map(|(name, value)| Setting { name, value })
                .collect(),
            options: table
                .options
                .iter()
                .filter(|(name, _)| !self.is_placed(name) && !self.is_text(name))
                .map(|(name, value)| Setting { name, value })
                .collect(),
        })
    }

    fn is_placed(&self, name: &str) -> bool {
        // Only where the server has such a clause; elsewhere it is told, and says what it thinks of it.
        let is_clause = || self.has_clause("create_table", name);
        PLACED.contains(&name) || CLAUSES.contains(&name) && is_clause()
    }

    fn is_text(&self, name: &str) -> bool {
        TEXTS.contains(&name) && self.has_clause("create_table", "texts")
    }

    /// Whether the dialect's template has a place for it.
    pub(super) fn has_clause(&self, template: &str, name: &str) -> bool {
        self.dialect.template(template).is_some_and(|text| text.contains(name))
    }

    /// What a new table's check is, is valid, whatever it says.
    fn is_late(&self, check: &Check) -> bool {
        check.not_valid && self.dialect.has(Capability::AddConstraint)
    }

    fn lines(&self, number: usize, table: &'s Table) -> Result<Vec<String>, TemplateError> {
        let mut lines = Vec::with_capacity(table.columns.len() + 2);
        for column in &table.columns {
            match table.of_type {
                None => lines.push(self.column(table, column)?),
                Some(_) => lines.extend(self.typed_column(table, column)?),
            }
        }
        let key_in_column = table.columns.iter().any(|column| self.is_row_number(table, column));
        if let Some(key) = table.primary_key.as_ref().filter(|_| !key_in_column) {
            lines.push(self.primary_key(key)?);
        }
        for unique in &table.uniques {
            lines.push(self.unique(unique)?);
        }
        // A partition's own ones are added when all tables stand.
        let keys = if number == usize::MAX { &[] } else { table.foreign_keys.as_slice() };
        for (place, key) in keys.iter().enumerate() {
            if !self.late.contains(&(number, place)) {
                lines.push(self.foreign_key(key)?);
            }
        }
        for check in table.checks.iter().filter(|check| !self.is_late(check)) {
            lines.push(self.check(check)?);
        }
        for exclusion in &table.exclusions {
            lines.push(self.exclusion(exclusion)?);
        }
        if self.dialect.has(Capability::InlineIndexes) {
            for index in &table.indexes {
                lines.push(self.inline_index(&table.name, index)?);
            }
        }
        Ok(lines)
    }

    /// What a table says about its indexes and how its rows are told apart.
    pub(super) fn index_marks(&mut self, table: &'s Table) -> Result<(), TemplateError> {
        if !self.dialect.has(Capability::StorageParameters) {
            return Ok(());
        }
        let name = || qualified(&table.name);
        let identity = table.options.get("replica_identity").map(String::as_str);
        if let Some(identity) = identity.filter(|identity| *identity != "index") {
            let model = SetReplicaIdentity { table: name(), identity: Some(identity), index: None };
            let key = option_key(&table.name, "replica_identity".to_owned());
            let change = format!("set replica identity of {}", table.name);
            self.statement("set_replica_identity", &model, key, change)?;
        }
        let keys = table.primary_key.iter().map(|key| (&key.name, &key.options));
        let keys = keys.chain(table.uniques.iter().map(|key| (&key.name, &key.options)));
        let all = keys.chain(table.indexes.iter().map(|index| (&index.name, &index.options)));
        for (index, options) in all {
            let Some(index) = index.as_deref() else { continue };
            if options.contains_key("replica_identity") {
                let model =
                    SetReplicaIdentity { table: name(), identity: None, index: Some(index) };
                let key = option_key(&table.name, format!("{index}.replica_identity"));
                let change = format!("set replica identity of {}", table.name);
                self.statement("set_replica_identity", &model, key, change)?;
            }
            if options.contains_key("clustered") {
                let key = option_key(&table.name, format!("{index}.clustered"));
                let change = format!("cluster {} on {index}", table.name);
                self.statement(
                    "cluster_on",
                    &ClusterOn { table: name(), index: Some(index) },
                    key,
                    change,
                )?;
            }
        }
        Ok(())
    }

    pub(super) fn column_options(&mut self, table: &'s Table) -> Result<(), TemplateError> {
        if !self.dialect.has(Capability::StorageParameters) {
            return Ok(());
        }
        for column in &table.columns {
            for (name, value) in &column.options {
                let value = Some(value.as_str());
                let mut model = SetColumnOption::of(qualified(&table.name), &column.name);
                match name.as_str() {
                    "storage" => model.storage = value,
                    "compression" => model.compression = value,
                    "statistics" => model.statistics = value,
                    _ => model.option = value.map(|value| Setting { name, value }),
                }
                let part = format!("{}.{name}", column.name);
                let change = format!("set {name} of {}.{}", table.name, column.name);
                self.statement("set_column_option", &model, option_key(&table.name, part), change)?;
            }
        }
        Ok(())
    }
}

fn option_key(table: &QualifiedName, part: String) -> AtomKey {
    AtomKey::new(table, AtomKind::Option, part)
}
