//! Puts a schema's expressions into the server's own words.
//!
//! Two texts of one meaning (`price > 0` and `(price > (0)::numeric)`) are equal only once the
//! server has printed both. So every expression of the schema is put on a probe: a copy of its table,
//! domain or view, of the same name, in a namespace of its own. The probes are read back by the very
//! queries that read the real objects. All of it happens in one transaction that is rolled back, so
//! that nothing remains, whatever fails.
//!
//! One pass is made. A server may print an expression so that its own print, read again, prints
//! differently (`x in ('a', 'b')` on a `varchar`), so what is compared has to be settled equally
//! often on both sides: a design once against the database it was applied to, a schema read from
//! elsewhere once more.
//!
//! The probe looks at the schema's text alone: it never copies an expression of the real object,
//! which would make every comparison with that object come out equal.

mod adopt;
mod probe;

use std::collections::HashMap;

use super::session::Session;
use crate::dialect::Dialect;
use crate::engine::EngineError;
use crate::engine::introspect::postgres::{self as catalog, DEFAULT_NAMESPACE, Scope};
use crate::schema::{QualifiedName, Schema};

pub(super) fn settle(
    session: &mut dyn Session,
    dialect: Dialect<'_>,
    schema: &Schema,
    server: &str,
) -> Result<Schema, EngineError> {
    session.run(BEGIN)?;
    let outcome = settle_inside(session, dialect, schema, server);
    session.run("rollback")?;
    outcome
}

const BEGIN: &str = "begin; set local search_path = public";

fn settle_inside(
    session: &mut dyn Session,
    dialect: Dialect<'_>,
    schema: &Schema,
    server: &str,
) -> Result<Schema, EngineError> {
    let real = RealTypes::read(session)?;
    let probes = probe::Probes::of(schema, dialect, &real)
        .map_err(|why| EngineError::Catalog { server: server.to_owned(), why })?;
    let mut settled = schema.clone();
    if !probes.statements.is_empty() {
        run_all(session, &probes.statements)?;
        let scope = Scope::expressions_of(probes.namespaces.names());
        let printed = catalog::read(session, dialect, &scope, server)?;
        adopt::adopt(&mut settled, printed, &probes.namespaces);
    }
    Ok(settled)
}

/// Many at a time; only when that fails, one by one, to find the one that is to blame.
fn run_all(session: &mut dyn Session, statements: &[String]) -> Result<(), EngineError> {
    const AT_A_TIME: usize = 500;
    let mut batches = statements.chunks(AT_A_TIME);
    let Err(error) = batches.try_for_each(|batch| session.run(&batch.join(";\n"))) else {
        return Ok(());
    };
    session.run(&format!("rollback; {BEGIN}"))?;
    for statement in statements {
        session.run(statement)?;
    }
    Err(error)
}

/// The types of the real tables' columns and of the real domains, as the server spells them.
struct RealTypes {
    columns: HashMap<QualifiedName, Vec<RealColumn>>,
    domains: HashMap<QualifiedName, String>,
}

struct RealColumn {
    name: String,
    /// With its collation, if that is not the type's own.
    sql_type: String,
}

impl RealTypes {
    fn read(session: &mut dyn Session) -> Result<RealTypes, EngineError> {
        let mut types = RealTypes { columns: HashMap::new(), domains: HashMap::new() };
        let rows = session.rows(include_str!("real_types.sql"))?;
        for row in rows {
            let mut fields = row.into_iter().map(Option::unwrap_or_default);
            let mut next = || fields.next().unwrap_or_default();
            let (namespace, relation, column, sql_type) = (next(), next(), next(), next());
            let namespace = (namespace != DEFAULT_NAMESPACE).then_some(namespace.as_str());
            let name = QualifiedName::new(namespace, relation);
            if column.is_empty() {
                types.domains.insert(name, sql_type);
            } else {
                types.columns.entry(name).or_default().push(RealColumn { name: column, sql_type });
            }
        }
        Ok(types)
    }
}
