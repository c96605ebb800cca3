-- The databases of interest with their default charset and collation.
select schema_name, default_character_set_name, default_collation_name
  from information_schema.schemata
 where schema_name in (:databases)
 order by schema_name
