-- Functions, procedures and what else is kept beside them; the definition is null for those who may not see it.
select routine_schema, routine_name, routine_type, dtd_identifier, routine_definition, is_deterministic,
       sql_data_access, security_type, routine_comment
  from information_schema.routines
 where routine_schema in (:databases)
 order by routine_schema, routine_type, routine_name
