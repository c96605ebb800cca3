-- Privileges on the databases of interest and on what is in them: schema, table, column, grantee, privilege.
select table_schema, null as table_name, null as column_name, grantee, privilege_type, is_grantable
  from information_schema.schema_privileges where table_schema in (:databases)
union all
select table_schema, table_name, null, grantee, privilege_type, is_grantable
  from information_schema.table_privileges where table_schema in (:databases)
union all
select table_schema, table_name, column_name, grantee, privilege_type, is_grantable
  from information_schema.column_privileges where table_schema in (:databases)
order by 1, 2, 4, 5, 3
