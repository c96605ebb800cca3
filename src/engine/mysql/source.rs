//! A database of a running server as a source: read, never written.

use mysql::prelude::Queryable;

use super::address::Address;
use super::{known_version, refusal};
use crate::dialect::Dialects;
use crate::engine::introspect::mysql::{Roles, Scope, introspect};
use crate::engine::introspect::type_reader;
use crate::engine::{DatabaseUrl, EngineError, EngineInfo, Inspected};

/// What tables of the database that a URL names have, where they say nothing of their texts: a dialect, a character
/// set and a collation. None where nothing can be asked: whoever reads the database says why.
pub fn text_defaults(url: &DatabaseUrl) -> Option<(&'static str, String, String)> {
    let address = Address::of_url(url).ok()?;
    let (mut connection, family, _) = address.connect().ok()?;
    connection.select_db(address.database()).ok()?;
    let asked = "select @@character_set_database, @@collation_database";
    let (charset, collation) = connection.query_first(asked).ok()??;
    Some((family.dialect(), charset, collation))
}

/// The schema of the database that a URL names, in a read-only transaction. Its own name does not
/// occur in it: it is the default namespace.
pub fn read_database(
    url: &DatabaseUrl,
    dialects: &Dialects,
    answered: &mut dyn FnMut(&EngineInfo),
) -> Result<Inspected, EngineError> {
    let address = Address::of_url(url)?;
    if address.database().is_empty() {
        return Err(address.refused(
            "the URL names no database".to_owned(),
            "write the database behind the host: `mysql://user@host/database`".to_owned(),
        ));
    }
    let (mut connection, family, found) = address.connect()?;
    let version = known_version(&address, family, &found)?;
    let server = format!("{} {version} at {}", address.title(), address.place());
    let label = server.clone();
    let info = EngineInfo { dialect: family.dialect().to_owned(), version, label };
    answered(&info);
    let home = address.database();
    connection
        .query_drop("set session transaction read only")
        .and_then(|()| connection.select_db(home))
        .map_err(|error| refusal::unreadable(error, &server, ""))?;
    let collation = dialects
        .at(family.dialect(), Some(version))
        .and_then(|dialect| dialect.defaults().collation.as_deref());
    let types = type_reader(dialects, family.dialect(), version);
    let scope = Scope { family, home, namespaces: &[], roles: Roles::Grantees, collation };
    let schema = introspect(&mut connection, scope, &*types)
        .map_err(|error| refusal::unreadable(error, &server, ""))?;
    Ok(Inspected { info, schema })
}
