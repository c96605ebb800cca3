//! Rows for any table, as far as its rules let some be made up, and how many there are.

use std::collections::BTreeMap;

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
pub fn seed(server: &Server, dialect: &str, database: &str) -> Result<(), String> {
    match dialect {
        "postgres" => server.query(database, POSTGRES).map(|_| ()),
        _ => super::trip::seed_mysql(server, database),
    }
}

/// How many rows each table has.
pub fn counts(
    server: &Server,
    dialect: &str,
    database: &str,
) -> Result<BTreeMap<String, u64>, String> {
    let text = match dialect {
        "postgres" => server.query(database, POSTGRES_COUNT)?,
        _ => super::trip::count_mysql(server, database)?,
    };
    let pair = |line: &str| {
        let (name, count) = line.rsplit_once('=')?;
        Some((name.to_owned(), count.trim().parse().ok()?))
    };
    Ok(text.lines().filter_map(pair).collect())
}
