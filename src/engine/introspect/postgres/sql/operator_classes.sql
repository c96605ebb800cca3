-- Operator classes, as an index names them.
select o.oid::int8 as id,
       o.opcdefault as is_default,
       case when pg_opclass_is_visible(o.oid) then quote_ident(o.opcname)
            else quote_ident(n.nspname) || '.' || quote_ident(o.opcname) end as name
  from pg_opclass o
  join pg_namespace n on n.oid = o.opcnamespace
