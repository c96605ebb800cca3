-- Names of the collations that are in use: by a column, which an index's part is too, or a partition key.
select u.id::int8 as id,
       {collation of u.id} as name
  from (select distinct a.attcollation as id from pg_attribute a
        union
        select unnest(p.partcollation::oid[]) from pg_partitioned_table p) u
 where u.id not in (0, 'pg_catalog."default"'::regcollation)
