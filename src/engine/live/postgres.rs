use std::time::Duration;

use super::{CutOff, Live, LiveRow};
use crate::dialect::{Dialect, Dialects};
use crate::engine::postgres::{self as server, LiveSession};
use crate::engine::{DatabaseUrl, EngineError, EngineInfo};
use crate::hazard::{Action, Kind, classify};
use crate::schema::QualifiedName;

pub(super) struct PostgresLive<'d> {
    session: LiveSession,
    info: EngineInfo,
    dialect: Dialect<'d>,
}

/// The runner's lock, next to none that others would choose: the first bytes of the tool's name.
const LOCK: &str = "7161132565001953639";

/// Names mean the same whoever runs a script, and moments too.
const SETTINGS: &str = "reset all; set search_path = public; set timezone = 'UTC'; set client_min_messages = 'warning'";

impl<'d> PostgresLive<'d> {
    pub fn open(
        url: &DatabaseUrl,
        dialects: &'d Dialects,
    ) -> Result<PostgresLive<'d>, EngineError> {
        let (session, info, dialect) = server::live(url, dialects)?;
        let mut live = PostgresLive { session, info, dialect };
        live.settle()?;
        Ok(live)
    }

    fn value(&mut self, sql: &str) -> Result<Option<String>, EngineError> {
        Ok(self.session.rows(sql)?.into_iter().flatten().flatten().next())
    }

    /// The relation as an expression that is null where it is not there.
    fn oid(&self, name: &QualifiedName) -> String {
        let quote = |name: &str| self.dialect.quote_always(name);
        let qualified = match &name.namespace {
            Some(namespace) => format!("{}.{}", quote(namespace), quote(&name.name)),
            None => quote(&name.name),
        };
        format!("to_regclass({})", self.dialect.string_literal(&qualified))
    }

    fn action(&self, sql: &str) -> Option<Action> {
        let actions = classify(sql, self.dialect, None).actions;
        actions.into_iter().find(|action| action.kind != Kind::Other)
    }

    /// The index that a statement builds, by its name beside its table.
    fn index(&self, action: &Action) -> Option<QualifiedName> {
        Some(action.relation.sibling(action.part.clone()?))
    }

    /// Where the catalog says that a partition belongs to its parent.
    fn attached(&self, action: &Action) -> Option<String> {
        let (child, parent) = (self.oid(action.other.as_ref()?), self.oid(&action.relation));
        Some(format!(
            "from pg_catalog.pg_inherits where inhrelid = {child} and inhparent = {parent}"
        ))
    }

    /// Drops indexes of a table that were never finished, and says which.
    fn drop_invalid(&mut self, filter: &str) -> Result<Option<String>, EngineError> {
        let invalid = self.session.rows(&format!(
            "select i.indexrelid::regclass::text from pg_catalog.pg_index i \
             where not i.indisvalid and i.indexrelid not in (select inhparent from pg_catalog.pg_inherits) \
             and not exists (select 1 from pg_catalog.pg_class c where c.oid = i.indexrelid and c.relkind = 'I') \
             and {filter} order by 1"
        ))?;
        let names: Vec<String> = invalid.into_iter().flatten().flatten().collect();
        for name in &names {
            self.session.run(&format!("drop index concurrently if exists {name}"))?;
        }
        Ok((!names.is_empty())
            .then(|| format!("dropped the unfinished index {}", names.join(", "))))
    }

    fn unfinished(&mut self, action: &Action) -> Result<Option<String>, EngineError> {
        match action.kind {
            Kind::CreateIndexConcurrently => {
                let filter = match self.index(action) {
                    Some(index) => format!("i.indexrelid = {}", self.oid(&index)),
                    None => format!("i.indrelid = {}", self.oid(&action.relation)),
                };
                self.drop_invalid(&filter)
            }
            // What it builds beside the old one ends in a suffix of the server's own.
            Kind::ReindexConcurrently => {
                self.drop_invalid("i.indexrelid::regclass::text ~ '_cc(new|old)[0-9]*\"?$'")
            }
            _ => Ok(None),
        }
    }
}

