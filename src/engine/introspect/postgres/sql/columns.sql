-- Columns of tables, partitions and materialized views (whose indexes name them), attributes of composite types.
select a.attrelid::int8 as relation_id,
       a.attnum as number,
       a.attname as name,
       a.atttypid::int8 as type_id,
       format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as not_null,
       a.attislocal as is_local,
       a.attidentity as identity,
       a.attgenerated as generated,
       pg_get_expr(f.adbin, f.adrelid) as "default",
       case when a.attcollation <> t.typcollation then {collation of a.attcollation} end as collation,
       a.attcollation::int8 as collation_id,
       case when a.attstorage <> t.typstorage then a.attstorage end as storage,
       {compression} as compression,
       {statistics} as statistics,
       a.attoptions as options
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid
  left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum and a.atthasdef
 where {namespaces}
   and c.relkind in ('r', 'p', 'c', 'm')
   and c.relpersistence <> 't'
   and a.attnum > 0
   and not a.attisdropped
