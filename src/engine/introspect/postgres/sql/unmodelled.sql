-- What the model has no place for; objects of extensions are the extension's, and what a range type
-- brings with it is the type's.
select u.kind, u.namespace, u.name
  from (select 'rule' as kind, 'pg_rewrite'::regclass as catalog, r.oid, n.nspname as namespace,
               c.relname || '.' || r.rulename as name
          from pg_rewrite r
          join pg_class c on c.oid = r.ev_class
          join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and r.rulename <> '_RETURN'
        union all
        select 'foreign table', 'pg_class'::regclass, c.oid, n.nspname, c.relname
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and c.relkind = 'f'
        union all
        select 'statistics', 'pg_statistic_ext'::regclass, s.oid, n.nspname, s.stxname
          from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
         where {namespaces}
        union all
        select 'operator', 'pg_operator'::regclass, o.oid, n.nspname, o.oprname
          from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
         where {namespaces}
        union all
        select 'operator class', 'pg_opclass'::regclass, o.oid, n.nspname, o.opcname
          from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace
         where {namespaces}
        union all
        select 'collation', 'pg_collation'::regclass, c.oid, n.nspname, c.collname
          from pg_collation c join pg_namespace n on n.oid = c.collnamespace
         where {namespaces}
        union all
        select 'conversion', 'pg_conversion'::regclass, c.oid, n.nspname, c.conname
          from pg_conversion c join pg_namespace n on n.oid = c.connamespace
         where {namespaces}
        union all
        select 'text search configuration', 'pg_ts_config'::regclass, c.oid, n.nspname, c.cfgname
          from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace
         where {namespaces}
        union all
        select 'text search dictionary', 'pg_ts_dict'::regclass, c.oid, n.nspname, c.dictname
          from pg_ts_dict c join pg_namespace n on n.oid = c.dictnamespace
         where {namespaces}
        union all
        select 'base type', 'pg_type'::regclass, t.oid, n.nspname, t.typname
          from pg_type t join pg_namespace n on n.oid = t.typnamespace
         where {namespaces} and t.typtype in ('b', 'p')
           and not exists (select from pg_type e where e.typarray = t.oid)
        union all
        select 'cast', 'pg_cast'::regclass, c.oid, null,
               format_type(c.castsource, null) || ' as ' || format_type(c.casttarget, null)
          from pg_cast c where c.oid >= 16384
        union all
        select 'language', 'pg_language'::regclass, l.oid, null, l.lanname
          from pg_language l where l.oid >= 16384
        union all
        select 'access method', 'pg_am'::regclass, m.oid, null, m.amname
          from pg_am m where m.oid >= 16384
        union all
        select 'event trigger', 'pg_event_trigger'::regclass, e.oid, null, e.evtname
          from pg_event_trigger e
        union all
        select 'publication', 'pg_publication'::regclass, p.oid, null, p.pubname
          from pg_publication p
        union all
        select 'subscription', 'pg_subscription'::regclass, s.oid, null, s.subname
          from pg_subscription s
         where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
        union all
        select 'foreign data wrapper', 'pg_foreign_data_wrapper'::regclass, w.oid, null, w.fdwname
          from pg_foreign_data_wrapper w
        union all
        select 'foreign server', 'pg_foreign_server'::regclass, s.oid, null, s.srvname
          from pg_foreign_server s
        union all
        select 'default privileges', 'pg_default_acl'::regclass, a.oid, n.nspname,
               'of ' || pg_get_userbyid(a.defaclrole) || ' for '
               || case a.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                                       when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end
          from pg_default_acl a left join pg_namespace n on n.oid = a.defaclnamespace) u
 where not exists (select from pg_depend d
                    where d.classid = u.catalog and d.objid = u.oid and d.deptype in ('e', 'i'))
