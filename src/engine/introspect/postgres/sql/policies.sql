-- Row-level security policies; the role 0 is everyone.
select p.oid::int8 as id,
       p.polrelid::int8 as relation_id,
       p.polname as name,
       p.polpermissive as permissive,
       p.polcmd as command,
       (select json_agg(r.rolname order by r.rolname) from pg_roles r where r.oid = any (p.polroles)) as roles,
       pg_get_expr(p.polqual, p.polrelid) as using_expression,
       pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 where {namespaces}
