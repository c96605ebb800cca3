-- Indexes, also those that serve a constraint (their columns complete the constraint).
select i.indexrelid::int8 as id,
       i.indrelid::int8 as relation_id,
       c.relname as name,
       m.amname as method,
       i.indisunique as is_unique,
       {nulls not distinct} as nulls_not_distinct,
       i.indnkeyatts as key_count,
       i.indkey::int2[] as columns,
       i.indoption::int2[] as ordering,
       i.indclass::oid[]::int8[] as operator_classes,
       i.indcollation::oid[]::int8[] as collations,
       case when i.indexprs is not null
            then (select json_agg(case when i.indkey[k] = 0 then pg_get_indexdef(i.indexrelid, k + 1, false) end
                                  order by k)
                    from generate_series(0, i.indnkeyatts - 1) k)
       end as expressions,
       case when i.indexprs is not null then pg_get_indexdef(i.indexrelid) end as definition,
       pg_get_expr(i.indpred, i.indrelid) as predicate,
       o.parameters,
       c.reloptions as options,
       s.spcname as tablespace,
       i.indisclustered as is_clustered,
       i.indisreplident as is_replica_identity,
       exists (select from pg_constraint x
                where x.conindid = i.indexrelid and x.conrelid = i.indrelid and x.contype in ('p', 'u', 'x'))
         as serves_constraint,
       h.inhrelid is not null as is_attached,
       case when h.inhrelid is not null
            then (select json_agg(a.attname order by a.attnum) from pg_attribute a where a.attrelid = h.inhparent)
       end as usual_columns
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_class r on r.oid = i.indrelid
  join pg_namespace n on n.oid = r.relnamespace
  join pg_am m on m.oid = c.relam
  left join pg_inherits h on h.inhrelid = i.indexrelid
  left join pg_tablespace s on s.oid = c.reltablespace
  left join (select a.attrelid, json_object_agg(a.attnum, a.attoptions) as parameters
               from pg_attribute a
               join pg_class x on x.oid = a.attrelid
              where a.attoptions is not null and x.relkind in ('i', 'I')
              group by a.attrelid) o on o.attrelid = i.indexrelid
 where {namespaces}
   and r.relkind in ('r', 'p', 'm')
   and r.relpersistence <> 't'
   -- One that its parent alone has is among the details; one that was never finished is none.
   and i.indisvalid
   and not exists (select from pg_index p where p.indexrelid = h.inhparent and not p.indisvalid)
