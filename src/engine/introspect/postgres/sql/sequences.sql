-- Sequences, also those behind identity columns (bound = 'i') and serial columns (bound = 'a').
select c.oid::int8 as id,
       n.nspname as namespace,
       c.relname as name,
       pg_get_userbyid(c.relowner) as owner,
       format_type(s.seqtypid, null) as type,
       s.seqstart as start,
       s.seqincrement as increment,
       s.seqmin as minimum,
       s.seqmax as maximum,
       s.seqcache as cache,
       s.seqcycle as cycle,
       d.deptype as bound,
       d.refobjid::int8 as table_id,
       d.refobjsubid as column_number
  from pg_sequence s
  join pg_class c on c.oid = s.seqrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
                       and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
 where {namespaces}
   and c.relpersistence <> 't'
   and not exists (select from pg_depend x
                    where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
