use crate::advise::import::{Counted, counted};
use crate::engine::EngineError;
use crate::engine::postgres::Session;

/// Statements beyond these run too seldom to matter.
const MOST: usize = 2_000;

/// What `pg_stat_statements` has counted for the session's database; none where it is not installed.
pub fn statements(session: &mut dyn Session) -> Result<Option<Vec<Counted>>, EngineError> {
    let found = session.rows(
        "select quote_ident(n.nspname)
           from pg_extension e join pg_namespace n on n.oid = e.extnamespace
          where e.extname = 'pg_stat_statements'",
    )?;
    let Some(home) = found.into_iter().flatten().flatten().next() else { return Ok(None) };
    // Since 1.9 it says itself when it began to count.
    let since = |expression: &str| {
        format!("select extract(epoch from clock_timestamp() - {expression})::text")
    };
    let own = since(&format!("(select stats_reset from {home}.pg_stat_statements_info)"));
    let seconds =
        session.rows(&own).or_else(|_| session.rows(&since("pg_postmaster_start_time()")))?;
    let seconds = seconds.into_iter().flatten().flatten().next();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let rows = session.rows(&format!(
        "select s.query, sum(s.calls)::text
           from {home}.pg_stat_statements s
           join pg_database d on d.oid = s.dbid
          where d.datname = current_database()
          group by s.query
          order by sum(s.calls) desc, s.query
          limit {MOST}"
    ))?;
    let calls = rows.into_iter().filter_map(|row| {
        let mut fields = row.into_iter();
        let sql = fields.next()??;
        Some((sql, fields.next()??.parse().ok()?))
    });
    Ok(Some(counted(calls, seconds)))
}
