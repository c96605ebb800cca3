-- Triggers; those that a partition has from its parent are the parent's.
select t.oid::int8 as id,
       t.tgrelid::int8 as relation_id,
       n.nspname as namespace,
       c.relname as relation,
       c.relkind as relation_kind,
       t.tgname as name,
       t.tgenabled as firing,
       pg_get_triggerdef(t.oid) as definition
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_namespace n on n.oid = c.relnamespace
 where {namespaces}
   and not t.tgisinternal
   and t.tgparentid = 0
   and not exists (select from pg_depend d
                    where d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.deptype = 'e')
