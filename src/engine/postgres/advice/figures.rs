use indexmap::IndexMap;

use crate::advise::statistics::{ColumnFigures, Costs, Measured, MeasuredTable, Setting};
use crate::engine::EngineError;
use crate::engine::postgres::{Row, Session};
use crate::schema::QualifiedName;

/// Rows and sizes of all tables; of partitioned ones, those of their leaves together.
const TABLES: &str = "
    select n.nspname, c.relname,
           greatest(sum(leaf.reltuples), 0)::text,
           sum(pg_relation_size(leaf.oid))::text,
           (sum(leaf.relallvisible)::float8 / greatest(sum(leaf.relpages), 1))::text
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      cross join lateral (
        select l.oid, l.reltuples, l.relallvisible, l.relpages
          from pg_class l
         where l.oid = c.oid and c.relkind <> 'p'
        union all
        select l.oid, l.reltuples, l.relallvisible, l.relpages
          from pg_partition_tree(c.oid) t join pg_class l on l.oid = t.relid
         where c.relkind = 'p' and t.isleaf) leaf
     where c.relkind in ('r', 'p', 'm')
       and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
     group by 1, 2
     order by 1, 2";

/// What `analyze` found; of a partitioned table, what it found over all partitions.
const COLUMNS: &str = "
    select schemaname, tablename, attname, n_distinct::text, null_frac::text, avg_width::text,
           coalesce(correlation, 0)::text,
           to_json(most_common_vals::text::text[])::text, to_json(most_common_freqs)::text,
           to_json(histogram_bounds::text::text[])::text
      from pg_stats
     where schemaname not in ('pg_catalog', 'information_schema')
     order by schemaname, tablename, attname, inherited";

/// What the server was told about its machine, sizes in bytes.
fn settings() -> String {
    let names: Vec<String> =
        Setting::ALL.iter().map(|setting| format!("'{}'", setting.name())).collect();
    format!(
        "select name,
                case when unit is null then setting
                     else pg_size_bytes(current_setting(name))::text end
           from pg_settings
          where name in ({})
          order by name",
        names.join(", ")
    )
}

/// Three questions, however many tables there are.
pub fn figures(session: &mut dyn Session) -> Result<Measured, EngineError> {
    let mut tables: IndexMap<QualifiedName, MeasuredTable> = IndexMap::new();
    for row in session.rows(TABLES)? {
        let name = qualified(&row);
        // A table that was never analysed has no figures worth having.
        let rows = number(&row, 2);
        if rows > 0.0 {
            let table = MeasuredTable {
                name: name.clone(),
                rows,
                bytes: number(&row, 3),
                visible: number(&row, 4).clamp(0.0, 1.0),
                columns: IndexMap::new(),
            };
            tables.insert(name, table);
        }
    }
    for row in session.rows(COLUMNS)? {
        if let Some(table) = tables.get_mut(&qualified(&row)) {
            let column = column(&row, table.rows);
            table.columns.insert(text(&row, 2), column);
        }
    }
    let mut costs = Costs::default();
    for row in session.rows(&settings())? {
        let setting = Setting::ALL.into_iter().find(|setting| setting.name() == text(&row, 0));
        if let Some(setting) = setting {
            costs.set(setting, number(&row, 1));
        }
    }
    Ok(Measured { tables: tables.into_values().collect(), costs })
}

fn column(row: &Row, rows: f64) -> ColumnFigures {
    let distinct = number(row, 3);
    let values: Vec<String> = list(row, 7);
    let parts: Vec<f64> = list(row, 8);
    ColumnFigures {
        // A negative count is a part of the rows.
        distinct: if distinct < 0.0 { -distinct * rows } else { distinct }.max(1.0),
        nulls: number(row, 4),
        width: number(row, 5),
        correlation: number(row, 6),
        common: values.into_iter().zip(parts).collect(),
        histogram: list(row, 9),
        known: true,
    }
}

fn qualified(row: &Row) -> QualifiedName {
    let namespace = text(row, 0);
    QualifiedName::new(Some(namespace.as_str()).filter(|name| *name != "public"), text(row, 1))
}

fn text(row: &Row, place: usize) -> String {
    row.get(place).cloned().flatten().unwrap_or_default()
}

fn number(row: &Row, place: usize) -> f64 {
    text(row, place).parse().unwrap_or(0.0)
}

fn list<T: serde::de::DeserializeOwned>(row: &Row, place: usize) -> Vec<T> {
    serde_json::from_str(&text(row, place)).unwrap_or_default()
}
