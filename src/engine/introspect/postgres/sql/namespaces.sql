-- Namespaces, the default one included.
select n.oid::int8 as id,
       n.nspname as name,
       pg_get_userbyid(n.nspowner) as owner
  from pg_namespace n
 where {namespaces}
   and not exists (select from pg_depend d
                    where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e')
