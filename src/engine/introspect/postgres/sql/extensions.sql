-- Extensions; version and comment only where they are not those of the control file.
select e.oid::int8 as id,
       e.extname as name,
       n.nspname as namespace,
       nullif(e.extversion, a.default_version) as version,
       a.comment as usual_comment
  from pg_extension e
  join pg_namespace n on n.oid = e.extnamespace
  left join lateral (select f.default_version, f.comment
                       from pg_available_extensions() f
                      where f.name = e.extname) a on true
 where e.extname <> 'plpgsql'
