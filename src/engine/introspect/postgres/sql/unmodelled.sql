-- What the model has no place for; objects of extensions are the extension's.
select u.kind, u.namespace, u.name
  from (select 'base type' as kind, 'pg_type'::regclass as catalog, t.oid, n.nspname as namespace, t.typname as name
          from pg_type t join pg_namespace n on n.oid = t.typnamespace
         where {namespaces} and t.typtype in ('b', 'p')
           and not exists (select from pg_type e where e.typarray = t.oid)
        union all
        select 'foreign table that is a partition', 'pg_class'::regclass, c.oid, n.nspname, c.relname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and c.relkind = 'f' and c.relispartition
        union all
        select 'text search parser', 'pg_ts_parser'::regclass, p.oid, n.nspname, p.prsname
          from pg_ts_parser p join pg_namespace n on n.oid = p.prsnamespace
         where {namespaces}
        union all
        select 'text search template', 'pg_ts_template'::regclass, t.oid, n.nspname, t.tmplname
          from pg_ts_template t join pg_namespace n on n.oid = t.tmplnamespace
         where {namespaces}
        union all
        select 'language', 'pg_language'::regclass, l.oid, null, l.lanname
          from pg_language l where l.oid >= 16384
        union all
        select 'access method', 'pg_am'::regclass, m.oid, null, m.amname
          from pg_am m where m.oid >= 16384
        union all
        select 'transform', 'pg_transform'::regclass, t.oid, null, format_type(t.trftype, null) || ' for ' || l.lanname
          from pg_transform t join pg_language l on l.oid = t.trflang where t.oid >= 16384
        union all
        select 'subscription', 'pg_subscription'::regclass, s.oid, null, s.subname
          from pg_subscription s
         where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
        union all
        select 'user mapping', 'pg_user_mapping'::regclass, m.umid, null, m.usename || ' at ' || m.srvname
          from pg_user_mappings m) u
 where not exists (select from pg_depend d
                    where d.classid = u.catalog and d.objid = u.oid and d.deptype in ('e', 'i'))
