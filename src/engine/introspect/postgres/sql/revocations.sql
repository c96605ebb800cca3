-- Routines and types that everyone may use from the start, where that was taken away.
select 'routine' as kind,
       n.nspname as namespace,
       p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where {namespaces} and p.proacl is not null
   and not exists (select from aclexplode(p.proacl) x where x.grantee = 0)
   and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
union all
select 'type', n.nspname, t.typname
  from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
 where {namespaces} and t.typacl is not null
   and not exists (select from aclexplode(t.typacl) x where x.grantee = 0)
   and not exists (select from pg_depend d
                    where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
