-- Checks; one that was written with a column has the column's name and level.
select constraint_schema, table_name, constraint_name, check_clause, level, 'YES'
  from information_schema.check_constraints
 where constraint_schema in (:databases)
 order by constraint_schema, table_name, constraint_name
