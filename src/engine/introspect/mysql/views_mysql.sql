-- Views; their algorithm is none of the catalog's.
select table_schema, table_name, view_definition, check_option, security_type, 'UNDEFINED', definer
  from information_schema.views
 where table_schema in (:databases)
 order by table_schema, table_name
