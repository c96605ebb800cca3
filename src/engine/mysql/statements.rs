use mysql::prelude::Queryable;

use super::address::Address;
use super::refusal;
use crate::advise::import::{Counted, counted};
use crate::engine::{DatabaseUrl, EngineError};

/// A statement, how often it ran, and the seconds since the first one did.
type Ran = (Option<String>, u64, Option<i64>);

/// What the performance schema has counted for the database that a URL names.
pub fn statements(url: &DatabaseUrl) -> Result<Vec<Counted>, EngineError> {
    let address = Address::of_url(url)?;
    let (mut connection, ..) = address.connect()?;
    let server = address.place();
    let home = address.database().to_owned();
    let ask = |column: &str| {
        format!(
            "select {column}, count_star,
                    timestampdiff(second, (select min(first_seen)
                      from performance_schema.events_statements_summary_by_digest), now())
               from performance_schema.events_statements_summary_by_digest
              where schema_name = ? and digest_text is not null
              order by count_star desc limit 2000"
        )
    };
    // A sample has values that a digest leaves out; MariaDB keeps none.
    let found: Result<Vec<Ran>, _> = connection
        .exec(ask("coalesce(query_sample_text, digest_text)"), (&home,))
        .or_else(|_| connection.exec(ask("digest_text"), (&home,)));
    let found = found.map_err(|error| refusal::unreadable(error, &server, ""))?;
    let seconds = found.first().and_then(|row| row.2).unwrap_or(1) as f64;
    Ok(counted(found.into_iter().filter_map(|row| Some((row.0?, row.1 as f64))), seconds))
}
