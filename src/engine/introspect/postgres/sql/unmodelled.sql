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
        select 'invalid index', 'pg_class'::regclass, c.oid, n.nspname, c.relname
          from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and not i.indisvalid and c.relkind = 'i'
        union all
        select 'security label', l.classoid::regclass, l.objoid, null, l.objtype || ' ' || l.objname
          from pg_seclabels l where l.objsubid = 0 or l.classoid = 'pg_class'::regclass
        union all
        select 'subscription', 'pg_subscription'::regclass, s.oid, null, s.subname
          from pg_subscription s
         where s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
        union all
        select 'owner of a schema', 'pg_namespace'::regclass, n.oid, null, n.nspname
          from pg_namespace n
          join pg_init_privs p on p.classoid = 'pg_namespace'::regclass and p.objoid = n.oid
          join pg_roles r on r.oid = n.nspowner
         where {namespaces} and not r.rolsuper
           and n.nspowner <> (select i.grantor from aclexplode(p.initprivs) i limit 1)
        union all
        select 'user mapping', 'pg_user_mapping'::regclass, m.umid, null, m.usename || ' at ' || m.srvname
          from pg_user_mappings m) u
 where not exists (select from pg_depend d
                    where d.classid = u.catalog and d.objid = u.oid and d.deptype in ('e', 'i'))
