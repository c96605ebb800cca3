//! Which statement is read where.

use super::search_path::SearchPath;
use super::tree::{self, Kind, Node};
use super::{Outcome, Reader, Why};

impl Reader<'_> {
    pub fn one(&mut self, text: &str) -> Outcome {
        let word = first_word(text);
        if word == "reset" && ["search_path", "all"].iter().any(|name| text.contains(name)) {
            self.path = SearchPath::default();
        }
        if let Some(kind) = skipped(&word) {
            return Outcome::Skipped(kind);
        }
        let node = match tree::parse(text) {
            Ok(node) => node,
            Err(mistake) => return Outcome::Verbatim(mistake.message, Some(mistake.offset)),
        };
        if let Some(kind) = self.setting(&node) {
            return Outcome::Skipped(kind);
        }
        self.left.clear();
        match self.apply(&node, text) {
            Err(why) => Outcome::Verbatim(why, None),
            Ok(()) if self.left.is_empty() => Outcome::Read,
            Ok(()) => Outcome::Partly(std::mem::take(&mut self.left)),
        }
    }

    /// What a statement that says nothing of the schema is.
    fn setting(&mut self, node: &Node) -> Option<&'static str> {
        match node.kind() {
            Kind::SET => {
                self.set_search_path(node);
                Some("session settings")
            }
            Kind::SELECT => {
                let is_setting = self.select_search_path(node);
                Some(if is_setting { "session settings" } else { "queries" })
            }
            _ => None,
        }
    }

    /// Reads the statement into the draft; says why where it has no place in it.
    pub fn apply(&mut self, node: &Node, text: &str) -> Result<(), Why> {
        match node.kind() {
            Kind::CREATE_TABLE => self.create_table(node),
            Kind::CREATE_INDEX => self.create_index(node),
            Kind::CREATE_SEQUENCE => self.create_sequence(node),
            Kind::CREATE_TYPE => self.create_type(node),
            Kind::CREATE_DOMAIN => self.create_domain(node),
            Kind::CREATE_VIEW | Kind::CREATE_MATERIALIZED_VIEW => self.create_view(node),
            Kind::CREATE_FUNCTION | Kind::CREATE_PROCEDURE | Kind::CREATE_AGGREGATE => {
                self.create_routine(node, text)
            }
            Kind::CREATE_TRIGGER => self.create_trigger(node),
            Kind::CREATE_POLICY => self.create_policy(node),
            Kind::CREATE_SCHEMA => self.create_schema(node, text),
            Kind::CREATE_EXTENSION => self.create_extension(node),
            Kind::CREATE_ROLE | Kind::CREATE_USER | Kind::CREATE_GROUP => self.create_role(node),
            Kind::GRANT => self.grant(node),
            Kind::REVOKE => self.revoke(node),
            Kind::COMMENT_ON => self.comment_on(node),
            Kind::ALTER_TABLE => self.alter_table(node),
            Kind::ALTER_INDEX => self.alter_index(node),
            Kind::ALTER_SEQUENCE => self.alter_sequence(node),
            Kind::ALTER_TYPE => self.alter_type(node),
            Kind::ALTER_DOMAIN => self.alter_domain(node),
            Kind::ALTER_VIEW | Kind::ALTER_MATERIALIZED_VIEW => self.alter_view(node),
            Kind::ALTER_FUNCTION
            | Kind::ALTER_PROCEDURE
            | Kind::ALTER_AGGREGATE
            | Kind::ALTER_ROUTINE => self.alter_routine(node),
            Kind::ALTER_SCHEMA => self.alter_schema(node),
            Kind::ALTER_EXTENSION
            | Kind::ALTER_DATABASE
            | Kind::ALTER_LANGUAGE
            | Kind::ALTER_LARGE_OBJECT => Err("it is about the server, not the schema".to_owned()),
            Kind::DROP_TABLE => self.drop_table(node),
            Kind::DROP_VIEW
            | Kind::DROP_MATERIALIZED_VIEW
            | Kind::DROP_SEQUENCE
            | Kind::DROP_TYPE
            | Kind::DROP_DOMAIN
            | Kind::DROP_INDEX
            | Kind::DROP_FUNCTION
            | Kind::DROP_PROCEDURE
            | Kind::DROP_ROUTINE
            | Kind::DROP_AGGREGATE
            | Kind::DROP_TRIGGER
            | Kind::DROP_POLICY => self.drop_objects(node),
            // It is there in every database.
            Kind::CREATE_LANGUAGE if text.to_lowercase().contains("plpgsql") => Ok(()),
            Kind::DO => self.roles_of_block(node),
            _ => Err("the model has no word for it".to_owned()),
        }
    }
}

/// The first word, in lower case, past blanks and comments.
fn first_word(text: &str) -> String {
    let mut rest = text.trim_start();
    loop {
        if let Some(line) = rest.strip_prefix("--") {
            rest = line.split_once('\n').map_or("", |(_, after)| after).trim_start();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after).trim_start();
        } else {
            break;
        }
    }
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    if rest.starts_with('\\') { "\\".to_owned() } else { rest[..end].to_lowercase() }
}

/// What is not even looked at.
fn skipped(word: &str) -> Option<&'static str> {
    Some(match word {
        "insert" | "copy" | "update" | "delete" | "truncate" | "merge" | "values" | "with" => {
            "data"
        }
        "begin" | "start" | "commit" | "end" | "rollback" | "savepoint" | "release" | "abort" => {
            "transactions"
        }
        "reset" | "lock" | "analyze" | "analyse" | "vacuum" | "checkpoint" | "discard"
        | "notify" | "listen" | "unlisten" | "reindex" | "cluster" | "refresh" | "explain"
        | "load" => "session commands",
        "\\" => "psql commands",
        "" => "empty statements",
        _ => return None,
    })
}
