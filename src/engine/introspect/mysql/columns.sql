-- Columns of tables and views, in order.
select table_schema, table_name, column_name, column_default, is_nullable, column_type, character_set_name,
       collation_name, extra, column_comment, generation_expression,
       {srid}
  from information_schema.columns
 where table_schema in (:databases)
 order by table_schema, table_name, ordinal_position
