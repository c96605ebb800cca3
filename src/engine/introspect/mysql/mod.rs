//! Reads databases of a MySQL or MariaDB server back into the model.
//!
//! One query of the `.sql` files a kind of object, over all databases of interest at once, and never
//! one a table. The home database is the model's default namespace; its name occurs nowhere in the
//! result. Texts are what the server prints, in the form that `text` describes. What the model has
//! no word for is listed as unmodelled.

mod access;
mod catalog;
mod columns;
mod constraints;
mod index_order;
mod indexes;
mod partitions;
mod probe;
mod routines;
mod sequences;
mod settle;
mod shown;
mod statements;
mod text;
mod views;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use mysql::Conn;

use self::catalog::Fields;
use self::index_order::IndexOrder;
use self::shown::Shown;
use self::statements::{Made, Viewer};
use self::text::Printer;
use crate::schema::{
    DataType, Namespace, OtherObject, QualifiedName, Schema, Table, Trigger, Unmodelled,
};

pub(in crate::engine) use self::access::account;
pub(in crate::engine) use self::catalog::literal;
use self::catalog::rows;
pub(in crate::engine) use self::settle::{Refused, settle};
pub(in crate::engine) use self::text::quoted_name;

/// Which of the two servers answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Family {
    MySql,
    MariaDb,
}

impl Family {
    /// The query for columns; MariaDB keeps no reference systems.
    fn columns(self) -> String {
        let srid = if self == Family::MySql { "srs_id" } else { "null" };
        include_str!("columns.sql").replace("{srid}", srid)
    }
}

/// What is read.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Scope<'s> {
    pub family: Family,
    /// The database that is the model's default namespace.
    pub home: &'s str,
    /// Databases that are namespaces by their own name.
    pub namespaces: &'s [String],
    pub roles: Roles<'s>,
    /// The collation that tables of `home` need not name, where it is not that database's own default: a
    /// schema is to mean the same in any database.
    pub collation: Option<&'s str>,
}

/// Whose existence is part of the schema. Privileges are read for everybody.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) enum Roles<'s> {
    /// These accounts, and whether they may log in.
    These(&'s BTreeMap<String, bool>),
    /// Everybody who has a privilege on the databases.
    Grantees,
}

/// What is known while one catalog is read.
struct Reader<'r> {
    scope: Scope<'r>,
    printer: Printer<'r>,
    types: &'r dyn Fn(&str) -> DataType,
    viewer: Viewer,
    index_order: IndexOrder,
}

/// Rows by the database and the object that their first two fields name.
type Grouped = BTreeMap<(String, String), Vec<Fields>>;

/// The databases of `scope`.
pub(in crate::engine) fn introspect(
    connection: &mut Conn,
    scope: Scope<'_>,
    types: &dyn Fn(&str) -> DataType,
) -> mysql::Result<Schema> {
    introspect_databases(connection, scope, &scope.databases(), types)
}

/// Some databases, in the names that `scope` gives.
fn introspect_databases(
    connection: &mut Conn,
    scope: Scope<'_>,
    databases: &[&str],
    types: &dyn Fn(&str) -> DataType,
) -> mysql::Result<Schema> {
    let reader = Reader {
        scope,
        printer: Printer { family: scope.family, home: scope.home },
        types,
        viewer: Viewer::read(connection, matches!(scope.roles, Roles::These(_)))?,
        index_order: match scope.family {
            Family::MySql => IndexOrder::read(connection, databases)?,
            Family::MariaDb => IndexOrder::default(),
        },
    };
    let mut read = |sql: &str| rows(connection, sql, databases);
    let (indexes, checks, views) = match scope.family {
        Family::MySql => (
            include_str!("indexes_mysql.sql"),
            include_str!("checks_mysql.sql"),
            include_str!("views_mysql.sql"),
        ),
        Family::MariaDb => (
            include_str!("indexes_mariadb.sql"),
            include_str!("checks_mariadb.sql"),
            include_str!("views_mariadb.sql"),
        ),
    };
    let collations = read(include_str!("databases.sql"))?;
    let mut collations: BTreeMap<&str, &str> =
        collations.iter().map(|row| (row.text(0), row.text(2))).collect();
    if let Some(collation) = scope.collation {
        collations.insert(scope.home, collation);
    }
    let objects = read(include_str!("tables.sql"))?;
    let parts = TableParts {
        columns: grouped(read(&scope.family.columns())?),
        indexes: grouped(read(indexes)?),
        foreign_keys: grouped(read(include_str!("foreign_keys.sql"))?),
        checks: grouped(read(checks)?),
        partitions: grouped(read(include_str!("partitions.sql"))?),
        triggers: grouped(read(include_str!("triggers.sql"))?),
    };
    let views = read(views)?;
    let (routines, parameters) =
        (read(include_str!("routines.sql"))?, read(include_str!("parameters.sql"))?);
    let events = read(include_str!("events.sql"))?;
    let grants = read(include_str!("grants.sql"))?;
    let made = made(&parts.triggers, &routines, &events);
    let statements = reader.statements(connection, &made)?;
    let shown = Shown::read(connection, scope.family, &objects, &parts, &views)?;

    let mut schema = Schema::default();
    let namespaces = scope.namespaces.iter().filter(|name| collations.contains_key(name.as_str()));
    schema.namespaces = namespaces
        .map(|name| Namespace { name: name.clone(), owner: None, comment: None })
        .collect();
    let mut sequences = Vec::new();
    for row in &objects {
        match row.text(2) {
            "BASE TABLE" | "SYSTEM VERSIONED" => {
                let collation = collations.get(row.text(0)).copied().unwrap_or_default();
                let name = reader.qualified(row.text(0), row.text(1));
                if let Some(whole) = shown.whole(row, &name) {
                    let triggers = reader.triggers(row, &parts.triggers, &statements);
                    let triggers =
                        triggers.into_iter().map(|trigger| whole_trigger(&name, trigger));
                    schema.others.push(whole);
                    schema.others.extend(triggers);
                    continue;
                }
                let mut table = reader.table(row, collation, &parts, &mut schema.unmodelled);
                shown.complete(row, &mut table, &mut schema.unmodelled);
                table.triggers = reader.triggers(row, &parts.triggers, &statements);
                schema.tables.push(table);
            }
            "SEQUENCE" => sequences.push((row.owned(0), row.owned(1), row.owned(6))),
            _ => {}
        }
    }
    reader.views(&mut schema, &views, &parts.columns, &shown);
    reader.routines(&mut schema, &routines, &parameters, &statements);
    reader.events(&mut schema, &events, &statements);
    schema.sequences = reader.sequences(connection, &sequences)?;
    reader.access(connection, &mut schema, &grants)?;
    Ok(schema)
}

