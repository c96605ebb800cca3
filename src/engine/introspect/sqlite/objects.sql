-- Tables, indexes, views and triggers with their stored text, in the order of their creation.
select object.type, object.name, object.tbl_name, object.sql, list.type, list.wr, list.strict
  from sqlite_schema object
  left join pragma_table_list list
    on list.schema = 'main' and list.name = object.name and object.type in ('table', 'view')
 where object.name not like 'sqlite\_%' escape '\' and object.sql is not null
 order by object.rowid
