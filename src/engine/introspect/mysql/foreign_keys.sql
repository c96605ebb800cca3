-- Foreign keys, a row for each column.
select part.table_schema, part.table_name, part.constraint_name, part.column_name, part.referenced_table_schema,
       part.referenced_table_name, part.referenced_column_name, rule.update_rule, rule.delete_rule
  from information_schema.key_column_usage part
  join information_schema.referential_constraints rule
    on rule.constraint_schema = part.constraint_schema
   and rule.table_name = part.table_name
   and rule.constraint_name = part.constraint_name
 where part.table_schema in (:databases)
   and rule.constraint_schema in (:databases)
   and part.referenced_table_name is not null
 order by part.table_schema, part.table_name, part.constraint_name, part.ordinal_position
