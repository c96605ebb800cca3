-- Functions, procedures and aggregates.
select p.oid::int8 as id,
       n.nspname as namespace,
       p.proname as name,
       p.prokind as kind,
       pg_get_userbyid(p.proowner) as owner,
       pg_get_function_identity_arguments(p.oid) as arguments,
       case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end as definition,
       case when p.prokind = 'a' then json_build_array(
         json_build_array('sfunc', a.aggtransfn::text),
         json_build_array('stype', format_type(a.aggtranstype, null)),
         json_build_array('sspace', nullif(a.aggtransspace, 0)::text),
         json_build_array('finalfunc', nullif(a.aggfinalfn::oid, 0)::regproc::text),
         json_build_array('finalfunc_extra', case when a.aggfinalextra then '' end),
         json_build_array('finalfunc_modify', case when a.aggfinalfn <> 0
           then case a.aggfinalmodify when 's' then 'shareable' when 'w' then 'read_write' end end),
         json_build_array('combinefunc', nullif(a.aggcombinefn::oid, 0)::regproc::text),
         json_build_array('serialfunc', nullif(a.aggserialfn::oid, 0)::regproc::text),
         json_build_array('deserialfunc', nullif(a.aggdeserialfn::oid, 0)::regproc::text),
         json_build_array('initcond', quote_literal(a.agginitval)),
         json_build_array('msfunc', nullif(a.aggmtransfn::oid, 0)::regproc::text),
         json_build_array('minvfunc', nullif(a.aggminvtransfn::oid, 0)::regproc::text),
         json_build_array('mstype', case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end),
         json_build_array('msspace', nullif(a.aggmtransspace, 0)::text),
         json_build_array('mfinalfunc', nullif(a.aggmfinalfn::oid, 0)::regproc::text),
         json_build_array('mfinalfunc_extra', case when a.aggmfinalextra then '' end),
         json_build_array('minitcond', quote_literal(a.aggminitval)),
         json_build_array('sortop', nullif(a.aggsortop, 0)::regoper::text),
         json_build_array('hypothetical', case when a.aggkind = 'h' then '' end),
         json_build_array('parallel', case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end)
       ) end as aggregate
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  left join pg_aggregate a on a.aggfnoid = p.oid
 where {namespaces}
   and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i'))
