//! Bodies of routines that a server reads when they are made.
//!
//! A body may name what no order brings before it: an overload of its own name, a view over a function.
//! Then the server is asked to look at bodies when they run, as its own dump tool asks it.

use std::collections::HashSet;

use super::{Body, Statement, Transaction};
use crate::dialect::Dialect;
use crate::schema::{AtomKey, AtomKind, QualifiedName, Schema};
use crate::sql::identifiers;

/// The statement that puts the looking off, where the bodies of this schema need it.
pub(super) fn setting(schema: &Schema, dialect: Dialect<'_>) -> Option<Statement> {
    let sql = dialect.defaults().unchecked_bodies.clone()?;
    needs_it(schema).then(|| Statement {
        sql,
        object: AtomKey::new(&QualifiedName::bare("routines"), AtomKind::Routine, "bodies"),
        change: "leave the bodies of routines unread".to_owned(),
        transaction: Transaction::Joins,
        body: Body::Plain,
    })
}

/// Whether a routine in SQL, which is read when it is made, names another routine or a view.
fn needs_it(schema: &Schema) -> bool {
    if schema.routines.is_empty() {
        return false;
    }
    let routines = schema.routines.iter().map(|routine| routine.name.name.as_str());
    let views = schema.views.iter().map(|view| view.name.name.as_str());
    let named: HashSet<&str> = routines.chain(views).collect();
    schema.routines.iter().any(|routine| {
        let words = || identifiers(&routine.definition);
        let in_sql = words().zip(words().skip(1)).any(|(word, next)| {
            word.eq_ignore_ascii_case("language") && next.eq_ignore_ascii_case("sql")
        });
        // Its own name stands in its head once.
        let own = words().filter(|word| *word == routine.name.name).count();
        in_sql && (own > 1 || words().any(|word| word != routine.name.name && named.contains(word)))
    })
}
