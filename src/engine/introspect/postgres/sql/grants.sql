-- Privileges besides those of the owner and those that the default namespace has from the start.
select g.kind,
       g.id,
       g.namespace,
       g.name,
       g.arguments,
       g.columns,
       case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee) end as grantee,
       g.privilege,
       g.grantable
  from (select case c.relkind when 'S' then 'sequence' else 'table' end as kind, c.oid::int8 as id, n.nspname as namespace,
               c.relname as name, null::text as arguments, null::json as columns, c.relowner as owner, x.grantee,
               x.privilege_type as privilege, x.is_grantable as grantable
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          cross join aclexplode(c.relacl) x
         where {namespaces} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relpersistence <> 't'
           and not exists (select from pg_depend d
                            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        union all
        select 'table', c.oid::int8, n.nspname, c.relname, null, json_agg(a.attname order by a.attnum),
               c.relowner, x.grantee, x.privilege_type, x.is_grantable
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace
          cross join aclexplode(a.attacl) x
         where {namespaces} and a.attacl is not null and not a.attisdropped and c.relpersistence <> 't'
           and not exists (select from pg_depend d
                            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
         group by c.oid, n.nspname, c.relname, c.relowner, x.grantee, x.privilege_type, x.is_grantable
        union all
        select 'namespace', n.oid::int8, null, n.nspname, null, null, n.nspowner, x.grantee, x.privilege_type,
               x.is_grantable
          from pg_namespace n
          cross join aclexplode(n.nspacl) x
         where {namespaces}
           and not exists (select from pg_init_privs p
                            cross join aclexplode(p.initprivs) y
                            where p.classoid = 'pg_namespace'::regclass and p.objoid = n.oid
                              and y.grantee = x.grantee and y.privilege_type = x.privilege_type)
        union all
        select 'routine', p.oid::int8, n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), null,
               p.proowner, x.grantee, x.privilege_type, x.is_grantable
          from pg_proc p
          join pg_namespace n on n.oid = p.pronamespace
          cross join aclexplode(p.proacl) x
         where {namespaces}
           and not exists (select from pg_depend d
                            where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
        union all
        select 'type', t.oid::int8, n.nspname, t.typname, null, null, t.typowner, x.grantee, x.privilege_type,
               x.is_grantable
          from pg_type t
          join pg_namespace n on n.oid = t.typnamespace
          cross join aclexplode(t.typacl) x
         where {namespaces}
           and not exists (select from pg_depend d
                            where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')) g
 where g.grantee <> g.owner
