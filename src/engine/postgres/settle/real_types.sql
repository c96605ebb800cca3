-- Columns of tables, then domains (without a column's name), with their types.
select x.namespace, x.name, x."column",
       x.type || coalesce((select ' collate ' || quote_ident(s.nspname) || '.' || quote_ident(l.collname)
                             from pg_collation l join pg_namespace s on s.oid = l.collnamespace
                            where l.oid = x.collation), '')
  from (select n.nspname as namespace, c.relname as name, a.attname as "column",
               format_type(a.atttypid, a.atttypmod) as type,
               case when a.attcollation <> t.typcollation then a.attcollation end as collation,
               a.attnum as position
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace
          join pg_type t on t.oid = a.atttypid
         where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
           and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
           and a.attnum > 0 and not a.attisdropped
        union all
        select n.nspname, t.typname, null, format_type(t.typbasetype, t.typtypmod),
               case when t.typcollation <> b.typcollation then t.typcollation end, 0
          from pg_type t
          join pg_namespace n on n.oid = t.typnamespace
          join pg_type b on b.oid = t.typbasetype
         where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
           and t.typtype = 'd') x
 order by x.namespace, x.name, x.position
