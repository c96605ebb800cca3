-- Tables, partitioned tables, partitions, views and materialized views.
select c.oid::int8 as id,
       n.nspname as namespace,
       c.relname as name,
       c.relkind as kind,
       pg_get_userbyid(c.relowner) as owner,
       c.relpersistence = 'u' as unlogged,
       c.relrowsecurity as row_security,
       c.relforcerowsecurity as forced_row_security,
       c.relreplident as replica_identity,
       c.reloptions as options,
       x.reloptions as toast_options,
       s.spcname as tablespace,
       case when c.relkind in ('r', 'm') and a.amname <> 'heap' then a.amname end as access_method,
       c.relispartition as is_partition,
       nullif(c.reloftype, 0)::int8 as type_id,
       case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end as bound,
       i.parents,
       p.partstrat as strategy,
       p.partattrs::int2[] as key_columns,
       p.partclass::oid[]::int8[] as key_operator_classes,
       p.partcollation::oid[]::int8[] as key_collations,
       pg_get_expr(p.partexprs, p.partrelid) as key_expressions,
       case when p.partexprs is not null then pg_get_partkeydef(c.oid) end as key_definition,
       case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as query
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_class x on x.oid = c.reltoastrelid
  left join pg_tablespace s on s.oid = c.reltablespace
  left join pg_am a on a.oid = c.relam
  left join pg_partitioned_table p on p.partrelid = c.oid
  left join (select h.inhrelid, json_agg(h.inhparent::int8 order by h.inhseqno) as parents
               from pg_inherits h
              group by h.inhrelid) i on i.inhrelid = c.oid
 where {namespaces}
   and c.relkind in ('r', 'p', 'v', 'm')
   and c.relpersistence <> 't'
   and not exists (select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
