-- Roles that could belong to a design; which of them do is decided by what refers to them.
select r.rolname as name,
       r.rolcanlogin as login,
       (select json_agg(g.rolname order by g.rolname)
          from pg_auth_members m
          join pg_roles g on g.oid = m.roleid
         where m.member = r.oid) as member_of,
       shobj_description(r.oid, 'pg_authid') as comment
  from pg_roles r
 where not r.rolsuper
   and r.rolname !~ '^pg_'
   and r.rolname <> current_user