/// The trigger of a table that is kept whole.
fn whole_trigger(table: &QualifiedName, trigger: Trigger) -> OtherObject {
    OtherObject {
        kind: "trigger".to_owned(),
        name: table.sibling(trigger.name),
        part: format!("on {}", table.name),
        statements: routines::with_settings(&trigger.settings, trigger.definition),
        early: false,
    }
}

struct TableParts {
    columns: Grouped,
    indexes: Grouped,
    foreign_keys: Grouped,
    checks: Grouped,
    partitions: Grouped,
    triggers: Grouped,
}

impl Reader<'_> {
    fn table(
        &self,
        row: &Fields,
        database_collation: &str,
        parts: &TableParts,
        unmodelled: &mut Vec<Unmodelled>,
    ) -> Table {
        let key = (row.owned(0), row.owned(1));
        let of = |grouped: &'_ Grouped| grouped.get(&key).cloned().unwrap_or_default();
        let mut table = Table::new(self.qualified(row.text(0), row.text(1)));
        table.comment = row.optional(6).filter(|text| !text.is_empty()).map(str::to_owned);
        table.options = options(row, database_collation);
        if row.text(2) == "SYSTEM VERSIONED" {
            table.options.insert("system_versioning".to_owned(), "true".to_owned());
        }
        let columns = of(&parts.columns);
        table.columns = columns.iter().map(|column| self.column(column, row.text(4))).collect();
        self.indexes(&mut table, &of(&parts.indexes));
        self.foreign_keys(&mut table, &of(&parts.foreign_keys));
        self.checks(&mut table, &of(&parts.checks));
        self.fold_json(&mut table, |name| {
            columns.iter().find(|row| row.text(2) == name).map(|row| row.owned(5))
        });
        self.partitioning(&mut table, &of(&parts.partitions), unmodelled);
        table
    }

    fn qualified(&self, database: &str, name: &str) -> QualifiedName {
        QualifiedName::new(Some(database).filter(|database| *database != self.scope.home), name)
    }
}

impl<'s> Scope<'s> {
    fn databases(&self) -> Vec<&'s str> {
        std::iter::once(self.home).chain(self.namespaces.iter().map(String::as_str)).collect()
    }
}

/// What a table says beyond the defaults, in the order of the catalog.
fn options(row: &Fields, database_collation: &str) -> IndexMap<String, String> {
    let mut options = IndexMap::new();
    if !row.text(3).eq_ignore_ascii_case(settle::DEFAULT_ENGINE) {
        options.insert("engine".to_owned(), row.owned(3));
    }
    let collation = row.text(4);
    if !collation.is_empty() && collation != database_collation {
        let charset = columns::charset_of(collation);
        if charset != columns::charset_of(database_collation) {
            options.insert("charset".to_owned(), charset.to_owned());
        }
        options.insert("collation".to_owned(), collation.to_owned());
    }
    // `row_format=DYNAMIC key_block_size=8 partitioned`; values may stand in quotes.
    for word in row.text(5).split_whitespace() {
        if let Some((name, value)) = word.split_once('=') {
            // Whether a second engine has the rows is no part of the schema.
            if name.eq_ignore_ascii_case("secondary_load") {
                continue;
            }
            let value = value.trim_matches(|quote| matches!(quote, '"' | '\'' | '`'));
            let name = name.to_ascii_lowercase().replace('`', "");
            // Texts stay as they were written, words have no case.
            let is_text = matches!(name.as_str(), "compression" | "encryption");
            let value = if is_text { value.to_owned() } else { value.to_ascii_lowercase() };
            options.insert(name, value);
        }
    }
    options
}

/// All that was made by a statement which no catalog keeps whole.
fn made(triggers: &Grouped, routines: &[Fields], events: &[Fields]) -> Vec<Made> {
    let triggers = triggers.iter().flat_map(|((database, _), rows)| {
        rows.iter().map(move |row| ("trigger", database.clone(), row.owned(2)))
    });
    let routines = routines.iter().filter_map(|row| {
        let kind = match row.text(2) {
            "FUNCTION" => "function",
            "PROCEDURE" => "procedure",
            _ => return None,
        };
        Some((kind, row.owned(0), row.owned(1)))
    });
    let events = events.iter().map(|row| ("event", row.owned(0), row.owned(1)));
    triggers.chain(routines).chain(events).collect()
}

fn grouped(rows: Vec<Fields>) -> Grouped {
    let mut grouped = Grouped::new();
    for row in rows {
        grouped.entry((row.owned(0), row.owned(1))).or_default().push(row);
    }
    grouped
}
