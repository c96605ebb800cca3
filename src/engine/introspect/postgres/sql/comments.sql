-- Every comment on an object that users made, and the default namespace's.
select c.relname as catalog,
       d.objoid::int8 as id,
       a.attname as "column",
       d.description as text
  from pg_description d
  join pg_class c on c.oid = d.classoid
  left join pg_attribute a on d.classoid = 'pg_class'::regclass and a.attrelid = d.objoid and a.attnum = d.objsubid
                          and d.objsubid > 0
 where d.objoid >= 16384 or d.classoid = 'pg_namespace'::regclass
