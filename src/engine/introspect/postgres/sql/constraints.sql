-- Constraints of tables and domains. Those that a child table inherits are its parent's, and so are those of a
-- partition, which says so because it may have them under names of its own.
select c.oid::int8 as id,
       nullif(c.conrelid, 0)::int8 as relation_id,
       nullif(c.contypid, 0)::int8 as domain_id,
       nullif(c.conindid, 0)::int8 as index_id,
       c.conname as name,
       c.contype as kind,
       c.conparentid <> 0 or not c.conislocal as is_inherited,
       c.condeferrable as deferrable,
       c.condeferred as deferred,
       c.convalidated as validated,
       {enforced} as enforced,
       {period} as period,
       c.connoinherit as no_inherit,
       c.conkey as columns,
       nullif(c.confrelid, 0)::int8 as referenced_id,
       c.confkey as referenced_columns,
       c.confupdtype as on_update,
       c.confdeltype as on_delete,
       c.confmatchtype as match_type,
       {set columns} as set_columns,
       case when {period} then pg_get_constraintdef(c.oid) end as definition,
       case when c.contype = 'c' then pg_get_expr(c.conbin, c.conrelid) end as expression,
       case when c.contype = 'x'
            then (select json_agg(case when pg_operator_is_visible(o.oid) then o.oprname
                                       else 'operator(' || quote_ident(x.nspname) || '.' || o.oprname || ')' end
                                  order by k.position)
                    from unnest(c.conexclop) with ordinality k (operator, position)
                    join pg_operator o on o.oid = k.operator
                    join pg_namespace x on x.oid = o.oprnamespace)
       end as operators
  from pg_constraint c
  join pg_namespace n on n.oid = c.connamespace
  left join pg_class r on r.oid = c.conrelid
 where {namespaces}
   and c.contype in ('p', 'u', 'f', 'c', 'x')
   and (c.conparentid = 0 and c.conislocal or r.relispartition and c.contype <> 'f')
   -- Those that a parent alone has are among the details, with their parts.
   and not exists (select from pg_index i
                    where i.indexrelid = c.conindid and not i.indisvalid and c.contype in ('p', 'u', 'x'))
   and not exists (select from pg_inherits h
                     join pg_index i on i.indexrelid = h.inhparent and not i.indisvalid
                    where h.inhrelid = c.conindid and c.contype in ('p', 'u', 'x'))
