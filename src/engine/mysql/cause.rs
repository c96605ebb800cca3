use super::effect::accounts;
use crate::engine::introspect::mysql::{Family, literal};
use crate::engine::introspect::tokens::{Cursor, Flavour};
use crate::engine::{Cause, StatementError};

/// By the servers' error numbers, which both share but for a few.
pub(super) fn cause(error: &StatementError, family: Family) -> Cause {
    let number: u32 = error.code.as_deref().and_then(|code| code.parse().ok()).unwrap_or_default();
    match number {
        // Tables, columns, routines, databases; what views and foreign keys need.
        1049 => match error.message.split('\'').nth(1) {
            Some(name) => Cause::NoNamespace(name.to_owned()),
            None => Cause::Missing,
        },
        1146 | 1054 | 1305 | 1356 | 1072 | 1824 | 1822 | 1215 | 1005 | 1360 | 1091 => {
            Cause::Missing
        }
        // Grants to somebody who does not exist.
        1410 | 1133 | 1141 | 1269 | 1396 | 3523 | 1959 | 1976 => {
            grantee(error, family).unwrap_or(Cause::Other)
        }
        1050 | 1060 | 1061 | 1007 | 1304 | 1359 | 1537 | 1826 => Cause::AlreadyThere,
        1064 | 1149 => Cause::Syntax,
        1044 | 1045 | 1142 | 1143 | 1227 | 1370 => Cause::NoRight,
        1053 | 1077 | 1152 | 1927 => Cause::Leaving,
        _ => Cause::Other,
    }
}

/// The account behind `to` that the message names, else the first, and how it is made.
fn grantee(error: &StatementError, family: Family) -> Option<Cause> {
    let mut cursor = Cursor::new(&error.sql, Flavour::MySql);
    if !cursor.eat("grant") || !cursor.seek(&["to"]) || !cursor.eat("to") {
        return None;
    }
    let start = cursor.position();
    let names = accounts(&mut cursor);
    let has_hosts = cursor.slice(start).contains('@');
    let named = |name: &&String| error.message.contains(&format!("`{name}`"));
    let name = names.iter().find(named).or(names.first())?.clone();
    let written = match name.rsplit_once('@') {
        Some((user, host)) => format!("{}@{}", literal(user), literal(host)),
        None => literal(&name),
    };
    // MariaDB's roles have no host: who has one is a user.
    let kind = if has_hosts && family == Family::MariaDb { "user" } else { "role" };
    Some(Cause::NoRole { name, create: format!("create {kind} {written}") })
}
