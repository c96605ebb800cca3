-- What objects have that the model has no word for: settings of their parts, rights taken from their owners, ties to
-- extensions. Each is the statement that says it, in the form of `others`; those of extensions' objects are the
-- extension's, but for rights, which their users change.
select u.kind, u.namespace, u.name, u.part, u.statements, false as early,
       null as owner, null as identity, null as comment
  from (select 'row security' as kind, 1 as rank, 'pg_class' as catalog, c.oid, n.nspname as namespace, c.relname as name,
               'forced while disabled' as part,
               json_build_array(format('ALTER TABLE ONLY %I.%I FORCE ROW LEVEL SECURITY', n.nspname, c.relname)) as statements
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and c.relforcerowsecurity and not c.relrowsecurity
        union all
        -- Tables have the settings of the columns that are their own; an inherited one has its parent's storage.
        select case c.relkind when 'r' then 'inherited column' when 'm' then 'column of a materialized view'
                              else 'column of a foreign table' end,
               2, 'pg_class', c.oid, n.nspname, c.relname, a.attname || ' ' || x.what, json_build_array(x.statement)
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace
          join pg_type t on t.oid = a.atttypid
          left join lateral (select min(b.attstorage::text) as storage, bool_or(b.attnotnull) as not_null
                               from pg_inherits h
                               join pg_attribute b on b.attrelid = h.inhparent and b.attname = a.attname
                              where h.inhrelid = a.attrelid and not b.attisdropped) p on true
         cross join lateral (
               select s.what, format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET %s', n.nspname, c.relname, a.attname,
                                     s.value) as statement
                 from (values ('storage', 'STORAGE ' || case when a.attstorage::text <> coalesce(p.storage, t.typstorage::text)
                                                             then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL'
                                                                                    when 'm' then 'MAIN' else 'EXTENDED' end end),
                              ('compression', 'COMPRESSION ' || case {compression} when 'l' then 'lz4' when 'p' then 'pglz' end),
                              ('statistics', 'STATISTICS ' || {statistics}),
                              ('options', (select format('(%s)', string_agg(o, ', '))
                                             from unnest(a.attoptions) o
                                            where o not like 'pg\_attver=%' having count(*) > 0)),
                              ('not null', case when c.relkind = 'r' and a.attnotnull and not p.not_null
                                                then 'NOT NULL' end)) s (what, value)
                where s.value is not null
               union all
               select 'comment', format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, a.attname, d.description)
                 from pg_description d
                where c.relkind = 'r' and d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid = a.attnum) x
         where {namespaces} and a.attnum > 0 and not a.attisdropped and not c.relispartition
           and (c.relkind in ('m', 'f') or c.relkind = 'r' and not a.attislocal)
        union all
        select 'statistics of an index', 3, 'pg_class', c.oid, n.nspname, c.relname, 'of column ' || a.attnum,
               json_build_array(format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s', n.nspname, c.relname, a.attnum,
                                       {statistics}))
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and {statistics} is not null
         where {namespaces} and c.relkind in ('i', 'I')
        union all
        -- On its parent alone, with the partitions' ones that are its parts already.
        select 'index of a parent alone', 4, 'pg_class', c.oid, n.nspname, c.relname, '',
               (jsonb_build_array(coalesce(
                  (select format('ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s', n.nspname, r.relname, x.conname,
                                 pg_get_constraintdef(x.oid))
                     from pg_constraint x where x.conindid = c.oid and x.contype in ('p', 'u', 'x')),
                  pg_get_indexdef(c.oid))) ||
                coalesce((select jsonb_agg(x.statement order by h.inhrelid, x.number)
                            from pg_inherits h
                            join pg_class k on k.oid = h.inhrelid
                            join pg_namespace y on y.oid = k.relnamespace
                            join pg_index z on z.indexrelid = k.oid
                            left join pg_constraint o on o.conindid = k.oid and o.contype in ('p', 'u', 'x')
                           cross join lateral (values (1, coalesce(
                                                            format('ALTER TABLE ONLY %s ADD CONSTRAINT %I ', z.indrelid::regclass,
                                                                   o.conname) || pg_get_constraintdef(o.oid),
                                                            pg_get_indexdef(k.oid))),
                                                      (2, format('ALTER INDEX %I.%I ATTACH PARTITION %I.%I', n.nspname, c.relname,
                                                                 y.nspname, k.relname))) x (number, statement)
                           where h.inhparent = c.oid), '[]'))::json
          from pg_index i
          join pg_class c on c.oid = i.indexrelid and c.relkind = 'I'
          join pg_class r on r.oid = i.indrelid
          join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and not i.indisvalid
        union all
        select 'mark of an index', 5, 'pg_class', c.oid, n.nspname, c.relname, 'of ' || r.relname,
               json_build_array(
                 case when i.indisclustered
                      then format('ALTER TABLE %I.%I CLUSTER ON %I', n.nspname, r.relname, c.relname) end,
                 case when i.indisreplident
                      then format('ALTER TABLE ONLY %I.%I REPLICA IDENTITY USING INDEX %I', n.nspname, r.relname, c.relname) end)
          from pg_index i
          join pg_class c on c.oid = i.indexrelid
          join pg_class r on r.oid = i.indrelid and (r.relkind = 'm' or r.relispartition)
          join pg_namespace n on n.oid = r.relnamespace
         where {namespaces} and (i.indisclustered or i.indisreplident)
        union all
        select 'firing of a partition''s trigger', 6, 'pg_class', c.oid, n.nspname, c.relname, t.tgname,
               json_build_array(format('ALTER TABLE ONLY %I.%I %s TRIGGER %I', n.nspname, c.relname,
                 case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS'
                                  else 'ENABLE' end, t.tgname))
          from pg_trigger t
          join pg_trigger p on p.oid = t.tgparentid and p.tgenabled <> t.tgenabled
          join pg_class c on c.oid = t.tgrelid
          join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and not p.tgisinternal
        union all
        -- The sequence of an identity column is as its table.
        select 'persistence of a sequence', 7, 'pg_class', c.oid, n.nspname, c.relname, '',
               json_build_array(format('ALTER SEQUENCE %I.%I SET %s', n.nspname, c.relname,
                                       case c.relpersistence when 'u' then 'UNLOGGED' else 'LOGGED' end))
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i'
                               and d.refclassid = 'pg_class'::regclass
          left join pg_class r on r.oid = d.refobjid
         where {namespaces} and c.relkind = 'S' and c.relpersistence <> 't'
           and c.relpersistence <> coalesce(r.relpersistence, 'p')
        union all
        -- A rule against nulls has the name that the server gave: by what its table and column were called then, cut to what
        -- a name may have, and numbered where that was taken. No design says it, and two schemas differ in it by their past.
        select 'not null constraint', 8, 'pg_class', c.oid, n.nspname, c.relname, k.conname,
               json_build_array(
                 case when not k.convalidated or k.connoinherit
                      then format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I DROP NOT NULL, ADD CONSTRAINT %I NOT NULL %I%s%s',
                                  n.nspname, c.relname, a.attname, k.conname, a.attname,
                                  case when k.connoinherit then ' NO INHERIT' end,
                                  case when not k.convalidated then ' NOT VALID' end)
                      when k.conname !~ '_not_null[0-9]*$'
                      then format('ALTER TABLE ONLY %I.%I RENAME CONSTRAINT %I TO %I', n.nspname, c.relname, u.name, k.conname) end,
                 'COMMENT ON CONSTRAINT ' || format('%I ON %I.%I IS %L', k.conname, n.nspname, c.relname, d.description))
          from pg_constraint k
          join pg_class c on c.oid = k.conrelid and not c.relispartition and c.relkind in ('r', 'p')
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
         cross join lateral (select format('%s_%s_not_null', c.relname, a.attname) as name) u
          left join pg_description d on d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid
         where {namespaces} and k.contype = 'n' and k.conislocal
           and (k.conname !~ '_not_null[0-9]*$'
                or not k.convalidated or k.connoinherit or d.description is not null)
        union all
        select 'not null constraint', 8, 'pg_type', t.oid, n.nspname, t.typname, k.conname,
               json_build_array(
                 case when k.conname !~ '_not_null[0-9]*$'
                      then format('ALTER DOMAIN %I.%I RENAME CONSTRAINT %I TO %I', n.nspname, t.typname, t.typname || '_not_null',
                                  k.conname) end,
                 'COMMENT ON CONSTRAINT ' || format('%I ON DOMAIN %I.%I IS %L', k.conname, n.nspname, t.typname, d.description))
          from pg_constraint k
          join pg_type t on t.oid = k.contypid
          join pg_namespace n on n.oid = t.typnamespace
          left join pg_description d on d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid
         where {namespaces} and k.contype = 'n'
           and (k.conname !~ '_not_null[0-9]*$' or d.description is not null)
        union all
        select 'tie to an extension', 9, d.classid::regclass::text, d.objid, null, e.extname, i.identity,
               json_build_array(format('ALTER %s %s DEPENDS ON EXTENSION %I', i.type, i.identity, e.extname))
          from pg_depend d
          join pg_extension e on e.oid = d.refobjid
         cross join lateral pg_identify_object(d.classid, d.objid, 0) i
         where d.refclassid = 'pg_extension'::regclass and d.deptype = 'x'
        union all
        select 'rights', 10, o.catalog, o.oid, o.namespace, o.name, 'of ' || x.role || ' on a ' || lower(o.kind),
               json_agg(format('%s %s ON %s %s %s %s%s', x.verb, x.privileges, o.kind, o.identity,
                               case x.verb when 'GRANT' then 'TO' else 'FROM' end, x.role,
                               case when x.is_grantable then ' WITH GRANT OPTION' end) order by x.verb desc, x.privileges)
          from (select case c.relkind when 'S' then 'SEQUENCE' else 'TABLE' end as kind, 'pg_class' as catalog, c.oid,
                       n.nspname as namespace, c.relname as name, format('%I.%I', n.nspname, c.relname) as identity,
                       c.relowner as owner, c.relacl as acl,
                       acldefault(case c.relkind when 'S' then 's'::"char" else 'r' end, c.relowner) as usual, false as whole
                  from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where {namespaces} and c.relacl is not null and c.relpersistence <> 't'
                union all
                select case p.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, 'pg_proc', p.oid, n.nspname, p.proname,
                       format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
                       p.proowner, p.proacl, acldefault('f', p.proowner), false
                  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                 where {namespaces} and p.proacl is not null
                union all
                select 'TYPE', 'pg_type', t.oid, n.nspname, t.typname, format('%I.%I', n.nspname, t.typname),
                       t.typowner, t.typacl, acldefault('T', t.typowner), false
                  from pg_type t join pg_namespace n on n.oid = t.typnamespace
                 where {namespaces} and t.typacl is not null
                union all
                select 'LANGUAGE', 'pg_language', l.oid, null, l.lanname, quote_ident(l.lanname),
                       l.lanowner, l.lanacl, acldefault('l', l.lanowner), true
                  from pg_language l where l.lanacl is not null
                union all
                select 'FOREIGN DATA WRAPPER', 'pg_foreign_data_wrapper', w.oid, null, w.fdwname, quote_ident(w.fdwname),
                       w.fdwowner, w.fdwacl, acldefault('F', w.fdwowner), true
                  from pg_foreign_data_wrapper w where w.fdwacl is not null
                union all
                select 'FOREIGN SERVER', 'pg_foreign_server', s.oid, null, s.srvname, quote_ident(s.srvname),
                       s.srvowner, s.srvacl, acldefault('S', s.srvowner), true
                  from pg_foreign_server s where s.srvacl is not null) o
          left join pg_init_privs i on i.classoid = o.catalog::regclass and i.objoid = o.oid and i.objsubid = 0
         cross join lateral (select exists (select from pg_depend d
                                             where d.classid = o.catalog::regclass and d.objid = o.oid
                                               and d.deptype = 'e') as of_extension) e
         cross join lateral (
               select y.verb, y.is_grantable, string_agg(y.privilege_type, ', ' order by y.privilege_type) as privileges,
                      case when y.grantee = 0 then 'PUBLIC'
                           when y.grantee = o.owner and pg_get_userbyid(o.owner) = current_user then 'CURRENT_USER'
                           else quote_ident(pg_get_userbyid(y.grantee)) end as role
                 from (select 'GRANT' as verb, a.grantee, a.privilege_type, a.is_grantable
                         from aclexplode(o.acl) a
                        where (o.whole or e.of_extension) and a.grantee <> o.owner
                          and not exists (select from aclexplode(coalesce(i.initprivs, o.usual)) b
                                           where b.grantee = a.grantee and b.privilege_type = a.privilege_type
                                             and b.is_grantable = a.is_grantable)
                       union all
                       -- The grants of other objects are in the model, and so is what everyone has lost.
                       select 'REVOKE', b.grantee, b.privilege_type, false
                         from aclexplode(coalesce(i.initprivs, o.usual)) b
                        where (o.whole or e.of_extension or b.grantee = o.owner)
                          and not exists (select from aclexplode(o.acl) a
                                           where a.grantee = b.grantee and a.privilege_type = b.privilege_type)) y
                group by y.verb, y.is_grantable, y.grantee) x
         group by o.catalog, o.oid, o.kind, o.namespace, o.name, o.identity, x.role) u
 where u.kind in ('rights', 'tie to an extension')
    or not exists (select from pg_depend d
                    where d.classid = u.catalog::regclass and d.objid = u.oid and d.deptype = 'e')
 order by u.rank, u.namespace, u.name, u.part
