//! What is to be done with a statement, as far as its first words say.

use crate::sql::statements::Statement;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Class {
    /// It may make or change something of a schema.
    Run,
    /// A setting of the session.
    Setting,
    /// `insert`, `update` and other things that concern rows.
    Rows,
    /// It leaves every schema as it is: `vacuum`, `show`.
    Idle,
    /// `begin`, `commit`: each statement stands for itself here.
    Transaction,
    /// It concerns more than one database: tablespaces, the server's settings, other databases.
    Server,
    /// `create database`, or `create schema` where that is the same.
    CreateDatabase(String),
    AlterDatabase(String),
    DropDatabase,
    UseDatabase(String),
    /// Changes, drops or comments on a role.
    ChangeRole(String),
    /// `grant a to b`.
    Membership(Vec<String>),
}

/// Whether namespaces are databases of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespaces {
    Databases,
    InsideOne,
}

impl Class {
    pub fn of(statement: &Statement, namespaces: Namespaces) -> Class {
        let word = |index| statement.word(index);
        let has = |wanted: &str| statement.words.iter().any(|word| word == wanted);
        match word(0) {
            // SQLite's dumps make virtual tables by writing into the catalog itself.
            "insert" if has("sqlite_schema") || has("sqlite_master") => Class::Run,
            "insert" | "replace" | "update" | "delete" | "merge" | "truncate" | "copy" | "load"
            | "values" | "with" | "handler" | "import" => Class::Rows,
            "lock" | "unlock" => Class::Rows,
            "select" if has("setval") || has("outfile") || has("dumpfile") => Class::Rows,
            "select" if has("set_config") => Class::Setting,
            "set" if is_about_server(statement) => Class::Server,
            "set" | "reset" | "pragma" => Class::Setting,
            "begin" if word(1) == "not" => Class::Run,
            "begin" | "start" | "commit" | "rollback" | "savepoint" | "release" | "end"
            | "abort" => Class::Transaction,
            "vacuum" | "analyze" | "analyse" | "reindex" | "optimize" | "repair" | "check"
            | "checksum" | "checkpoint" | "show" | "describe" | "desc" | "explain" | "help"
            | "notify" | "listen" | "unlisten" | "discard" | "fetch" | "declare" | "close"
            | "move" | "cache" => Class::Idle,
            "refresh" => Class::Idle,
            "flush" | "kill" | "shutdown" | "restart" | "purge" | "change" | "stop" | "install"
            | "uninstall" | "attach" | "detach" | "clone" | "binlog" | "reassign" => Class::Server,
            "use" => Class::UseDatabase(name(word(1))),
            "create" | "alter" | "drop" => definition(statement, namespaces),
            "comment" if matches!(word(2), "database" | "tablespace" | "subscription") => {
                Class::Server
            }
            "comment" if word(2) == "role" => Class::ChangeRole(name(word(3))),
            "security" if has("role") || has("database") => Class::Server,
            "grant" | "revoke" => privilege(statement),
            _ => Class::Run,
        }
    }
}

/// `create`, `alter` and `drop`.
fn definition(statement: &Statement, namespaces: Namespaces) -> Class {
    let verb = statement.word(0);
    let mut at = 1;
    if statement.word(1) == "or" && statement.word(2) == "replace" {
        at = 3;
    }
    let object = statement.word(at);
    let mut rest = at + 1;
    for word in ["if", "not", "exists"] {
        if statement.word(rest) == word {
            rest += 1;
        }
    }
    let named = statement.word(rest);
    match object {
        "database" => database(verb, named),
        "schema" if namespaces == Namespaces::Databases => database(verb, named),
        "tablespace" | "system" | "server" | "undo" | "logfile" | "subscription" | "instance"
        | "resource"
            if object != "server" || namespaces == Namespaces::Databases =>
        {
            Class::Server
        }
        "owned" => Class::Server,
        // `alter user mapping` is about foreign servers.
        "role" | "user" | "group" if verb != "create" && named != "mapping" => {
            Class::ChangeRole(name(named))
        }
        _ => Class::Run,
    }
}

fn database(verb: &str, named: &str) -> Class {
    match verb {
        "create" => Class::CreateDatabase(name(named)),
        "alter" => Class::AlterDatabase(name(named)),
        _ => Class::DropDatabase,
    }
}

fn privilege(statement: &Statement) -> Class {
    let position = |wanted: &str| statement.words.iter().position(|word| word == wanted);
    let (on, to) = (position("on"), position("to").or(position("from")));
    match (on, to) {
        (Some(on), _) if matches!(statement.word(on + 1), "database" | "tablespace") => {
            Class::Server
        }
        // Column lists may hold the word as a name, privileges do not.
        (None, Some(to)) => Class::Membership(
            statement.words[to + 1..]
                .iter()
                .take_while(|word| !matches!(word.as_str(), "with" | "granted" | "cascade"))
                .filter(|word| *word != ",")
                .map(|word| name(word))
                .collect(),
        ),
        _ => Class::Run,
    }
}

/// `set global`, `set @@global.x`, and settings that would make statements be sent as somebody else.
fn is_about_server(statement: &Statement) -> bool {
    let words = &statement.words;
    words
        .iter()
        .any(|word| matches!(word.as_str(), "global" | "persist" | "persist_only" | "gtid_purged"))
        || matches!(statement.word(1), "password" | "role" | "resource" | "default")
        || statement.begins(&["set", "session", "authorization"])
        || statement.begins(&["set", "local", "role"])
        || statement.begins(&["set", "session", "role"])
        || words.iter().any(|word| word == "autocommit")
}

/// A name without its quotes.
pub(super) fn name(word: &str) -> String {
    let Some(quote) = word.chars().next().filter(|c| matches!(c, '"' | '`' | '[')) else {
        return word.to_owned();
    };
    let close = if quote == '[' { ']' } else { quote };
    let inner = word.strip_prefix(quote).unwrap_or(word);
    inner
        .strip_suffix(close)
        .unwrap_or(inner)
        .replace(&format!("{close}{close}"), &close.to_string())
}
