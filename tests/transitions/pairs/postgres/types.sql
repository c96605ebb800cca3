-- case: enum loses a value with all kinds of users
create type e as enum ('a', 'b', 'c');
create table t (id int primary key, x e not null default 'a', xs e[] default '{a}', check (x <> 'b'));
create index t_x on t (x) where x = 'a';
create view v as select x, count(*) from t group by x;
create function f(p e default 'a') returns e language sql as 'select p';
create materialized view m as select x from t;
create index m_x on m (x);
create policy p on t using (x = 'a');
comment on type e is 'letters';
-- to:
create type e as enum ('a', 'b');
create table t (id int primary key, x e not null default 'a', xs e[] default '{a}', check (x <> 'b'));
create index t_x on t (x) where x = 'a';
create view v as select x, count(*) from t group by x;
create function f(p e default 'a') returns e language sql as 'select p';
create materialized view m as select x from t;
create index m_x on m (x);
create policy p on t using (x = 'a');
comment on type e is 'letters';
-- case: enum reordered and in a domain and composite
create type e as enum ('a', 'b', 'c');
create domain d as e check (value <> 'c');
create type k as (one e, two int);
create table t (id int primary key, x d, y k, z e);
-- to:
create type e as enum ('c', 'b', 'a', 'z');
create domain d as e check (value <> 'c');
create type k as (one e, two int);
create table t (id int primary key, x d, y k, z e);
-- case: enum partition key loses a value
create type e as enum ('a', 'b', 'c');
create table t (id int, x e) partition by list (x);
create table t_a partition of t for values in ('a');
create table t_rest partition of t default;
-- to:
create type e as enum ('a', 'b');
create table t (id int, x e) partition by list (x);
create table t_a partition of t for values in ('a');
create table t_rest partition of t default;
-- case: enum values added and used at once
create type e as enum ('a', 'b');
create table t (id int primary key, x e default 'a');
-- to:
create type e as enum ('zero', 'a', 'half', 'b', 'z');
create table t (id int primary key, x e default 'z', check (x <> 'half'));
create view v as select * from t where x = 'zero';
create index on t (x) where x = 'half';
-- case: domain changes base type
create domain d as varchar(10) not null default 'x' check (value <> '');
create table t (id int primary key, a d, b d[]);
create view v as select a from t;
create function f(x d) returns d language sql as 'select x';
-- to:
create domain d as text default 'y' check (value <> 'q') check (length(value) < 100);
create table t (id int primary key, a d, b d[]);
create view v as select a from t;
create function f(x d) returns d language sql as 'select x';
-- case: domain constraints and comments
create domain d as int constraint pos check (value > 0);
comment on domain d is 'one'; comment on constraint pos on domain d is 'p';
create table t (a d);
-- to:
create domain d as int default 4 constraint pos check (value > 0) constraint small check (value < 100) not null;
comment on domain d is 'two'; comment on constraint pos on domain d is 'q';
create table t (a d);
-- case: domain over domain
create domain d1 as int check (value > 0);
create domain d2 as d1 check (value < 10);
create table t (a d2, b d1);
-- to:
create domain d1 as bigint check (value > 0);
create domain d2 as d1 check (value < 10);
create table t (a d2, b d1);
-- case: domain replaced by its base
create domain d as text check (value <> '');
create table t (id int primary key, a d default 'x');
-- to:
create table t (id int primary key, a text default 'x');
-- case: composite type in use
create type k as (a int, b text);
create table t (id int primary key, x k, xs k[]);
create function f(k) returns int language sql as 'select $1.a';
create view v as select x from t;
comment on type k is 'pair'; comment on column k.a is 'first';
-- to:
create type k as (a int, c date);
create table t (id int primary key, x k, xs k[]);
create function f(k) returns int language sql as 'select $1.a';
create view v as select x from t;
comment on type k is 'PAIR'; comment on column k.a is 'FIRST';
-- case: composite attribute type
create type k as (a int, b text);
create table t (id int primary key, x k);
-- to:
create type k as (a bigint, b text);
create table t (id int primary key, x k);
-- case: composite attribute type unused
create type k as (a int, b text);
create type l as (one k, many k[]);
create function f(k) returns k language sql as 'select $1';
-- to:
create type k as (a bigint, b text, c int);
create type l as (one k, many k[]);
create function f(k) returns k language sql as 'select $1';
-- case: range types
create type fr as range (subtype = float8);
create table t (a fr, exclude using gist (a with &&));
-- to:
create type fr as range (subtype = float8, subtype_diff = float8mi);
create table t (a fr, exclude using gist (a with &&));
-- case: type used by function argument drops
create type e as enum ('a');
create function f(e) returns void language sql as 'select';
create table t (x e);
-- to:
create function f(text) returns void language sql as 'select';
create table t (x text);
-- case: type becomes another kind
create type x as enum ('a', 'b');
create table t (id int primary key, v x);
-- to:
create domain x as text check (value in ('a', 'b'));
create table t (id int primary key, v x);
-- case: table becomes view and view becomes table
create table a (id int primary key, n text);
create view b as select id from a;
-- to:
create table b (id int primary key, n text);
create view a as select id from b;
-- case: view becomes materialized view
create table t (id int primary key, n int);
create view v as select id, n from t;
create view w as select id from v;
grant select on v to public;
-- to:
create table t (id int primary key, n int);
create materialized view v as select id, n from t;
create unique index v_id on v (id);
create view w as select id from v;
grant select on v to public;
-- case: sequences
create sequence s start 5 increment 2;
create sequence g;
create table t (id int default nextval('s'));
-- to:
create sequence s as int start 5 increment 3 maxvalue 1000 cycle cache 10;
create sequence n owned by none;
create table t (id int default nextval('n'));
alter sequence s owned by t.id;
comment on sequence s is 'x';
-- case: owned sequence is set free
create table t (id serial primary key);
-- to:
create sequence t_id_seq as int;
create table t (id int primary key default nextval('t_id_seq'));
-- case: serial column goes but the sequence is shared
create table t (id serial primary key, x int);
create table u (id int default nextval('t_id_seq'));
-- to:
create sequence t_id_seq as int;
create table t (x int);
create table u (id int default nextval('t_id_seq'));
-- case: collation changes
create collation c (provider = icu, locale = 'de');
create table t (id int primary key, x text collate c);
create index on t (x);
-- to:
create collation c (provider = icu, locale = 'fr');
create table t (id int primary key, x text collate c);
create index on t (x);
