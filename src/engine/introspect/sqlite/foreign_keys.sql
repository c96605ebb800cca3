-- Foreign keys of all tables, a row for each column; SQLite counts the last one written as 0.
-- It reads MATCH and heeds it nowhere, so that is no property of a key.
select list.name, item.id, item."table", item."from", item."to", item.on_update, item.on_delete
  from pragma_table_list list
  join pragma_foreign_key_list(list.name, 'main') item
 where list.schema = 'main' and list.type = 'table' and list.name not like 'sqlite\_%' escape '\'
 order by list.name, item.id desc, item.seq
