-- Triggers in the order in which they fire.
select event_object_schema, event_object_table, trigger_name, action_timing, event_manipulation, action_statement
  from information_schema.triggers
 where trigger_schema in (:databases)
 order by event_object_schema, event_object_table, action_timing desc, event_manipulation, action_order
