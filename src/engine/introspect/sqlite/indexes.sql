-- Key parts of all indexes; origin is c for CREATE INDEX, u for a unique constraint, pk for a primary key.
select list.name, item.name, item."unique", item.origin, object.sql, part.name, part."desc", part.coll
  from pragma_table_list list
  join pragma_index_list(list.name, 'main') item
  join pragma_index_xinfo(item.name, 'main') part
  left join sqlite_schema object on object.type = 'index' and object.name = item.name
 where list.schema = 'main' and list.type = 'table' and list.name not like 'sqlite\_%' escape '\'
   and part.key = 1
 order by list.name, item.seq desc, part.seqno
