//! Partitions that follow the calendar, handed to what a server brings for it: an event that calls a procedure, or
//! an extension that is told once.

use serde::Serialize;

use crate::design::{Interval, IntervalUnit, PartitionLifecycle};
use crate::emit::Alter;
use crate::schema::{AtomKey, AtomKind, Bound, DataType, IndexTarget, Partitioning, Table};
use crate::template::{TemplateError, qualified};

/// `keep_partitions.hbs`: a procedure that makes what is missing and drops what is over.
#[derive(Serialize)]
pub(in crate::emit::writer) struct KeepPartitions<'a> {
    pub name: String,
    /// The database, as an expression.
    pub home: String,
    pub table: &'a str,
    /// The table as a statement names it.
    pub sql: String,
    /// Where a partition of the catalog ends, as a moment.
    pub upper: &'static str,
    /// `ends` as a bound.
    pub bound: &'static str,
    /// The name of the partition between `begins` and `ends`.
    pub part: String,
    pub every: String,
    /// So many units, and not partitions.
    pub ahead: String,
    pub unit: &'static str,
    pub keep: Option<KeepModel>,
}

#[derive(Serialize)]
pub(in crate::emit::writer) struct KeepModel {
    /// When the unit began that holds today.
    pub since: &'static str,
    pub count: String,
    pub unit: &'static str,
}

/// `keep_partitions_event.hbs`
#[derive(Serialize)]
pub(in crate::emit::writer) struct KeepPartitionsEvent {
    pub name: String,
    pub hourly: bool,
    pub words: String,
}

/// `partman_parent.hbs`, `partman_config.hbs`: what pg_partman is told of a table.
#[derive(Serialize)]
pub(in crate::emit::writer) struct Partman<'a> {
    pub parent: String,
    pub control: &'a str,
    pub every: String,
    pub ahead: String,
    pub starting: Option<&'a str>,
    pub default: bool,
    pub keep: Option<String>,
}

const QUOTED: &str = "cast(trim(both '''' from partition_description) as datetime)";
const SECONDS: &str = "from_unixtime(cast(partition_description as unsigned))";

impl Alter<'_> {
    /// A procedure that keeps up the partitions of a table, and an event that calls it.
    pub fn keep_partitions_by_event(
        &mut self,
        table: &Table,
        cycle: &PartitionLifecycle,
    ) -> Result<(), TemplateError> {
        let Some(partitioning) = &table.partitioning else { return Ok(()) };
        let dialect = self.writer.dialect;
        let in_seconds = partitioning.columns().is_none();
        let name =
            table.name.sibling(dialect.shorten(&format!("{}_keep_partitions", table.name.name)));
        let home = table.name.namespace.as_deref();
        let quoted = |name: &str| dialect.quote_always(name);
        let sql = match home {
            Some(home) => format!("{}.{}", quoted(home), quoted(&table.name.name)),
            None => quoted(&table.name.name),
        };
        let model = KeepPartitions {
            name: qualified(&name),
            home: home.map_or("database()".to_owned(), |home| dialect.string_literal(home)),
            table: &table.name.name,
            sql,
            upper: if in_seconds { SECONDS } else { QUOTED },
            bound: match in_seconds {
                true => "unix_timestamp(ends)",
                false if is_date(table, partitioning) => "quote(date(ends))",
                false => "quote(ends)",
            },
            part: part(cycle.every.unit),
            every: cycle.every.count.to_string(),
            ahead: (u64::from(cycle.ahead) * u64::from(cycle.every.count)).to_string(),
            unit: cycle.every.unit.word(),
            keep: cycle.keep.map(|Interval { count, unit }| KeepModel {
                since: since(unit),
                count: count.to_string(),
                unit: unit.word(),
            }),
        };
        let key = || AtomKey::new(&table.name, AtomKind::PartitionKey, "");
        self.compound("keep_partitions", &model, key(), format!("create procedure {name}"))?;
        let model = KeepPartitionsEvent {
            name: qualified(&name),
            hourly: cycle.every.unit == IntervalUnit::Hour,
            words: format!("keeps up the partitions of {}", table.name),
        };
        self.statement("keep_partitions_event", &model, key(), format!("create event {name}"))
    }

    /// What pg_partman is told of a table that has no partition yet.
    pub fn keep_partitions_by_partman(
        &mut self,
        table: &Table,
        cycle: &PartitionLifecycle,
    ) -> Result<(), TemplateError> {
        let Some(partitioning) = &table.partitioning else { return Ok(()) };
        let Some(control) = single_column(partitioning) else { return Ok(()) };
        let home = table.name.namespace.as_deref().unwrap_or("public");
        let model = Partman {
            parent: format!("{home}.{}", table.name.name),
            control,
            every: interval(cycle.every),
            ahead: cycle.ahead.to_string(),
            starting: cycle.starting.as_deref(),
            default: partitioning.partitions.iter().any(|one| one.bound == Bound::Default),
            keep: cycle.keep.map(interval),
        };
        let key = || AtomKey::new(&table.name, AtomKind::PartitionKey, "");
        let words = format!("hand the partitions of {} to pg_partman", table.name);
        self.statement("partman_parent", &model, key(), words)?;
        let words = format!("tell pg_partman how long rows of {} stay", table.name);
        self.statement("partman_config", &model, key(), words)
    }
}

fn is_date(table: &Table, partitioning: &Partitioning) -> bool {
    let column = single_column(partitioning).and_then(|name| table.column(name));
    column.is_some_and(|column| column.data_type == DataType::Date)
}

fn single_column(partitioning: &Partitioning) -> Option<&str> {
    match partitioning.keys.as_slice() {
        [key] => match &key.target {
            IndexTarget::Column(name) => Some(name),
            IndexTarget::Expression(_) => None,
        },
        _ => None,
    }
}

/// Of quarters, an interval of Postgres knows nothing.
fn interval(interval: Interval) -> String {
    match interval.unit {
        IntervalUnit::Quarter => {
            format!("{} months", u64::from(interval.count) * 3)
        }
        _ => interval.to_string(),
    }
}

/// The same names as `physical` gives.
fn part(unit: IntervalUnit) -> String {
    let format = match unit {
        IntervalUnit::Year => "p%Y",
        IntervalUnit::Quarter => {
            return "concat(date_format(begins, 'p%Y'), 'q', quarter(begins))".to_owned();
        }
        IntervalUnit::Month => "p%Y_%m",
        IntervalUnit::Week => "p%xw%v",
        IntervalUnit::Day => "p%Y_%m_%d",
        IntervalUnit::Hour => "p%Y_%m_%d_%H",
    };
    format!("date_format(begins, '{format}')")
}

fn since(unit: IntervalUnit) -> &'static str {
    match unit {
        IntervalUnit::Hour | IntervalUnit::Day => "cast(utc_date() as datetime)",
        IntervalUnit::Week => "utc_date() - interval weekday(utc_date()) day",
        IntervalUnit::Month => "utc_date() - interval dayofmonth(utc_date()) - 1 day",
        IntervalUnit::Quarter => {
            "makedate(year(utc_date()), 1) + interval quarter(utc_date()) * 3 - 3 month"
        }
        IntervalUnit::Year => "makedate(year(utc_date()), 1)",
    }
}
