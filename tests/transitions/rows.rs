//! Rows for any table, as far as its rules let some be made up, and how many there are.

use std::collections::BTreeMap;

use super::place::Place;
use crate::round_trip::server::Server;

/// Tries a few values for each column, table by table, and again: rows that others refer to may come later.
const POSTGRES: &str = r#"
do $seed$
declare
  t record;
  names text;
  vals text;
  n int;
  round int;
  done text[] := '{}';
begin
  for round in 1..3 loop
    for t in select c.oid, c.oid::regclass::text as name
               from pg_class c join pg_namespace s on s.oid = c.relnamespace
              where c.relkind in ('r', 'p') and not c.relispartition
                and s.nspname not in ('pg_catalog', 'information_schema') and s.nspname not like 'pg\_%'
                and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
              order by c.oid loop
      for n in 1..3 loop
        -- What is there is not put there again: two rows that are the same fit no key to come.
        continue when (t.oid || '-' || n) = any (done);
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum),
               string_agg(case
                 when y.typtype = 'e' then coalesce((select quote_literal(l.enumlabel) from pg_enum l where l.enumtypid = b.oid order by l.enumsortorder limit 1), 'null')
                 when y.typtype = 'c' then 'null'
                 when y.typcategory = 'A' then quote_literal('{}')
                 when y.typcategory = 'N' then n::text
                 when y.typcategory = 'B' then quote_literal(n % 2 = 1)
                 when y.typname in ('json', 'jsonb') then quote_literal('{}')
                 when y.typname = 'uuid' then quote_literal('00000000-0000-0000-0000-00000000000' || n)
                 when y.typname = 'interval' then quote_literal(n || ' days')
                 when y.typname in ('time', 'timetz') then quote_literal('0' || n || ':00')
                 when y.typcategory = 'D' then quote_literal('2024-01-0' || n)
                 when y.typcategory = 'R' then quote_literal('empty')
                 when y.typname = 'inet' then quote_literal('10.0.0.' || n)
                 when y.typname = 'bytea' then quote_literal('\x0' || n)
                 when y.typcategory = 'S' then quote_literal(n::text)
                 else 'null' end, ', ' order by a.attnum)
          into names, vals
          from pg_attribute a
          join pg_type b on b.oid = a.atttypid
          join pg_type y on y.oid = coalesce(nullif(b.typbasetype, 0), b.oid)
         where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a';
        begin
          if names is null then
            execute format('insert into %s default values', t.name);
          else
            execute format('insert into %s (%s) values (%s)', t.name, names, vals);
          end if;
          done := done || (t.oid || '-' || n);
        exception when others then null;
        end;
      end loop;
    end loop;
  end loop;
end
$seed$;
"#;

const POSTGRES_COUNT: &str = "select c.oid::regclass::text || '=' || \
  (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || case c.relkind when 'r' then 'only ' else '' end || \
  c.oid::regclass::text, false, true, '')))[1]::text \
  from pg_class c join pg_namespace s on s.oid = c.relnamespace \
  where c.relkind in ('r', 'p') and not c.relispartition and s.nspname not in ('pg_catalog', 'information_schema') \
  union all \
  select (i.inhparent::regclass)::text || '>' || i.inhrelid::regclass::text || '=0' \
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relispartition and c.relkind in ('r', 'p') order by 1";

/// Puts rows into the tables of a database.
pub fn seed(place: &Place, database: &str) -> Result<(), String> {
    match place {
        Place::Server { server, dialect } if dialect == "postgres" => {
            server.query(database, POSTGRES).map(|_| ())
        }
        Place::Server { server, .. } => seed_mysql(server, database),
        Place::Sqlite(files) => files.seed(database),
    }
}

/// How many rows each table has.
pub fn counts(place: &Place, database: &str) -> Result<BTreeMap<String, u64>, String> {
    let text = match place {
        Place::Server { server, dialect } if dialect == "postgres" => {
            server.query(database, POSTGRES_COUNT)?
        }
        Place::Server { server, .. } => count_mysql(server, database)?,
        Place::Sqlite(files) => return files.counts(database),
    };
    let pair = |line: &str| {
        let (name, count) = line.rsplit_once('=')?;
        Some((name.to_owned(), count.trim().parse().ok()?))
    };
    Ok(text.lines().filter_map(pair).collect())
}

fn seed_mysql(server: &Server, database: &str) -> Result<(), String> {
    let tables = server.query(
        database,
        "select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'",
    )?;
    for _ in 0..2 {
        for table in tables.lines() {
            for number in 1..=2 {
                let columns = server.query(
                    database,
                    &format!(
                        "select concat(column_name, '=', data_type) from information_schema.columns where table_schema = \
                         database() and table_name = '{table}' and generation_expression = '' and extra not like \
                         '%auto_increment%'"
                    ),
                )?;
                let pairs: Vec<(&str, &str)> =
                    columns.lines().filter_map(|line| line.rsplit_once('=')).collect();
                let names: Vec<String> =
                    pairs.iter().map(|(name, _)| format!("`{name}`")).collect();
                let values: Vec<String> = pairs
                    .iter()
                    .map(|(_, data_type)| match *data_type {
                        "json" => "'{}'".to_owned(),
                        "date" | "datetime" | "timestamp" => format!("'2024-01-0{number}'"),
                        "time" => format!("'0{number}:00'"),
                        "enum" | "set" => "1".to_owned(),
                        "bit" => "1".to_owned(),
                        _ => format!("'{number}'"),
                    })
                    .collect();
                let sql = format!(
                    "insert ignore into `{table}` ({}) select {} from dual \
                     where (select count(*) from `{table}`) < {number}",
                    names.join(", "),
                    values.join(", ")
                );
                let _ = server.query(database, &sql);
            }
        }
    }
    Ok(())
}

fn count_mysql(server: &Server, database: &str) -> Result<String, String> {
    let tables = server.query(
        database,
        "select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'",
    )?;
    let mut text = String::new();
    for table in tables.lines() {
        let count = server.query(database, &format!("select count(*) from `{table}`"))?;
        text.push_str(&format!("{table}={}\n", count.trim()));
    }
    let partitions = server.query(
        database,
        "select distinct concat(table_name, '=', partition_name) from information_schema.partitions where table_schema = \
         database() and partition_name is not null",
    )?;
    for (table, partition) in partitions.lines().filter_map(|line| line.rsplit_once('=')) {
        let count = server.query(
            database,
            &format!("select count(*) from `{table}` partition (`{partition}`)"),
        )?;
        text.push_str(&format!("{table}>{partition}={}\n", count.trim()));
    }
    Ok(text)
}
