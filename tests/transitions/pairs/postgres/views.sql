-- case: chain of views over a changed column
create table t (id int primary key, x int, y text);
create view v1 as select id, x from t;
create view v2 as select x + 1 as x1 from v1;
create materialized view v3 as select x1 from v2 with data;
create index v3_i on v3 (x1);
create view v4 as select * from v3;
comment on view v2 is 'second'; comment on materialized view v3 is 'third'; comment on column v4.x1 is 'c';
grant select on v2 to public;
create rule r as on insert to v1 do instead insert into t (id, x) values (new.id, new.x);
-- to:
create table t (id int primary key, x bigint, y text);
create view v1 as select id, x from t;
create view v2 as select x + 1 as x1 from v1;
create materialized view v3 as select x1 from v2 with data;
create index v3_i on v3 (x1);
create view v4 as select * from v3;
comment on view v2 is 'second'; comment on materialized view v3 is 'third'; comment on column v4.x1 is 'c';
grant select on v2 to public;
create rule r as on insert to v1 do instead insert into t (id, x) values (new.id, new.x);
-- case: view options and triggers
create table t (id int primary key, x int);
create view v with (security_barrier) as select id, x from t where x > 0 with local check option;
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g instead of insert on v for each row execute function f();
alter view v alter column x set default 5;
-- to:
create table t (id int primary key, x bigint);
create view v with (security_invoker) as select id, x from t where x > 0 with cascaded check option;
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g instead of insert or update on v for each row execute function f();
alter view v alter column x set default 6;
-- case: view columns renamed and reordered
create table t (id int primary key, x int);
create view v as select id, x from t;
create view w as select id, x from v;
create function f() returns setof v language sql as 'select * from v';
-- to:
create table t (id int primary key, x int);
create view v as select x as xx, id from t;
create view w as select id, xx from v;
create function f() returns setof v language sql as 'select * from v';
-- case: view with columns behind
create table t (id int primary key, x int, y int);
create view v as select id, x from t;
create view w as select * from v;
-- to:
create table t (id int primary key, x int, y int);
create view v as select id, x, y from t;
create view w as select id, y from v;
-- case: view groups by a key that changes
create table t (id int primary key, x int, y int);
create view v as select id, x, count(*) from t group by id;
-- to:
create table t (id int, x int, y int, constraint k primary key (id));
create view v as select id, x, count(*) from t group by id;
-- case: view over a table that is replaced by another of that name in a schema
create schema s;
create table t (id int);
create view s.v as select id from t;
-- to:
create schema s;
create table s.t (id int);
create view s.v as select id from s.t;
-- case: materialized view changes
create table t (id int primary key, x int);
create materialized view m as select id, x from t with no data;
create unique index m_id on m (id);
grant select on m to public;
comment on materialized view m is 'mm';
-- to:
create table t (id int primary key, x int);
create materialized view m with (fillfactor = 70) as select id, x, x + 1 as y from t with no data;
create unique index m_id on m (id);
create index m_y on m (y);
grant select on m to public;
comment on materialized view m is 'mm';
-- case: recursive view and lateral
create table t (id int primary key, parent int references t);
create view v as with recursive r as (select id, parent from t where parent is null union all select t.id, t.parent from t join r on r.id = t.parent) select * from r;
-- to:
create table t (id bigint primary key, parent bigint references t);
create view v as with recursive r as (select id, parent, 1 as depth from t where parent is null union all select t.id, t.parent, r.depth + 1 from t join r on r.id = t.parent) select * from r;
-- case: view on function on table
create table t (id int primary key, x int);
create function f(int) returns int language sql stable begin atomic select x from t where id = $1; end;
create view v as select id, f(id) as fx from t;
-- to:
create table t (id int primary key, x bigint);
create function f(int) returns bigint language sql stable begin atomic select x from t where id = $1; end;
create view v as select id, f(id) as fx from t;
-- case: column is dropped under views that no longer say it
create table t (id int primary key, x int, y int);
create view v as select id, x, y from t;
create view w as select * from v;
-- to:
create table t (id int primary key, x int);
create view v as select id, x from t;
create view w as select * from v;
-- case: view dropped and its name goes to a table of the same columns
create table t (id int primary key);
create view v as select id from t;
-- to:
create table t (id int primary key);
create table v (id int primary key);
