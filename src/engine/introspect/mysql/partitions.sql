-- Partitions and sub-partitions, in order.
select table_schema, table_name, partition_name, subpartition_name, partition_method, subpartition_method,
       partition_expression, subpartition_expression, partition_description, partition_comment
  from information_schema.partitions
 where table_schema in (:databases) and partition_name is not null
 order by table_schema, table_name, partition_ordinal_position, subpartition_ordinal_position
