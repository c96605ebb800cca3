-- Enums, domains, ranges and composite types; the attributes of the last are among the columns.
select t.oid::int8 as id,
       t.typarray::int8 as array_id,
       nullif(t.typrelid, 0)::int8 as relation_id,
       n.nspname as namespace,
       t.typname as name,
       t.typtype as kind,
       pg_get_userbyid(t.typowner) as owner,
       case when t.typtype = 'e'
            then (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
       end as labels,
       case t.typtype when 'd' then t.typbasetype::int8 when 'r' then r.rngsubtype::int8 end as base_id,
       case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod)
                      when 'r' then format_type(r.rngsubtype, null) end as base,
       t.typnotnull as not_null,
       case when t.typtype = 'd' then pg_get_expr(t.typdefaultbin, 0) end as "default",
       case when t.typtype = 'd' and t.typcollation <> b.typcollation then {collation of t.typcollation}
            when t.typtype = 'r' and r.rngcollation <> b.typcollation then r.rngcollation::regcollation::text
       end as collation,
       case when o.opcdefault is false
            then case when pg_opclass_is_visible(o.oid) then '' else quote_ident(z.nspname) || '.' end || quote_ident(o.opcname)
       end as operator_class,
       case when r.rngcanonical <> 0 then r.rngcanonical::text end as canonical,
       case when r.rngsubdiff <> 0 then r.rngsubdiff::text end as subtype_difference,
       {multirange} as multirange
  from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
  left join pg_range r on r.rngtypid = t.oid
  left join pg_opclass o on o.oid = r.rngsubopc
  left join pg_namespace z on z.oid = o.opcnamespace
  left join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), r.rngsubtype)
  left join pg_class c on c.oid = t.typrelid
 where {namespaces}
   and (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c')
   and not exists (select from pg_depend d
                    where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
