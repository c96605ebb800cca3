//! Database servers: the only place besides `cli` that touches the outside world.
//!
//! [`open`] gives an [`Engine`]: one fresh, empty scratch database on some server, in which DDL is
//! run, the catalog is read back into the model, expressions are put into the server's own words
//! and queries are shown to the planner. The scratch disappears when the engine is closed or
//! dropped, on a panic and on Ctrl-C.
//!
//! Invariants: an engine never changes anything outside its scratch, [`live`] alone does that, for `runner`; it prints nothing; no password
//! occurs in an error, a `Debug` or a `Display`; reading a catalog costs a constant number of
//! queries, however many tables there are.

mod cause;
pub mod cleanup;
mod database_url;
#[cfg(feature = "embedded")]
mod embedded;
mod error;
mod explain;
mod introspect;
mod facts;
pub mod live;
pub mod local;
#[cfg(feature = "mysql")]
mod mysql;
mod open;
#[cfg(feature = "postgres")]
mod postgres;
mod spec;
mod sqlite;

pub use cause::Cause;
pub use database_url::{DatabaseUrl, Host, Scheme, Secret, SslMode};
pub use error::{ConnectError, EngineError, StatementError};
pub use explain::{ExplainParameter, ExplainRequest, Explanation, PlanNode, ResultColumn};
pub use facts::Inquiry;
pub use local::{LocalError, LocalServer, ServerKind};
pub use open::{
    Ahead, Inspected, as_in, hypothetical, inspect, inspect_saying, measure, open, statements,
};
pub use spec::{EngineSpec, SpecError};

use crate::advise::statistics::{Believed, Costs};
use crate::dialect::Version;
use crate::emit::Reach;
use crate::schema::Schema;

/// One scratch database on one server, and everything that is asked of it.
///
/// Statements run in the order of the calls, on one session.
pub trait Engine: Send {
    /// What answers: dialect, version, and words for people.
    fn info(&self) -> &EngineInfo;

    /// Runs one statement without parameters. It commits at once, unless it stands between a
    /// `begin` and a `commit` that were executed as statements themselves.
    fn execute(&mut self, sql: &str) -> Result<(), EngineError>;

    /// Asks a query without parameters, for rows as text.
    fn rows(&mut self, sql: &str) -> Result<Vec<live::LiveRow>, EngineError>;

    /// Readies the session for scripts that others wrote, as their own client would have it: what a
    /// script sets from here on stays until [`end_script`](Self::end_script). May be called again, to
    /// forget what was set.
    fn begin_script(&mut self) -> Result<(), EngineError>;

    /// Sets everything back to what the engine's other methods rely on.
    fn end_script(&mut self) -> Result<(), EngineError>;

    /// Why a statement was refused.
    fn cause(&self, error: &StatementError) -> Cause;

    /// How other throwaway servers reach the scratch; none where it lies on a server of somebody else's, or inside of
    /// this process.
    fn reach(&self) -> Option<Reach> {
        None
    }

    /// The scratch database's own name, where namespaces are databases and statements may name it.
    fn home(&self) -> Option<&str>;

    /// Reads the scratch database's catalog as a physical schema: all names set, types canonical,
    /// expressions as the server prints them.
    fn introspect(&mut self) -> Result<Schema, EngineError>;

    /// Prepares a query and asks the planner about it. The query is never run, also where it would
    /// change rows.
    fn explain(&mut self, query: &ExplainRequest) -> Result<Explanation, EngineError>;

    /// Makes the planner take the scratch's tables, empty as they are, for as full as these figures
    /// say, and charge as `costs` say where it has such settings. False where it cannot be made to.
    ///
    /// Before anything but a plan is asked for they are to be as they are: with no figures at all.
    fn impose(&mut self, tables: &[Believed], costs: &Costs) -> Result<bool, EngineError>;

    /// Returns `schema` with every expression replaced by what this server prints for it: defaults,
    /// checks, generated columns, expressions and predicates of indexes, policies, queries of
    /// views, partition keys and bounds. So two texts of one meaning compare as equal.
    ///
    /// `schema` has been applied to this scratch database already; the objects that serve as a
    /// probe are removed again.
    fn settle(&mut self, schema: &Schema) -> Result<Schema, EngineError>;

    /// Removes the scratch database and says whether that worked; dropping an engine removes it too.
    fn close(self: Box<Self>) -> Result<(), EngineError>;
}

/// What an engine is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineInfo {
    /// The dialect's name: `postgres`, `mysql`, `mariadb`, `sqlite`.
    pub dialect: String,
    /// The server's version.
    pub version: Version,
    /// For people: `embedded PostgreSQL 17.5`, `MariaDB 10.11.6 at db.example:3306`.
    pub label: String,
}
