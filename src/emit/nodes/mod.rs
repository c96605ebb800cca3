//! A schema as plain servers of their own: a coordinator that takes statements, and shards that have the rows.
//!
//! The coordinator has what lies on one machine, and of a spread table the columns alone; its partitions are tables of
//! other servers. Keys, checks, indexes and references of spread rows are the shards'. A table that is copied lies on
//! the coordinator, and a trigger there repeats each change on the copies. Each node has a script of its own; that of
//! the coordinator comes last, and names no address and no password: whoever runs it says them.

mod coordinator;
mod models;
mod shard;

use std::collections::BTreeMap;

use super::{Body, File, Statement, Transaction, script};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, Native, Placement, QualifiedName, Schema, Table};
use crate::template::{Renderer, TemplateError, qualified};

#[cfg(test)]
pub(super) use models::samples;
use models::{Copies, Copy, CreateServer, Head, LinkCopy, LinkPartition};

/// One server, and what it is told.
#[derive(Debug, Clone)]
pub struct Node {
    /// `coordinator`, `shard_0`, …
    pub name: String,
    /// What it holds; what leads to the shards is among its raw blocks.
    pub schema: Schema,
    pub statements: Vec<Statement>,
}

/// How the coordinator reaches a shard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// A name, an address, or the folder of a socket.
    pub host: String,
    pub port: u16,
    pub database: String,
    pub user: String,
}

pub const COORDINATOR: &str = "coordinator";

/// Whether the dialect is several servers with a script each.
pub(super) fn has(dialect: Dialect<'_>) -> bool {
    dialect.has(Capability::Nodes)
}

/// The shards in their order, then the coordinator. Without addresses (one a shard) the scripts ask for them.
pub fn nodes(
    schema: &Schema,
    dialect: Dialect<'_>,
    reached: Option<&[Reach]>,
) -> Result<Vec<Node>, TemplateError> {
    let mut nodes = Vec::new();
    for number in 0..count(schema) {
        let own = shard::schema(schema, dialect, number);
        let statements = super::plain(&own, dialect)?;
        nodes.push(Node { name: shard_name(number), schema: own, statements });
    }
    let mut own = coordinator::schema(schema, dialect);
    let mut links = Links { dialect, renderer: Renderer::new(dialect)?, statements: Vec::new() };
    links.servers(count(schema), reached)?;
    let servers = std::mem::take(&mut links.statements);
    for table in &schema.tables {
        match &table.placement {
            Some(Placement::Distributed { .. }) => links.partitions(schema, table)?,
            Some(Placement::Reference) => links.copies(schema, table)?,
            _ => {}
        }
    }
    let plain = super::plain(&own, dialect)?;
    let links = links.statements;
    let as_tables = dialect.has(Capability::PartitionsAsTables);
    // A table that is all of other servers' is kept as the statement that makes it: a catalog says no more of it.
    let outside = |name: &QualifiedName| {
        let whole = schema.table(name);
        !as_tables && whole.is_some_and(|table| table.placement.as_ref().is_some_and(is_spread))
    };
    let made = plain.iter().filter(|statement| outside(&statement.object.object));
    // Whoever compares what a coordinator has with what it should have, finds what these make here.
    let natives: Vec<Native> = (servers.iter().chain(&links).chain(made))
        .map(|statement| Native {
            dialect: dialect.name().to_owned(),
            name: None,
            after: Vec::new(),
            before: Vec::new(),
            sql: statement.sql.clone(),
        })
        .collect();
    own.tables.retain(|table| !outside(&table.name));
    own.natives.extend(natives);
    let statements = match as_tables {
        // An extension has to be there before the servers that are reached by it.
        true => plain.into_iter().chain(servers).chain(links).collect(),
        // Tables name their servers.
        false => servers.into_iter().chain(plain).chain(links).collect(),
    };
    nodes.push(Node { name: COORDINATOR.to_owned(), schema: own, statements });
    Ok(nodes)
}

