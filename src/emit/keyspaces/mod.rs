//! A schema as keyspaces: what is spread in one, what is not in another beside it.
//!
//! A keyspace is sharded as a whole or not at all. So a context whose tables are spread is a sharded keyspace of that
//! name, and its other tables lie in `NAME_unsharded`, with the sequences that number spread rows and the tables that
//! say on which shard a unique value is. Statements stand keyspace by keyspace, each behind a `use`.

mod vschema;

use serde::Serialize;

pub(super) use vschema::vschema;

use super::{Body, Statement, Transaction};
use crate::dialect::{Capability, Dialect};
use crate::schema::{
    AtomKey, AtomKind, Column, IndexTarget, Placement, QualifiedName, Schema, Table, View,
};
use crate::template::{Renderer, TemplateError};

/// What lies together.
pub(super) struct Keyspace<'s> {
    pub name: String,
    pub sharded: bool,
    pub tables: Vec<&'s Table>,
    views: Vec<&'s View>,
    pub sequences: Vec<Sequence>,
    pub lookups: Vec<Lookup<'s>>,
}

/// `create_sequence_table.hbs`: numbers the rows of a spread table.
#[derive(Serialize)]
pub(super) struct Sequence {
    pub name: String,
    pub start: i64,
}

/// A table that says on which shard a unique value is.
pub(super) struct Lookup<'s> {
    pub name: String,
    /// The table whose rows it follows.
    pub owner: &'s Table,
    pub columns: Vec<&'s Column>,
}

/// `create_lookup.hbs`.
#[derive(Serialize)]
pub(super) struct CreateLookup<'a> {
    pub name: &'a str,
    pub columns: Vec<LookupColumn<'a>>,
}

#[derive(Serialize)]
pub(super) struct LookupColumn<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub type_sql: String,
    pub collation: Option<&'a str>,
}

/// `use_keyspace.hbs`.
#[derive(Serialize)]
pub(super) struct UseKeyspace<'a> {
    pub name: &'a str,
}

/// In the order of the sources; a sharded one before the one beside it.
pub(super) fn keyspaces<'s>(schema: &'s Schema, dialect: Dialect<'_>) -> Vec<Keyspace<'s>> {
    let home = dialect.defaults().namespace.clone().unwrap_or_default();
    let name = |name: &QualifiedName| name.namespace.clone().unwrap_or_else(|| home.clone());
    let mut names: Vec<String> = Vec::new();
    let tables = schema.tables.iter().map(|table| &table.name);
    for found in tables.chain(schema.views.iter().map(|view| &view.name)).map(name) {
        if !names.contains(&found) {
            names.push(found);
        }
    }
    let mut found = Vec::new();
    for own in names {
        let tables = || schema.tables.iter().filter(|table| name(&table.name) == own);
        let (spread, rest): (Vec<&Table>, Vec<&Table>) =
            tables().partition(|table| table.placement.is_some());
        let views = schema.views.iter().filter(|view| name(&view.name) == own).collect();
        if spread.is_empty() {
            found.push(Keyspace::of(own, false, rest, views));
            continue;
        }
        let mut beside = Keyspace::of(beside(&own), false, rest, Vec::new());
        for table in &spread {
            beside.sequences.extend(sequence(table));
            beside.lookups.extend(lookups(table, dialect));
        }
        found.push(Keyspace::of(own, true, spread, views));
        if !beside.is_empty() {
            found.push(beside);
        }
    }
    found
}

impl<'s> Keyspace<'s> {
    fn of(name: String, sharded: bool, tables: Vec<&'s Table>, views: Vec<&'s View>) -> Self {
        Keyspace { name, sharded, tables, views, sequences: Vec::new(), lookups: Vec::new() }
    }

    /// Whether it is the unsharded half of a context whose other half is sharded.
    pub fn is_beside(&self, sharded: &Keyspace<'_>) -> bool {
        self.name == beside(&sharded.name)
    }

    fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.sequences.is_empty() && self.lookups.is_empty()
    }

    /// Its tables as a schema of their own, by their bare names.
    fn schema(&self) -> Schema {
        let mut schema = Schema::default();
        for table in &self.tables {
            let mut table = (*table).clone();
            table.name.namespace = None;
            for key in &mut table.foreign_keys {
                key.references.namespace = None;
            }
            // Spread rows are numbered by a sequence.
            let spread = table.placement.take().is_some();
            for column in table.columns.iter_mut().filter(|_| spread) {
                column.identity = None;
            }
            schema.tables.push(table);
        }
        schema.views = self.views.iter().map(|view| (*view).clone()).collect();
        for view in &mut schema.views {
            view.name.namespace = None;
        }
        schema
    }
}

/// The name of what is not spread beside a sharded keyspace.
fn beside(sharded: &str) -> String {
    format!("{sharded}_unsharded")
}

/// The sequence of a table's numbered column.
fn sequence(table: &Table) -> Option<Sequence> {
    let column = numbered(table)?;
    let start = column.identity.as_ref().and_then(|identity| identity.sequence.start);
    Some(Sequence { name: sequence_name(table, column), start: start.unwrap_or(1) })
}

