-- lint --dialect mysql --for-version 8.4 --from before.sql --offline
set session lock_wait_timeout = 2;
alter table t add b int; -- expect SG6503
alter table t add b int, algorithm=instant;
alter table t add b int first, algorithm=instant; -- expect SG6407
alter table t add b int not null, algorithm=instant; -- expect SG6303
alter table t add u char(36) default (uuid()); -- expect SG6103 SG6501
alter table t add n int as (a + 1) stored; -- expect SG6105
alter table t add n int as (a + 1) virtual, algorithm=instant;
alter table t add b int references p (id); -- expect SG6506
alter table t modify a bigint; -- expect SG6101
alter table t modify c varchar(20); -- expect SG6503
alter table t modify c varchar(80); -- expect SG6101
alter table t modify c varchar(5); -- expect SG6005 SG6101
alter table t modify a int not null; -- expect SG6108 SG6502 SG6503
alter table t modify size enum('s', 'm', 'l') not null; -- expect SG6503
alter table t modify size enum('m', 's') not null; -- expect SG6008
alter table t change a z int; -- expect SG6302 SG6503
alter table t modify a int after c; -- expect SG6407 SG6502 SG6503
alter table t add constraint k check (a > 0); -- expect SG6109
alter table t add constraint k foreign key (a) references p (id); -- expect SG6110 SG6501
alter table t add unique key k (a); -- expect SG6307 SG6503
create index i on t (a); -- expect SG6503
alter table t drop foreign key t_p; -- expect SG6305 SG6503
alter table t drop primary key; -- expect SG6501 SG6508
alter table t drop primary key, add primary key (id, a); -- expect SG6502 SG6503 SG6508
alter table t drop column c; -- expect SG6002 SG6502 SG6503
alter table t convert to character set utf8mb4; -- expect SG6501 SG6504
alter table t engine=InnoDB; -- expect SG6120
alter table t partition by hash (id) partitions 4; -- expect SG6501 SG6507
alter table t drop partition p0; -- expect SG6007
rename table t to s; -- expect SG6301
drop table t, p; -- expect SG6001 SG6206
set foreign_key_checks = 0; -- expect SG6505
optimize table t; -- expect SG6120 SG6502
