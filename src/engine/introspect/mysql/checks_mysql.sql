-- Checks; their names are unique in a database.
select item.table_schema, item.table_name, item.constraint_name, rule.check_clause, 'Table', item.enforced
  from information_schema.table_constraints item
  join information_schema.check_constraints rule
    on rule.constraint_schema = item.constraint_schema and rule.constraint_name = item.constraint_name
 where item.table_schema in (:databases) and item.constraint_type = 'CHECK'
 order by item.table_schema, item.table_name, item.constraint_name