/// A script for each node, in the order in which they are run.
pub(super) fn files(schema: &Schema, dialect: Dialect<'_>) -> Result<Vec<File>, TemplateError> {
    let renderer = Renderer::new(dialect)?;
    let shards: Vec<String> = (0..count(schema)).map(shard_name).collect();
    let mut files = Vec::new();
    for node in nodes(schema, dialect, None)? {
        let coordinator = node.name == COORDINATOR;
        let head = renderer.render(
            "node_head",
            &Head {
                name: &node.name,
                coordinator,
                shards: shards.iter().map(String::as_str).collect(),
            },
        )?;
        let text = script(&node.statements, dialect);
        let (first, rest) = text.split_once("\n\n").unwrap_or((text.as_str(), ""));
        let text = format!("{first}\n{head}\n\n{rest}");
        files.push(File { name: format!("{}.sql", node.name), text });
    }
    Ok(files)
}

/// The coordinator's schema with the partitions of its spread tables as the planner sees them: what queries read can be
/// predicted of it.
pub fn seen_by_planner(schema: &Schema, dialect: Dialect<'_>) -> Schema {
    coordinator::seen_by_planner(schema, dialect)
}

/// The shard that a partition or a copy of the coordinator's lies on, by its name.
pub fn shard_of(relation: &str) -> Option<u32> {
    let number = match relation.rsplit_once("_shard_") {
        Some((_, number)) => number,
        // A part of its table, not a table.
        None => relation.strip_prefix("shard_")?,
    };
    number.parse().ok()
}

/// How many shards there are, and on how many of them each spread table lies.
pub fn shard_counts(schema: &Schema) -> (u32, BTreeMap<QualifiedName, u32>) {
    let each =
        schema.tables.iter().filter_map(|table| Some((table.name.clone(), shards(schema, table)?)));
    (count(schema), each.collect())
}

/// How many shards there are: as many as the group has that is spread most.
fn count(schema: &Schema) -> u32 {
    schema.tables.iter().filter_map(|table| shards(schema, table)).max().unwrap_or_default()
}

/// On how many shards the rows of a spread table lie: those of its group.
fn shards(schema: &Schema, table: &Table) -> Option<u32> {
    let of = |table: &Table| match &table.placement {
        Some(Placement::Distributed { beside, shards, .. }) => Some((beside.clone(), *shards)),
        _ => None,
    };
    let (beside, own) = of(table)?;
    let head = beside.and_then(|head| of(schema.table(&head)?)).and_then(|(_, shards)| shards);
    Some(head.or(own).unwrap_or(1))
}

fn shard_name(number: u32) -> String {
    format!("shard_{number}")
}

fn is_spread(placement: &Placement) -> bool {
    placement.column().is_some()
}

/// What a part or a copy of a table is called on the coordinator.
pub fn link_name(table: &QualifiedName, number: u32, dialect: Dialect<'_>) -> QualifiedName {
    // The number stays readable, however long the name is.
    let suffix = format!("_shard_{number}");
    let whole = format!("{}{suffix}", table.name);
    match dialect.fits(&whole) {
        true => table.sibling(whole),
        false => {
            let room = dialect.limits().identifier.max.saturating_sub(suffix.len());
            let kept = table.name.floor_char_boundary(room.saturating_sub(9));
            let short = dialect.shorten(&whole);
            let sign = short.rsplit('_').next().unwrap_or_default();
            table.sibling(format!("{}_{sign}{suffix}", &table.name[..kept]))
        }
    }
}

/// What leads from the coordinator to the shards.
struct Links<'d> {
    dialect: Dialect<'d>,
    renderer: Renderer<'d>,
    statements: Vec<Statement>,
}

