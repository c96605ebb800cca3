-- lint --dialect postgres --for-version 18 --from before.sql --offline
alter table t add n int; -- expect SG6127 SG6203
begin;
create index concurrently i on t (a); -- expect SG6201
alter type mood add value 'happy' after 'ok';
update t set feeling = 'happy' where id = 1; -- expect SG6202
begin; -- expect SG6205
commit;
set lock_timeout = '1s';
begin;
alter table t add n int; -- expect SG6127
update t set n = 1; -- expect SG6006 SG6204
alter table p add n int; -- expect SG6127 SG6204
commit;
-- schemagen: allow SG6002 SG6127 nobody reads it
alter table t drop column n;
alter table t add constraint n not null a; -- expect SG6108
alter table t add constraint n not null a not valid; -- expect SG6127
alter table t alter a set not null; -- expect SG6108
