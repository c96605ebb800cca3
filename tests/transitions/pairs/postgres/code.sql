-- case: function changes with users
create table t (id int primary key, x int);
create function f(a int) returns int language sql immutable as 'select a + 1';
create index t_f on t (f(x));
alter table t add constraint c check (f(x) > 0);
create view v as select f(x) from t;
create table g (x int, y int generated always as (f(x)) stored, z int default f(3));
-- to:
create table t (id int primary key, x int);
create function f(a int) returns bigint language sql immutable as 'select a + 1::bigint';
create index t_f on t (f(x));
alter table t add constraint c check (f(x) > 0);
create view v as select f(x) from t;
create table g (x int, y int generated always as (f(x)) stored, z int default f(3));
-- case: function parameter names and defaults
create function f(a int, b int default 1) returns int language sql as 'select a + b';
create function g() returns int language sql as 'select f(1)';
create view v as select f(1, 2);
comment on function f is 'adds';
-- to:
create function f(x int, y int) returns int language sql as 'select x + y';
create function g() returns int language sql as 'select f(1, 3)';
create view v as select f(1, 2);
comment on function f is 'ADDS';
-- case: function attributes
create function f(a int) returns int language sql volatile as 'select a';
create function h(a int) returns int language plpgsql as $$ begin return a; end $$;
-- to:
create function f(a int) returns int language sql immutable strict parallel safe leakproof security definer cost 5 set search_path = public as 'select a';
create function h(a int, out b int, out c text) language plpgsql as $$ begin b := a; end $$;
-- case: function becomes procedure
create function f(a int) returns void language sql as 'select 1';
-- to:
create procedure f(a int) language sql as 'select 1';
-- case: procedure with in and out
create procedure p(a int, inout b int) language plpgsql as $$ begin b := a; end $$;
-- to:
create procedure p(a int, inout b int, c text default 'x') language plpgsql as $$ begin b := a + 1; end $$;
comment on procedure p is 'x';
-- case: functions that call one another
create function a() returns int language sql begin atomic return 1; end;
create function b() returns int language sql begin atomic return a(); end;
create function c() returns int language sql begin atomic return b(); end;
-- to:
create function a() returns bigint language sql begin atomic return 1::bigint; end;
create function b() returns bigint language sql begin atomic return a(); end;
create function c() returns text language sql begin atomic return b()::text; end;
-- case: overloads
create function f(int) returns int language sql as 'select 1';
create function f(text) returns int language sql as 'select 2';
-- to:
create function f(int) returns int language sql as 'select 3';
create function f(bigint) returns int language sql as 'select 4';
create function f(text, variadic int[]) returns int language sql as 'select 5';
-- case: aggregate and its functions
create function acc(int, int) returns int language sql immutable as 'select $1 + $2';
create aggregate total(int) (sfunc = acc, stype = int, initcond = '0');
create table t (id int primary key, x int);
create view v as select total(x) from t;
-- to:
create function acc(bigint, int) returns bigint language sql immutable as 'select $1 + $2';
create aggregate total(int) (sfunc = acc, stype = bigint, initcond = '0');
create table t (id int primary key, x int);
create view v as select total(x) from t;
comment on aggregate total(int) is 'sum';
-- case: operators
create function eq(int, text) returns bool language sql immutable as 'select $1::text = $2';
create operator === (leftarg = int, rightarg = text, function = eq);
create view v as select 1 === '1'::text as x;
-- to:
create function eq2(int, text) returns bool language sql immutable as 'select $1::text = $2';
create operator === (leftarg = int, rightarg = text, function = eq2);
create view v as select 1 === '1'::text as x;
-- case: casts
create type k as (a int);
create function to_k(int) returns k language sql immutable as 'select row($1)::k';
create cast (int as k) with function to_k(int);
-- to:
create type k as (a int);
create function to_k(int) returns k language sql immutable as 'select row($1)::k';
create cast (int as k) with function to_k(int) as assignment;
comment on cast (int as k) is 'x';
-- case: triggers change
create table t (id int primary key, x int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger a before insert on t for each row execute function f();
create trigger b after update of x on t for each row when (old.x is distinct from new.x) execute function f('arg');
create constraint trigger c after insert on t deferrable initially deferred for each row execute function f();
create trigger d after delete on t referencing old table as o for each statement execute function f();
-- to:
create table t (id int primary key, x bigint);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger a before insert or update on t for each row execute function g();
create trigger b after update of x on t for each row when (old.x is distinct from new.x) execute function f('arg');
create constraint trigger c after insert on t deferrable initially immediate for each row execute function f();
create trigger e after delete on t referencing old table as o for each statement execute function f();
alter table t disable trigger e;
alter table t enable always trigger a;
comment on trigger a on t is 'x';
-- case: trigger function is replaced
create table t (id int primary key);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger a before insert on t for each row execute function f();
-- to:
create schema s;
create table t (id int primary key);
create function s.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger a before insert on t for each row execute function s.f();
-- case: event triggers
create function f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger e on ddl_command_end when tag in ('CREATE TABLE') execute function f();
-- to:
create function f() returns event_trigger language plpgsql as $$ begin null; end $$;
create event trigger e on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function f();
alter event trigger e disable;
comment on event trigger e is 'x';
-- case: rules
create table t (id int primary key, x int);
create table log (id int, x int);
create rule r as on update to t do also insert into log values (new.id, new.x);
-- to:
create table t (id int primary key, x bigint);
create table log (id int, x bigint);
create rule r as on update to t where new.x > 5 do also insert into log values (new.id, new.x);
create rule q as on delete to t do instead nothing;
comment on rule r on t is 'x';
-- case: rule over a column that goes
create table t (id int primary key, x int);
create table log (id int, x int);
create rule r as on update to t do also insert into log values (new.id, new.x);
-- to:
create table t (id int primary key);
create table log (id int);
create rule r as on update to t do also insert into log values (new.id);
-- case: text search
create text search dictionary d (template = simple, stopwords = english);
create text search configuration c (copy = simple);
alter text search configuration c alter mapping for asciiword with d;
create table t (x text, v tsvector generated always as (to_tsvector('c', x)) stored);
-- to:
create text search dictionary d (template = simple);
create text search configuration c (copy = simple);
alter text search configuration c alter mapping for asciiword, word with d;
create table t (x text, v tsvector generated always as (to_tsvector('c', x)) stored);
-- case: operator class
create function cmp(int, int) returns int language sql immutable as 'select $2 - $1';
create operator class rev for type int using btree as operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 cmp(int, int);
create table t (x int);
create index t_x on t (x rev);
-- to:
create table t (x bigint);
create index t_x on t (x);
-- case: function returns table
create function f() returns table (a int, b text) language sql as $$ select 1, 'x' $$;
create view v as select a from f();
-- to:
create function f() returns table (a int, b text, c date) language sql as $$ select 1, 'x', now()::date $$;
create view v as select a, c from f();
-- case: default arguments that use another function
create function d() returns int language sql as 'select 5';
create function f(a int default d()) returns int language sql as 'select a';
-- to:
create function d() returns bigint language sql as 'select 5::bigint';
create function f(a bigint default d()) returns int language sql as 'select 1';
