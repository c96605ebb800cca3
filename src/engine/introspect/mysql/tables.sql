-- Tables, views and sequences. The counter of auto_increment is data, not schema.
select table_schema, table_name, table_type, engine, table_collation, create_options, table_comment
  from information_schema.tables
 where table_schema in (:databases)
 order by table_schema, table_name
