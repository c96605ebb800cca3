-- lint --dialect sqlite
alter table t add column a int;
alter table t add column a int not null; -- expect SG6303
alter table t drop column a; -- expect SG6002
alter table t rename to u; -- expect SG6301
create unique index i on t (a); -- expect SG6112 SG6307
drop table t; -- expect SG6001
pragma foreign_keys = off; -- expect SG6505
delete from t; -- expect SG6006
