-- Columns of all tables; hidden is 2 for a virtual generated column and 3 for a stored one.
select list.name, item.name, item.type, item."notnull", item.dflt_value, item.pk, item.hidden
  from pragma_table_list list
  join pragma_table_xinfo(list.name, 'main') item
 where list.schema = 'main' and list.type = 'table' and list.name not like 'sqlite\_%' escape '\'
 order by list.name, item.cid
