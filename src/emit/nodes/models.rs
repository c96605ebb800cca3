//! View models of the statements that lead from one server to another.

use serde::Serialize;

use crate::dialect::Dialect;
use crate::schema::Column;

/// `node_head.hbs`, the lines at the top of a script, and `coordinator_setup.hbs`.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    pub name: &'a str,
    pub coordinator: bool,
    pub shards: Vec<&'a str>,
}

/// `create_server.hbs` and `create_user_mapping.hbs`: without an address the script asks for one.
#[derive(Serialize)]
pub(super) struct CreateServer<'a> {
    pub server: &'a str,
    pub host: Option<&'a str>,
    pub port: Option<String>,
    pub database: Option<&'a str>,
    pub user: Option<&'a str>,
    /// Rows come many at a time, and from several servers at once.
    pub batches: bool,
}

/// `link_partition.hbs`: the rows of a spread table that lie on one shard.
#[derive(Serialize)]
pub(super) struct LinkPartition<'a> {
    pub name: String,
    pub parent: String,
    pub modulus: String,
    pub remainder: String,
    pub server: String,
    /// Where it lies there.
    pub schema: Option<String>,
    pub table: &'a str,
}

/// `link_copy.hbs`: the copy of a table on one shard.
#[derive(Serialize)]
pub(super) struct LinkCopy<'a> {
    pub name: String,
    pub columns: Vec<LinkColumn<'a>>,
    pub keys: Vec<&'a str>,
    pub server: String,
    pub schema: Option<String>,
    pub table: &'a str,
}

#[derive(Serialize)]
pub(super) struct LinkColumn<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub type_sql: String,
    pub collation: Option<&'a str>,
    pub nullable: bool,
}

/// `copies_….hbs`: what repeats the changes of a table on its copies.
#[derive(Serialize)]
pub(super) struct Copies<'a> {
    pub function: String,
    /// Of all changes of a row, …
    pub trigger: &'a str,
    /// … of all rows at once, …
    pub emptied: String,
    /// … or of one kind of change each.
    pub inserted: String,
    pub updated: String,
    pub deleted: String,
    pub table: String,
    pub copies: Vec<Copy<'a>>,
}

#[derive(Serialize)]
pub(super) struct Copy<'a> {
    pub name: String,
    /// Those that are written.
    pub columns: Vec<&'a str>,
    pub keys: Vec<&'a str>,
}

pub(super) fn column<'a>(column: &'a Column, dialect: Dialect<'_>) -> LinkColumn<'a> {
    let type_sql = match dialect.render_type(&column.data_type) {
        Ok(rendered) => rendered.sql,
        Err(_) => column.data_type.to_string(),
    };
    let collation = column.collation.as_deref();
    LinkColumn { name: &column.name, type_sql, collation, nullable: column.nullable }
}

/// View models with every field set, for the test that walks all templates.
#[cfg(test)]
pub(in crate::emit) fn samples() -> Vec<(&'static str, serde_json::Value)> {
    use serde_json::json;
    let head = || json!(Head { name: "n", coordinator: true, shards: vec!["s"] });
    let server = || {
        json!(CreateServer {
            server: "s",
            host: Some("h"),
            port: Some("1".into()),
            database: Some("d"),
            user: Some("u"),
            batches: true,
        })
    };
    let column =
        LinkColumn { name: "a", type_sql: "int".into(), collation: Some("c"), nullable: true };
    let copies = || {
        json!(Copies {
            function: "f".into(),
            trigger: "t",
            emptied: "t".into(),
            inserted: "t".into(),
            updated: "t".into(),
            deleted: "t".into(),
            table: "t".into(),
            copies: vec![Copy { name: "c".into(), columns: vec!["a"], keys: vec!["a"] }],
        })
    };
    vec![
        ("node_head", head()),
        ("coordinator_setup", head()),
        ("create_server", server()),
        ("create_user_mapping", server()),
        (
            "link_partition",
            json!(LinkPartition {
                name: "n".into(),
                parent: "p".into(),
                modulus: "2".into(),
                remainder: "1".into(),
                server: "s".into(),
                schema: Some("x".into()),
                table: "t",
            }),
        ),
        (
            "link_copy",
            json!(LinkCopy {
                name: "n".into(),
                columns: vec![column],
                keys: vec!["a"],
                server: "s".into(),
                schema: Some("x".into()),
                table: "t",
            }),
        ),
        ("copies_function", copies()),
        ("copies_trigger", copies()),
        ("copies_emptied", copies()),
        ("copies_inserted", copies()),
        ("copies_updated", copies()),
        ("copies_deleted", copies()),
    ]
}