impl Links<'_> {
    fn servers(&mut self, count: u32, reached: Option<&[Reach]>) -> Result<(), TemplateError> {
        if count == 0 {
            return Ok(());
        }
        let head = QualifiedName::bare(COORDINATOR);
        let model = Head { name: COORDINATOR, coordinator: true, shards: Vec::new() };
        self.say(
            "coordinator_setup",
            &model,
            &head,
            "ready the coordinator for shards".to_owned(),
        )?;
        for number in 0..count {
            let name = shard_name(number);
            let reach = reached.and_then(|all| all.get(number as usize));
            let model = CreateServer {
                server: &name,
                host: reach.map(|reach| reach.host.as_str()),
                port: reach.map(|reach| reach.port.to_string()),
                database: reach.map(|reach| reach.database.as_str()),
                user: reach.map(|reach| reach.user.as_str()),
                batches: self.dialect.has(Capability::ForeignBatches),
            };
            let object = QualifiedName::bare(&name);
            self.say("create_server", &model, &object, format!("make {name} known"))?;
            if self.dialect.template("create_user_mapping").is_some() {
                self.say("create_user_mapping", &model, &object, format!("sign in to {name}"))?;
            }
        }
        Ok(())
    }

    fn partitions(&mut self, schema: &Schema, table: &Table) -> Result<(), TemplateError> {
        // Where partitions are parts of their table, they stand in it.
        if !self.dialect.has(Capability::PartitionsAsTables) {
            return Ok(());
        }
        let modulus = shards(schema, table).unwrap_or(1);
        for number in 0..modulus {
            let model = LinkPartition {
                name: qualified(&link_name(&table.name, number, self.dialect)),
                parent: qualified(&table.name),
                modulus: modulus.to_string(),
                remainder: number.to_string(),
                server: shard_name(number),
                schema: self.namespace(&table.name),
                table: &table.name.name,
            };
            let change = format!("have part {number} of {} on shard_{number}", table.name);
            self.say("link_partition", &model, &table.name, change)?;
        }
        Ok(())
    }

    fn copies(&mut self, schema: &Schema, table: &Table) -> Result<(), TemplateError> {
        let mut copies = Vec::new();
        let written: Vec<&str> = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none())
            .map(|column| column.name.as_str())
            .collect();
        let keys: Vec<&str> =
            table.primary_key.iter().flat_map(|key| &key.columns).map(String::as_str).collect();
        for number in 0..count(schema) {
            let name = link_name(&table.name, number, self.dialect);
            let columns = table.columns.iter().filter(|column| column.generated.is_none());
            let model = LinkCopy {
                name: qualified(&name),
                columns: columns.map(|column| models::column(column, self.dialect)).collect(),
                keys: keys.clone(),
                server: shard_name(number),
                schema: self.namespace(&table.name),
                table: &table.name.name,
            };
            let change = format!("reach the copy of {} on shard_{number}", table.name);
            self.say("link_copy", &model, &table.name, change)?;
            let place = QualifiedName::new(self.namespace(&table.name).as_deref(), &name.name);
            copies.push(Copy {
                name: qualified(&place),
                columns: written.clone(),
                keys: keys.clone(),
            });
        }
        if copies.is_empty() {
            return Ok(());
        }
        let name = self.dialect.shorten(&format!("{}_to_shards", table.name.name));
        let own = |what: &str| self.dialect.shorten(&format!("{name}_{what}"));
        let beside = |what: &str| qualified(&table.name.sibling(own(what)));
        let model = Copies {
            function: qualified(&table.name.sibling(&name)),
            trigger: &name,
            emptied: own("emptied"),
            inserted: beside("insert"),
            updated: beside("update"),
            deleted: beside("delete"),
            table: qualified(&table.name),
            copies,
        };
        let change = |what: &str| format!("repeat {what} of {} on its copies", table.name);
        for (template, what) in [
            ("copies_function", "changes"),
            ("copies_trigger", "each change"),
            ("copies_emptied", "`truncate`"),
            ("copies_inserted", "inserts"),
            ("copies_updated", "updates"),
            ("copies_deleted", "deletes"),
        ] {
            if self.dialect.template(template).is_some() {
                self.say(template, &model, &table.name, change(what))?;
            }
        }
        Ok(())
    }

    /// The namespace of a table on its shard.
    fn namespace(&self, table: &QualifiedName) -> Option<String> {
        table.namespace.clone().or_else(|| self.dialect.defaults().namespace.clone())
    }

    fn say(
        &mut self,
        template: &'static str,
        model: &impl serde::Serialize,
        object: &QualifiedName,
        change: String,
    ) -> Result<(), TemplateError> {
        let sql = self.renderer.render(template, model)?;
        let joins = self.dialect.has(Capability::TransactionalDdl);
        let body = template.starts_with("copies_");
        self.statements.push(Statement {
            sql,
            object: AtomKey::new(object, AtomKind::Placement, ""),
            change,
            transaction: if joins { Transaction::Joins } else { Transaction::Commits },
            body: if body { Body::Statements } else { Body::Plain },
            backfill: None,
        });
        Ok(())
    }
}