impl Live for PostgresLive<'_> {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.session.run(sql)
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<LiveRow>, EngineError> {
        self.session.rows(sql)
    }

    fn begin(&mut self) -> Result<(), EngineError> {
        self.session.run("begin")
    }

    fn settle(&mut self) -> Result<(), EngineError> {
        self.session.run(SETTINGS)
    }

    fn limit(&mut self, lock: Duration, statement: Option<Duration>) -> Result<(), EngineError> {
        let statement = statement.map_or(0, |limit| limit.as_millis());
        self.session.run(&format!(
            "set lock_timeout = {}; set statement_timeout = {statement}",
            lock.as_millis()
        ))
    }

    fn look_only(&mut self, patience: Duration) -> Result<(), EngineError> {
        self.limit(patience, Some(patience))?;
        self.session.run("set default_transaction_read_only = on")
    }

    fn size_query(&self, tables: &[&QualifiedName]) -> String {
        let oids: Vec<String> = tables.iter().map(|table| self.oid(table)).collect();
        // A table that was never looked at has -1; of a partitioned one its leaves count.
        format!(
            "select (t.place - 1)::text, sum(nullif(c.reltuples, -1))::text, \
             sum(pg_catalog.pg_total_relation_size(c.oid))::text \
             from unnest(array[{}]::oid[]) with ordinality t (oid, place), lateral (select t.oid as relid union \
             select p.relid from pg_catalog.pg_partition_tree(t.oid) p where p.isleaf) leaf \
             join pg_catalog.pg_class c on c.oid = leaf.relid where c.relkind in ('r', 'm') group by t.place",
            oids.join(", ")
        )
    }

    fn try_lock(&mut self) -> Result<bool, EngineError> {
        // The database is part of what the server locks.

        Ok(self.value(&format!("select pg_catalog.pg_try_advisory_lock({LOCK})"))?.as_deref()
            == Some("t"))
    }

    fn user(&mut self) -> Result<String, EngineError> {
        Ok(self.value("select session_user")?.unwrap_or_default())
    }

    fn trace(&mut self, _: &str) -> Result<String, EngineError> {
        // What stands outside of a transaction is asked for in the catalog by what it is.
        Ok(String::new())
    }

    fn cut_off(&mut self, sql: &str, _: &str) -> Result<CutOff, EngineError> {
        let Some(action) = self.action(sql) else { return Ok(CutOff::Nothing) };
        if let Some(cleared) = self.unfinished(&action)? {
            return Ok(CutOff::Cleared(cleared));
        }
        let (question, finish) = match action.kind {
            Kind::CreateIndexConcurrently => match self.index(&action) {
                Some(index) => (format!("select {} is not null", self.oid(&index)), None),
                None => return Ok(CutOff::Nothing),
            },
            Kind::DropIndexConcurrently => {
                (format!("select {} is null", self.oid(&action.relation)), None)
            }
            Kind::DetachPartitionConcurrently => {
                let Some(attached) = self.attached(&action) else { return Ok(CutOff::Nothing) };
                (format!("select not exists (select 1 {attached})"), self.begun(sql)?)
            }
            Kind::CreateDatabase => {
                let name = self.dialect.string_literal(&action.relation.name);
                (
                    format!(
                        "select exists (select 1 from pg_catalog.pg_database where datname = {name})"
                    ),
                    None,
                )
            }
            Kind::DropDatabase => {
                let name = self.dialect.string_literal(&action.relation.name);
                (
                    format!(
                        "select not exists (select 1 from pg_catalog.pg_database where datname = {name})"
                    ),
                    None,
                )
            }
            _ => return Ok(CutOff::Nothing),
        };
        if let Some(finish) = finish {
            return Ok(CutOff::Finish(finish));
        }
        let done = self.value(&question)?.as_deref() == Some("t");
        Ok(if done { CutOff::Done } else { CutOff::Nothing })
    }

    fn begun(&mut self, sql: &str) -> Result<Option<String>, EngineError> {
        let action = self.action(sql);
        let action = action.filter(|action| action.kind == Kind::DetachPartitionConcurrently);
        let Some(attached) = action.and_then(|action| self.attached(&action)) else {
            return Ok(None);
        };
        let pending = self.value(&format!("select inhdetachpending {attached}"))?;
        let sql = sql.trim_end().trim_end_matches(';').trim_end();
        let at = sql.len().checked_sub("concurrently".len());
        let finish = at.and_then(|at| Some(format!("{}finalize", sql.get(..at)?)));
        Ok(finish.filter(|_| pending.as_deref() == Some("t")))
    }

    fn clear_up(&mut self, sql: &str) -> Result<Option<String>, EngineError> {
        match self.action(sql) {
            Some(action) => self.unfinished(&action),
            None => Ok(None),
        }
    }

    fn left_behind(&mut self) -> Result<Vec<String>, EngineError> {
        let rows = self.session.rows(
            "select 'invalid index ' || i.indexrelid::regclass || ' on ' || i.indrelid::regclass \
             from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid \
             where not i.indisvalid and c.relkind = 'i' order by 1",
        )?;
        Ok(rows.into_iter().flatten().flatten().collect())
    }

    fn may_succeed_later(&self, error: &EngineError) -> bool {
        // lock_not_available, deadlock_detected, serialization_failure.
        let codes = ["55P03", "40P01", "40001"];
        matches!(error, EngineError::Statement(error)
            if error.code.as_deref().is_some_and(|code| codes.contains(&code)))
    }
}
