-- Parts of all keys and indexes, in order.
select table_schema, table_name, index_name, non_unique, column_name, collation, sub_part, index_type, index_comment,
       case is_visible when 'NO' then 'YES' else 'NO' end, expression
  from information_schema.statistics
 where table_schema in (:databases)
 order by table_schema, table_name, index_name, seq_in_index
