-- Parts of all keys and indexes, in the order in which the server has them: no other query tells it.
select table_schema, table_name, index_name, non_unique, column_name, collation, sub_part, index_type, index_comment,
       case is_visible when 'NO' then 'YES' else 'NO' end, expression, seq_in_index
  from information_schema.statistics
 where table_schema in (:databases)
