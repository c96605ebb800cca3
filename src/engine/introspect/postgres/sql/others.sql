-- Objects that are kept as statements; those of extensions are the extension's, and what a range type brings with
-- it is the type's. `identity` is how a comment or an owner is given to the object, where one can be.
select u.kind, u.namespace, u.name, u.part, u.statements, u.early, pg_get_userbyid(u.owner) as owner,
       case when u.identity then i.identity end as identity,
       case when u.identity then obj_description(u.oid, u.catalog::name) end as comment
  from (select 'access method' as kind, 'pg_am' as catalog, m.oid, null::name as namespace, m.amname as name,
               ''::text as part, null::oid as owner, true as identity, true as early, 0 as rank,
               json_build_array(format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', m.amname,
                 case m.amtype when 't' then 'TABLE' else 'INDEX' end, m.amhandler)) as statements
          from pg_am m
         where m.oid >= 16384
        union all
        select 'language', 'pg_language', l.oid, null, l.lanname, '', l.lanowner, true, true, 0,
               json_build_array(format('CREATE %sLANGUAGE %I HANDLER %s%s%s', case when l.lanpltrusted then 'TRUSTED ' end,
                 l.lanname, l.lanplcallfoid::regproc, ' INLINE ' || nullif(l.laninline::oid, 0)::regproc::text,
                 ' VALIDATOR ' || nullif(l.lanvalidator::oid, 0)::regproc::text))
          from pg_language l
         where l.oid >= 16384 and l.lanispl
        union all
        select 'text search parser', 'pg_ts_parser', p.oid, n.nspname, p.prsname, '', null, true, true, 0,
               json_build_array(format('CREATE TEXT SEARCH PARSER %I.%I (start = %s, gettoken = %s, end = %s%s, lextypes = %s)',
                 n.nspname, p.prsname, p.prsstart, p.prstoken, p.prsend,
                 ', headline = ' || nullif(p.prsheadline::oid, 0)::regproc::text, p.prslextype))
          from pg_ts_parser p
          join pg_namespace n on n.oid = p.prsnamespace
         where {namespaces}
        union all
        select 'text search template', 'pg_ts_template', t.oid, n.nspname, t.tmplname, '', null, true, true, 0,
               json_build_array(format('CREATE TEXT SEARCH TEMPLATE %I.%I (%slexize = %s)', n.nspname, t.tmplname,
                 'init = ' || nullif(t.tmplinit::oid, 0)::regproc::text || ', ', t.tmpllexize))
          from pg_ts_template t
          join pg_namespace n on n.oid = t.tmplnamespace
         where {namespaces}
        union all
        select 'operator family', 'pg_opfamily', f.oid, n.nspname, f.opfname,
               m.amname::text, f.opfowner, true, true, 1,
               json_build_array(format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, m.amname))
          from pg_opfamily f
          join pg_namespace n on n.oid = f.opfnamespace
          join pg_am m on m.oid = f.opfmethod
         where {namespaces}
           and not exists (select from pg_opclass c
                            where c.opcfamily = f.oid and c.opcname = f.opfname and c.opcnamespace = f.opfnamespace)
        union all
        select 'collation', 'pg_collation', c.oid, n.nspname, c.collname, '', c.collowner, true, true, 2,
               json_build_array(format('CREATE COLLATION %I.%I (provider = %s, %s%s)', n.nspname, c.collname,
                 case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
                 case when c.collprovider = 'c' and c.collcollate <> c.collctype
                      then format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
                      else format('locale = %L', coalesce({locale}, c.collcollate)) end,
                 case when not c.collisdeterministic then ', deterministic = false' end))
          from pg_collation c
          join pg_namespace n on n.oid = c.collnamespace
         where {namespaces}
        union all
        select 'conversion', 'pg_conversion', c.oid, n.nspname, c.conname, '', c.conowner, true, true, 2,
               json_build_array(format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s',
                 case when c.condefault then 'DEFAULT ' end, n.nspname, c.conname,
                 pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc::regproc))
          from pg_conversion c
          join pg_namespace n on n.oid = c.connamespace
         where {namespaces}
        union all
        select 'text search dictionary', 'pg_ts_dict', d.oid, n.nspname, d.dictname, '', d.dictowner, true, true, 2,
               json_build_array(format('CREATE TEXT SEARCH DICTIONARY %I.%I (template = %s%s)', n.nspname, d.dictname,
                 x.nspname || '.' || quote_ident(t.tmplname), ', ' || d.dictinitoption))
          from pg_ts_dict d
          join pg_namespace n on n.oid = d.dictnamespace
          join pg_ts_template t on t.oid = d.dicttemplate
          join pg_namespace x on x.oid = t.tmplnamespace
         where {namespaces}
        union all
        select 'text search configuration', 'pg_ts_config', c.oid, n.nspname, c.cfgname, '', c.cfgowner, true, true, 3,
               (jsonb_build_array(
                 format('CREATE TEXT SEARCH CONFIGURATION %I.%I (parser = %s)', n.nspname, c.cfgname,
                        x.nspname || '.' || quote_ident(p.prsname))) ||
               coalesce((select jsonb_agg(format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                                                 n.nspname, c.cfgname, m.alias, m.dictionaries) order by m.tokid)
                           from (select t.tokid, t.alias,
                                        string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno) as dictionaries
                                   from pg_ts_config_map m
                                   join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
                                  where m.mapcfg = c.oid
                                  group by t.tokid, t.alias) m), '[]'))::json
          from pg_ts_config c
          join pg_namespace n on n.oid = c.cfgnamespace
          join pg_ts_parser p on p.oid = c.cfgparser
          join pg_namespace x on x.oid = p.prsnamespace
         where {namespaces}
        union all
        select 'operator', 'pg_operator', o.oid, n.nspname, o.oprname,
               '(' || case when o.oprleft = 0 then 'NONE' else format_type(o.oprleft, null) end || ', '
                   || format_type(o.oprright, null) || ')',
               o.oprowner, true, true, 4,
               json_build_array(format(E'CREATE OPERATOR %I.%s (\n  %s\n)', n.nspname, o.oprname,
                 concat_ws(E',\n  ', 'FUNCTION = ' || o.oprcode::text,
                   case when o.oprleft <> 0 then 'LEFTARG = ' || format_type(o.oprleft, null) end,
                   'RIGHTARG = ' || format_type(o.oprright, null),
                   case when o.oprcom <> 0 and (o.oprcom < o.oid or o.oprcom = o.oid)
                        then (select format('COMMUTATOR = OPERATOR(%I.%s)', y.nspname, x.oprname)
                                from pg_operator x join pg_namespace y on y.oid = x.oprnamespace where x.oid = o.oprcom) end,
                   case when o.oprnegate <> 0 and o.oprnegate < o.oid
                        then (select format('NEGATOR = OPERATOR(%I.%s)', y.nspname, x.oprname)
                                from pg_operator x join pg_namespace y on y.oid = x.oprnamespace where x.oid = o.oprnegate) end,
                   'RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc::text,
                   'JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc::text,
                   case when o.oprcanmerge then 'MERGES' end,
                   case when o.oprcanhash then 'HASHES' end)))
          from pg_operator o
          join pg_namespace n on n.oid = o.oprnamespace
         where {namespaces} and o.oprcode <> 0
        union all
        select 'operator class', 'pg_opclass', c.oid, n.nspname, c.opcname, m.amname, c.opcowner, true, true, 5,
               json_build_array(format(E'CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I%s AS\n  %s', n.nspname, c.opcname,
                 case when c.opcdefault then 'DEFAULT ' end, format_type(c.opcintype, null), m.amname,
                 case when f.opfname <> c.opcname or f.opfnamespace <> c.opcnamespace
                      then (select format(' FAMILY %I.%I', y.nspname, f.opfname)
                              from pg_namespace y where y.oid = f.opfnamespace) end,
                 (select string_agg(x.entry, E',\n  ' order by x.class, x.number, x.entry)
                    from (select 1 as class, 0 as number,
                                 'STORAGE ' || format_type(nullif(c.opckeytype, 0), null) as entry
                          union all
                          select 2, a.amopstrategy,
                                 format('OPERATOR %s %s%s', a.amopstrategy, a.amopopr::regoperator,
                                        case when a.amopsortfamily <> 0
                                             then (select format(' FOR ORDER BY %I.%I', y.nspname, z.opfname)
                                                     from pg_opfamily z join pg_namespace y on y.oid = z.opfnamespace
                                                    where z.oid = a.amopsortfamily) end)
                            from pg_amop a
                            join pg_depend d on d.classid = 'pg_amop'::regclass and d.objid = a.oid
                                            and d.refclassid = 'pg_opclass'::regclass and d.refobjid = c.oid
                          union all
                          select 3, a.amprocnum,
                                 format('FUNCTION %s (%s, %s) %s', a.amprocnum, format_type(a.amproclefttype, null),
                                        format_type(a.amprocrighttype, null), a.amproc::regprocedure)
                            from pg_amproc a
                            join pg_depend d on d.classid = 'pg_amproc'::regclass and d.objid = a.oid
                                            and d.refclassid = 'pg_opclass'::regclass and d.refobjid = c.oid) x
                   where x.entry is not null)))
          from pg_opclass c
          join pg_namespace n on n.oid = c.opcnamespace
          join pg_am m on m.oid = c.opcmethod
          join pg_opfamily f on f.oid = c.opcfamily
         where {namespaces}
        union all
        -- What a family has for more than one type belongs to none of its classes.
        select 'members of an operator family', 'pg_opfamily', f.oid, n.nspname, f.opfname, m.amname, null, false, true, 6,
               json_build_array(format(E'ALTER OPERATOR FAMILY %I.%I USING %I ADD\n  %s', n.nspname, f.opfname, m.amname,
                 string_agg(x.entry, E',\n  ' order by x.class, x.number, x.entry)))
          from pg_opfamily f
          join pg_namespace n on n.oid = f.opfnamespace
          join pg_am m on m.oid = f.opfmethod
          join (select a.amopfamily as family, 1 as class, a.amopstrategy as number,
                       format('OPERATOR %s %s%s', a.amopstrategy, a.amopopr::regoperator,
                              case when a.amopsortfamily <> 0
                                   then (select format(' FOR ORDER BY %I.%I', y.nspname, z.opfname)
                                           from pg_opfamily z join pg_namespace y on y.oid = z.opfnamespace
                                          where z.oid = a.amopsortfamily) end) as entry
                  from pg_amop a
                  join pg_depend d on d.classid = 'pg_amop'::regclass and d.objid = a.oid
                                  and d.refclassid = 'pg_opfamily'::regclass
                union all
                select a.amprocfamily, 2, a.amprocnum,
                       format('FUNCTION %s (%s, %s) %s', a.amprocnum, format_type(a.amproclefttype, null),
                              format_type(a.amprocrighttype, null), a.amproc::regprocedure)
                  from pg_amproc a
                  join pg_depend d on d.classid = 'pg_amproc'::regclass and d.objid = a.oid
                                  and d.refclassid = 'pg_opfamily'::regclass) x on x.family = f.oid
         where {namespaces}
         group by f.oid, n.nspname, f.opfname, m.amname
        union all
        select 'cast', 'pg_cast', c.oid, null, format_type(c.casttarget, null), 'from ' || format_type(c.castsource, null),
               null, true, true, 7,
               json_build_array(format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, null),
                 format_type(c.casttarget, null),
                 case c.castmethod when 'f' then 'WITH FUNCTION ' || c.castfunc::regprocedure
                                   when 'i' then 'WITH INOUT' else 'WITHOUT FUNCTION' end,
                 case c.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' end))
          from pg_cast c
         where c.oid >= 16384
        union all
        select 'foreign data wrapper', 'pg_foreign_data_wrapper', w.oid, null, w.fdwname, '', w.fdwowner, true, true, 7,
               json_build_array(format('CREATE FOREIGN DATA WRAPPER %I%s%s%s', w.fdwname,
                 ' HANDLER ' || nullif(w.fdwhandler, 0)::regproc::text,
                 ' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc::text,
                 {options of w.fdwoptions}))
          from pg_foreign_data_wrapper w
        union all
        select 'foreign server', 'pg_foreign_server', s.oid, null, s.srvname, '', s.srvowner, true, true, 8,
               json_build_array(format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I%s', s.srvname,
                 ' TYPE ' || quote_literal(s.srvtype), ' VERSION ' || quote_literal(s.srvversion), w.fdwname,
                 {options of s.srvoptions}))
          from pg_foreign_server s
          join pg_foreign_data_wrapper w on w.oid = s.srvfdw
        union all
        select 'foreign table', 'pg_class', c.oid, n.nspname, c.relname, '', c.relowner, true, true, 9,
               (jsonb_build_array(format(E'CREATE FOREIGN TABLE %I.%I (%s\n) SERVER %I%s', n.nspname, c.relname,
                 (select string_agg(x.line, ',' order by x.class, x.number, x.line)
                    from (select 1 as class, a.attnum as number,
                                 format(E'\n  %I %s%s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                                        {options of a.attfdwoptions},
                                        ' COLLATE ' || case when a.attcollation <> t.typcollation
                                                            then a.attcollation::regcollation::text end,
                                        case a.attgenerated
                                          when '' then ' DEFAULT ' || pg_get_expr(e.adbin, e.adrelid)
                                          else format(' GENERATED ALWAYS AS (%s)%s', pg_get_expr(e.adbin, e.adrelid),
                                                      case a.attgenerated when 's' then ' STORED' end) end,
                                        case when a.attnotnull then ' NOT NULL' end) as line
                            from pg_attribute a
                            join pg_type t on t.oid = a.atttypid
                            left join pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
                           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                          union all
                          select 2, 0, format(E'\n  CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
                            from pg_constraint k
                           where k.conrelid = c.oid and k.contype = 'c') x),
                 s.srvname, {options of f.ftoptions})) ||
               coalesce((select jsonb_agg(format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, a.attname, d.description)
                                          order by a.attnum)
                           from pg_description d
                           join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
                          where d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid > 0), '[]'))::json
          from pg_foreign_table f
          join pg_class c on c.oid = f.ftrelid
          join pg_namespace n on n.oid = c.relnamespace
          join pg_foreign_server s on s.oid = f.ftserver
         where {namespaces} and not c.relispartition
        union all
        select 'transform', 'pg_transform', t.oid, null, format_type(t.trftype, null), 'for ' || l.lanname, null, false, false, 10,
               json_build_array(format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, null), l.lanname,
                 concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure::text,
                           'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure::text)))
          from pg_transform t
          join pg_language l on l.oid = t.trflang
         where t.oid >= 16384
        union all
        select 'rule', 'pg_rewrite', r.oid, n.nspname, r.rulename, 'on ' || c.relname, null, true, false, 10,
               json_build_array(pg_get_ruledef(r.oid),
                 case r.ev_enabled when 'D' then format('ALTER TABLE %I.%I DISABLE RULE %I', n.nspname, c.relname, r.rulename)
                                   when 'R' then format('ALTER TABLE %I.%I ENABLE REPLICA RULE %I', n.nspname, c.relname, r.rulename)
                                   when 'A' then format('ALTER TABLE %I.%I ENABLE ALWAYS RULE %I', n.nspname, c.relname, r.rulename) end)
          from pg_rewrite r
          join pg_class c on c.oid = r.ev_class
          join pg_namespace n on n.oid = c.relnamespace
         where {namespaces} and r.rulename <> '_RETURN'
        union all
        select 'statistics', 'pg_statistic_ext', s.oid, n.nspname, s.stxname, '', s.stxowner, true, false, 11,
               json_build_array(pg_get_statisticsobjdef(s.oid),
                 case when {extended statistics target} >= 0
                      then format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, {extended statistics target}) end)
          from pg_statistic_ext s
          join pg_namespace n on n.oid = s.stxnamespace
         where {namespaces}
        union all
        select 'default of a view''s column', 'pg_attrdef', d.oid, n.nspname, c.relname, a.attname, null, false, false, 12,
               json_build_array(format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname, a.attname,
                                       pg_get_expr(d.adbin, d.adrelid)))
          from pg_attrdef d
          join pg_class c on c.oid = d.adrelid and c.relkind = 'v'
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
         where {namespaces}
        union all
        select 'default of an inherited column', 'pg_class', c.oid, n.nspname, c.relname, a.attname, null, false, false, 12,
               json_build_array(format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I %s', n.nspname, c.relname, a.attname,
                                       coalesce('SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), 'DROP DEFAULT')))
          from pg_inherits h
          join pg_class c on c.oid = h.inhrelid and c.relkind = 'r' and not c.relispartition
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and not a.attislocal and a.attgenerated = '' and not a.attisdropped
          join pg_attribute b on b.attrelid = h.inhparent and b.attname = a.attname and not b.attisdropped
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          left join pg_attrdef e on e.adrelid = b.attrelid and e.adnum = b.attnum
         where {namespaces}
           and pg_get_expr(d.adbin, d.adrelid) is distinct from pg_get_expr(e.adbin, e.adrelid)
        union all
        select 'revocation', 'pg_proc', p.oid, n.nspname, p.proname,
               '(' || pg_get_function_identity_arguments(p.oid) || ')', null, false, false, 13,
               json_build_array(format('REVOKE ALL ON %s %I.%I(%s) FROM PUBLIC',
                 case p.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, n.nspname, p.proname,
                 pg_get_function_identity_arguments(p.oid)))
          from pg_proc p
          join pg_namespace n on n.oid = p.pronamespace
         where {namespaces} and p.proacl is not null
           and not exists (select from aclexplode(p.proacl) x where x.grantee = 0)
        union all
        select 'revocation', 'pg_type', t.oid, n.nspname, t.typname, 'of a type', null, false, false, 13,
               json_build_array(format('REVOKE ALL ON TYPE %I.%I FROM PUBLIC', n.nspname, t.typname))
          from pg_type t
          join pg_namespace n on n.oid = t.typnamespace
         where {namespaces} and t.typacl is not null
           and not exists (select from aclexplode(t.typacl) x where x.grantee = 0)
        union all
        select 'revocation', 'pg_namespace', n.oid, null, n.nspname, 'of a schema', null, false, false, 13,
               json_build_array(format('REVOKE %s ON SCHEMA %I FROM %s', i.privilege_type, n.nspname,
                 case when i.grantee = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(h.holder)) end))
          from pg_namespace n
          join pg_init_privs p on p.classoid = 'pg_namespace'::regclass and p.objoid = n.oid
         cross join aclexplode(p.initprivs) i
         -- Who granted at first was the owner then: what the owner had goes with the schema.
         cross join lateral (select case when i.grantee = i.grantor then n.nspowner else i.grantee end as holder) h
         where {namespaces}
           and not exists (select from aclexplode(n.nspacl) x
                            where x.grantee = h.holder and x.privilege_type = i.privilege_type)
        union all
        select 'owner of a schema', 'pg_namespace', n.oid, null, n.nspname, '', null, false, false, 13,
               json_build_array(format('ALTER SCHEMA %I OWNER TO %I', n.nspname, r.rolname))
          from pg_namespace n
          join pg_init_privs p on p.classoid = 'pg_namespace'::regclass and p.objoid = n.oid
          join pg_roles r on r.oid = n.nspowner
         -- Another database has its superusers, but not whoever else owns a schema here.
         where {namespaces} and r.rolsuper
           and n.nspowner <> (select i.grantor from aclexplode(p.initprivs) i limit 1)
        union all
        select 'publication', 'pg_publication', p.oid, null, p.pubname, '', p.pubowner, true, false, 14,
               json_build_array(format('CREATE PUBLICATION %I%s WITH (publish = %L%s)', p.pubname,
                 case when p.puballtables then ' FOR ALL TABLES' else {published} end,
                 concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                           case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
                 concat(case when p.pubviaroot then ', publish_via_partition_root = true' end, {generated columns})))
          from pg_publication p
        union all
        select 'default privileges', 'pg_default_acl', a.oid, n.nspname, 'of ' || pg_get_userbyid(a.defaclrole),
               'on ' || x.kind, null, false, false, 15,
               x.statements
          from pg_default_acl a
          left join pg_namespace n on n.oid = a.defaclnamespace
         cross join lateral (
               select k.kind, json_agg(s.statement order by s.statement desc) as statements
                 from (select case a.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS'
                                                   when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end as kind,
                              format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s ', pg_get_userbyid(a.defaclrole),
                                     ' IN SCHEMA ' || quote_ident(n.nspname)) as start) k
                cross join lateral (
                      select k.start || format('GRANT %s ON %s TO %s%s', g.privilege_type, k.kind,
                                               case when g.grantee = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end,
                                               case when g.is_grantable then ' WITH GRANT OPTION' end) as statement
                        from aclexplode(a.defaclacl) g
                       where a.defaclnamespace <> 0
                          or not exists (select from aclexplode(acldefault(
                                                  case a.defaclobjtype when 'S' then 's' else a.defaclobjtype end, a.defaclrole)) o
                                          where o.grantee = g.grantee and o.privilege_type = g.privilege_type)
                      union all
                      select k.start || format('REVOKE %s ON %s FROM %s', o.privilege_type, k.kind,
                                               case when o.grantee = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(o.grantee)) end)
                        from aclexplode(acldefault(
                               case a.defaclobjtype when 'S' then 's' else a.defaclobjtype end, a.defaclrole)) o
                       where a.defaclnamespace = 0
                         and not exists (select from aclexplode(a.defaclacl) g
                                          where g.grantee = o.grantee and g.privilege_type = o.privilege_type)) s
                group by k.kind) x
         where n.oid is null or {namespaces}
        union all
        select 'event trigger', 'pg_event_trigger', e.oid, null, e.evtname, '', e.evtowner, true, false, 16,
               json_build_array(format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
                 (select ' WHEN TAG IN (' || string_agg(quote_literal(t), ', ') || ')' from unnest(e.evttags) t),
                 e.evtfoid::regproc),
                 case e.evtenabled when 'D' then format('ALTER EVENT TRIGGER %I DISABLE', e.evtname)
                                   when 'R' then format('ALTER EVENT TRIGGER %I ENABLE REPLICA', e.evtname)
                                   when 'A' then format('ALTER EVENT TRIGGER %I ENABLE ALWAYS', e.evtname) end)
          from pg_event_trigger e) u
  left join lateral pg_identify_object(u.catalog::regclass, u.oid, 0) i on u.identity
 where not exists (select from pg_depend d
                    where d.classid = u.catalog::regclass and d.objid = u.oid and d.deptype in ('e', 'i'))
 order by u.rank, u.oid, u.part