fn numbered(table: &Table) -> Option<&Column> {
    table.columns.iter().find(|column| column.identity.is_some())
}

fn sequence_name(table: &Table, column: &Column) -> String {
    format!("{}_{}_seq", table.name.name, column.name)
}

/// Unique keys that no shard can hold by itself. A key of one number that a sequence gives is unique as it is.
fn lookups<'s>(table: &'s Table, dialect: Dialect<'_>) -> Vec<Lookup<'s>> {
    let Some(Placement::Distributed { column: key, .. }) = &table.placement else {
        return Vec::new();
    };
    let sequenced = numbered(table).map(|column| column.name.as_str());
    let mut found: Vec<Lookup<'s>> = Vec::new();
    let mut look = |columns: Vec<&'s str>| {
        if columns.contains(&key.as_str()) || columns.as_slice() == sequenced.as_slice() {
            return;
        }
        let name = dialect.shorten(&format!("{}_{}_lookup", table.name.name, columns.join("_")));
        let columns: Vec<&Column> =
            columns.into_iter().filter_map(|name| table.column(name)).collect();
        if !columns.is_empty() && !found.iter().any(|known| known.name == name) {
            found.push(Lookup { name, owner: table, columns });
        }
    };
    if let Some(primary) = &table.primary_key {
        look(primary.columns.iter().map(String::as_str).collect());
    }
    for unique in &table.uniques {
        look(unique.columns.iter().map(String::as_str).collect());
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let plain = index
            .parts
            .iter()
            .all(|part| matches!(part.target, IndexTarget::Column(_)) && part.prefix.is_none());
        if plain {
            look(index.columns().collect());
        }
    }
    found
}

/// The statements of all keyspaces.
pub(super) fn statements(
    schema: &Schema,
    dialect: Dialect<'_>,
) -> Result<Vec<Statement>, TemplateError> {
    let mut script = Script { renderer: Renderer::new(dialect)?, statements: Vec::new() };
    for keyspace in keyspaces(schema, dialect) {
        let name = keyspace.name.as_str();
        let change = format!("go to keyspace {name}");
        script.say(name, "", "use_keyspace", &UseKeyspace { name }, change)?;
        for sequence in &keyspace.sequences {
            let change = format!("create sequence {name}.{}", sequence.name);
            script.say(name, &sequence.name, "create_sequence_table", sequence, change)?;
            let change = format!("start sequence {name}.{}", sequence.name);
            script.say(name, &sequence.name, "start_sequence_table", sequence, change)?;
        }
        for lookup in &keyspace.lookups {
            let columns = lookup.columns.iter().map(|column| lookup_column(column, dialect));
            let model = CreateLookup { name: &lookup.name, columns: columns.collect() };
            let change = format!("create lookup table {name}.{}", lookup.name);
            script.say(name, &lookup.name, "create_lookup", &model, change)?;
        }
        for mut statement in super::plain(&keyspace.schema(), dialect)? {
            statement.object.object.namespace = Some(name.to_owned());
            script.statements.push(statement);
        }
    }
    let rest = Schema { natives: schema.natives.clone(), ..Schema::default() };
    script.statements.extend(super::plain(&rest, dialect)?);
    Ok(script.statements)
}

struct Script<'d> {
    renderer: Renderer<'d>,
    statements: Vec<Statement>,
}

impl Script<'_> {
    fn say(
        &mut self,
        keyspace: &str,
        table: &str,
        template: &'static str,
        model: &impl Serialize,
        change: String,
    ) -> Result<(), TemplateError> {
        let sql = self.renderer.render(template, model)?;
        let name = QualifiedName::new(Some(keyspace), table);
        self.statements.push(Statement {
            sql,
            object: AtomKey::new(&name, AtomKind::Table, ""),
            change,
            transaction: Transaction::Commits,
            body: Body::Plain,
            backfill: None,
        });
        Ok(())
    }
}

fn lookup_column<'a>(column: &'a Column, dialect: Dialect<'_>) -> LookupColumn<'a> {
    let type_sql = match dialect.render_type(&column.data_type) {
        Ok(rendered) => rendered.sql,
        Err(_) => column.data_type.to_string(),
    };
    LookupColumn { name: &column.name, type_sql, collation: column.collation.as_deref() }
}

/// Whether statements of the dialect stand keyspace by keyspace.
pub(super) fn has(dialect: Dialect<'_>) -> bool {
    dialect.has(Capability::Keyspaces)
}

/// View models with every field set, for the test that walks all templates.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    let sequence = || serde_json::json!(Sequence { name: "s".into(), start: 1 });
    let column = || LookupColumn { name: "a", type_sql: "int".into(), collation: Some("c") };
    vec![
        ("use_keyspace", serde_json::json!(UseKeyspace { name: "k" })),
        ("create_sequence_table", sequence()),
        ("start_sequence_table", sequence()),
        ("create_lookup", serde_json::json!(CreateLookup { name: "l", columns: vec![column()] })),
    ]
}
