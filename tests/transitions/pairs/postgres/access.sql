-- case: policies
create table t (id int primary key, x int, who text);
create table o (id int, who text);
alter table t enable row level security;
create policy a on t for select using (who = current_user);
create policy b on t for insert with check (id in (select id from o where o.who = t.who));
create policy c on t as restrictive for update to public using (x > 0) with check (x > 1);
-- to:
create table t (id int primary key, x bigint, who varchar(50));
create table o (id bigint, who text);
alter table t enable row level security;
alter table t force row level security;
create policy a on t for all using (who = current_user);
create policy b on t for insert with check (id in (select id from o where o.who = t.who));
create policy c on t as permissive for update to public using (x > 0) with check (x > 1);
create policy d on t for delete using (true);
comment on policy d on t is 'all';
-- case: policy calls a function that changes
create function f(int) returns bool language sql as 'select true';
create table t (id int primary key, x int);
create policy a on t using (f(x));
-- to:
create function f(p int, q int default 0) returns bool language sql as 'select true';
create table t (id int primary key, x int);
create policy a on t using (f(x));
-- case: policy renamed table
create table t (id int primary key);
alter table t enable row level security;
create policy p on t using (id > 0);
-- to:
create table u (id int primary key);
alter table u enable row level security;
create policy p on u using (id > 0);
-- case: grants on all kinds
create role pr_a; create role pr_b;
create schema s;
create table t (id int primary key, x int, y int);
create view v as select id from t;
create sequence q;
create function f() returns int language sql as 'select 1';
create type e as enum ('a');
create domain d as int;
grant select, insert on t to pr_a;
grant select (x), update (y) on t to pr_b;
grant select on v to pr_a with grant option;
grant usage on sequence q to pr_a;
grant execute on function f() to pr_a;
grant usage on type e to pr_a;
grant usage, create on schema s to pr_a;
revoke execute on function f() from public;
-- to:
create role pr_a; create role pr_b;
create schema s;
create table t (id bigint primary key, x bigint, y int);
create view v as select id from t;
create sequence q;
create function f() returns bigint language sql as 'select 1::bigint';
create type e as enum ('a');
create domain d as int;
grant select on t to pr_b with grant option;
grant select (y), update (x) on t to pr_b;
grant select on v to pr_a;
grant select, update on sequence q to pr_a;
grant execute on function f() to pr_b;
grant usage on domain d to pr_a;
revoke usage on type e from public;
grant usage on schema s to pr_b;
-- case: owners
create role pr_a; create role pr_b;
grant create on schema public to pr_a, pr_b;
create table t (id int primary key, x int);
create view v as select x from t;
create function f() returns int language sql as 'select 1';
create type e as enum ('a', 'b');
create schema s authorization pr_a;
create sequence q;
alter table t owner to pr_a; alter view v owner to pr_a; alter function f() owner to pr_a; alter type e owner to pr_a; alter sequence q owner to pr_a;
-- to:
create role pr_a; create role pr_b;
grant create on schema public to pr_a, pr_b;
create table t (id int primary key, x bigint);
create view v as select x from t;
create function f() returns bigint language sql as 'select 1::bigint';
create type e as enum ('b');
create schema s authorization pr_b;
create sequence q;
alter table t owner to pr_b; alter view v owner to pr_b; alter function f() owner to pr_b; alter type e owner to pr_b; alter sequence q owner to pr_b;
-- case: default privileges
create role pr_a;
create schema s;
alter default privileges in schema s grant select on tables to pr_a;
create table s.t (id int);
-- to:
create role pr_a;
create schema s;
alter default privileges in schema s grant select, insert on tables to pr_a;
alter default privileges grant execute on functions to pr_a;
create table s.t (id int);
create table s.u (id int);
create function s.f() returns int language sql as 'select 1';
-- case: replaced view keeps column grants
create role pr_a;
create table t (id int, x int);
create view v as select id, x from t;
grant select (id) on v to pr_a;
grant insert on v to pr_a;
-- to:
create role pr_a;
create table t (id bigint, x int);
create view v as select id, x from t;
grant select (id) on v to pr_a;
grant insert on v to pr_a;
-- case: schema goes with all that is in it
create schema s;
create type s.e as enum ('a');
create table s.t (id serial primary key, x s.e);
create view s.v as select * from s.t;
create function s.f() returns s.e language sql as $$ select 'a'::s.e $$;
comment on schema s is 'x';
-- to:
create schema r;
comment on schema r is 'y';
-- case: extension comes, goes, and types of it
create extension citext;
create table t (id int primary key, x citext);
-- to:
create extension hstore;
create table t (id int primary key, x text, y hstore);
create index on t using gin (y);
-- case: extension in a schema
create schema ext;
create extension pg_trgm;
create table t (id int primary key, x text);
create index t_x on t using gin (x gin_trgm_ops);
-- to:
create schema ext;
create extension pg_trgm schema ext;
create table t (id int primary key, x text, y text);
create index t_x on t using gin (x ext.gin_trgm_ops);
create index t_y on t using gin (y ext.gin_trgm_ops);
-- case: publications
create table t (id int primary key, x int);
create table u (id int primary key);
create publication p for table t;
-- to:
create table t (id int primary key, x bigint);
create publication p for table t (id, x) where (x > 5) with (publish = 'insert');
create publication q for all tables;
-- case: publication of a column that goes
create table t (id int primary key, x int, y int);
create publication p for table t (id, x) where (id > 5);
create publication q for tables in schema public;
-- to:
create table t (id int primary key, y int);
create publication p for table t (id);
-- case: foreign tables
create extension postgres_fdw;
create server sv foreign data wrapper postgres_fdw options (host 'a');
create foreign table ft (id int, x text) server sv options (table_name 'z');
create view v as select id from ft;
-- to:
create extension postgres_fdw;
create server sv foreign data wrapper postgres_fdw options (host 'b', dbname 'c');
create foreign table ft (id bigint, x text, y int not null) server sv options (table_name 'zz', schema_name 'q');
create view v as select id from ft;
-- case: aggregate gets an owner
create role pr_a;
create aggregate collect (text) (sfunc = array_append, stype = text[], initcond = '{}');
-- to:
create role pr_a;
create aggregate collect (text) (sfunc = array_append, stype = text[], initcond = '{}');
alter aggregate collect (text) owner to pr_a;
