-- Parameters of functions and procedures, in order.
select specific_schema, specific_name, routine_type, parameter_mode, parameter_name, dtd_identifier
  from information_schema.parameters
 where specific_schema in (:databases) and ordinal_position > 0
 order by specific_schema, routine_type, specific_name, ordinal_position
