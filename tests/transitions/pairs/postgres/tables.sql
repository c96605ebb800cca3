-- case: column types with everything on them
create table a (id int primary key, n int default 5 check (n > 0), t varchar(10) not null default 'x', d timestamp default now(), u text unique);
create index a_n on a (n desc) where n > 3;
create index a_expr on a ((n + 1));
create view v as select n, t from a where n > 1;
comment on column a.n is 'number';
-- to:
create table a (id bigint primary key, n bigint default 7 check (n > 0), t text not null default 'x', d timestamptz default now(), u varchar(50) unique);
create index a_n on a (n desc) where n > 3;
create index a_expr on a ((n + 1));
create view v as select n, t from a where n > 1;
comment on column a.n is 'number';
-- case: key used by a foreign key becomes wider
create table p (id int primary key);
create table c (id int primary key, p_id int not null references p (id) on delete cascade);
create index c_p on c (p_id);
-- to:
create table p (id bigint primary key);
create table c (id bigint primary key, p_id bigint not null references p (id) on delete cascade);
create index c_p on c (p_id);
-- case: key becomes text
create table p (id int primary key);
create table c (id int primary key, p_id int references p (id));
-- to:
create table p (id text primary key);
create table c (id int primary key, p_id text references p (id));
-- case: primary key to other columns, referenced by unique
create table p (id int primary key, code text not null);
create table c (p_id int references p (id));
-- to:
create table p (id int not null, code text primary key);
create table c (p_code text references p (code));
-- case: unique becomes primary key with references
create table p (id int not null unique, code text);
create table c (p_id int references p (id));
-- to:
create table p (id int primary key, code text);
create table c (p_id int references p (id));
-- case: inherited tables
create table base (id int, name text);
create table kid (extra int) inherits (base);
create table other (id int, name text, x int);
-- to:
create table base (id int, name text, added int not null default 3);
create table kid (extra int) inherits (base);
create table other (id int, name text, x int) inherits (base);
-- case: inherited column changes type
create table base (id int, name varchar(20));
create table kid (extra int) inherits (base);
create view kv as select name, extra from kid;
-- to:
create table base (id bigint, name text);
create table kid (extra int) inherits (base);
create view kv as select name, extra from kid;
-- case: inherited column goes
create table base (id int, name text, gone int);
create table kid (extra int) inherits (base);
-- to:
create table base (id int, name text);
create table kid (extra int) inherits (base);
-- case: no longer inherited
create table base (id int, name text);
create table kid (extra int) inherits (base);
-- to:
create table base (id int, name text);
create table kid (id int, name text, extra int);
-- case: table moves to another schema
create schema s;
create table a (id int primary key, x int);
create index a_x on a (x);
-- to:
create schema s;
create table s.a (id int primary key, x int);
create index a_x on s.a (x);
-- case: storage parameters and statistics
create table a (id int primary key, t text) with (fillfactor = 70);
create index a_t on a (t) with (fillfactor = 80);
-- to:
create table a (id int primary key, t text) with (autovacuum_enabled = false);
alter table a alter column t set storage external;
alter table a alter column t set statistics 500;
alter table a alter column id set (n_distinct = -1);
create index a_t on a (t) with (fillfactor = 60);
alter table a replica identity full;
-- case: extended statistics over changed columns
create table a (x int, y int, z text);
create statistics a_stats (dependencies) on x, y from a;
-- to:
create table a (x bigint, y int, z text);
create statistics a_stats (dependencies, ndistinct) on x, y from a;
comment on statistics a_stats is 'both';
-- case: statistics over a column that goes
create table a (x int, y int, z int);
create statistics a_stats on x, y from a;
-- to:
create table a (x int, z int);
create statistics a_stats on x, z from a;
-- case: unlogged with references
create unlogged table p (id int primary key);
create unlogged table c (p int references p);
-- to:
create table p (id int primary key);
create table c (p int references p);
-- case: typed table
create type t as (a int, b text);
create table x of t (primary key (a));
-- to:
create type t as (a int, b text);
create table x (a int primary key, b text not null default 'q');
-- case: clustered and replica identity index
create table a (id int primary key, k int not null);
create unique index a_k on a (k);
alter table a cluster on a_k;
-- to:
create table a (id int primary key, k int not null);
create unique index a_k on a (k);
alter table a replica identity using index a_k;
-- case: everything of a table dropped with its sequence
create sequence s;
create table a (id int default nextval('s') primary key, x text);
create table b (id int default nextval('s'));
-- to:
create table b (id int);
-- case: column order swap of names
create table a (x int, y text);
-- to:
create table a (x text, y int);
-- case: drop column in composite unique
create table a (id int primary key, x int, y int, z int, unique (x, y), check (x < y));
create index a_yz on a (y, z);
-- to:
create table a (id int primary key, x int, z int);
-- case: drop column with a check on two and a view
create table a (id int primary key, x int, y int, constraint c check (x < y));
create view v as select id, x from a;
-- to:
create table a (id int primary key, x int, constraint c check (x < 5));
create view v as select id, x from a;
-- case: compression and collation
create table a (id int, t text collate "C", u text);
create index on a (t);
-- to:
create table a (id int, t text, u text collate "C" compression pglz);
create index on a (t);
-- case: default uses a new function
create table a (id int primary key, x int default 3);
-- to:
create function f() returns int language sql immutable as 'select 42';
create table a (id int primary key, x int default f(), y int default f() not null, check (x <> f()));
-- case: row type of a table in a function
create table a (id int primary key, x int);
create function f(r a) returns int language sql as 'select r.x';
-- to:
create table a (id int primary key, x bigint, y int);
create function f(r a) returns bigint language sql as 'select r.x';
-- case: setof table in a function
create table a (id int primary key, x int);
create function f() returns setof a language sql as 'select * from a';
-- to:
create table a (id int primary key);
create function f() returns setof a language sql as 'select * from a';
-- case: table with a column of a table's row type
create table a (id int primary key, x int);
create table b (id int primary key, r a);
-- to:
create table a (id int primary key, x int, y int);
create table b (id int primary key, r a, rs a[]);
-- case: exclusion constraint
create extension btree_gist;
create table a (room int, during tsrange, exclude using gist (room with =, during with &&));
-- to:
create extension btree_gist;
create table a (room text, during tstzrange, exclude using gist (room with =, during with &&) where (room <> 'x'));
-- case: checks of all kinds
create table a (x int, y int, constraint one check (x > 0) not valid, constraint two check (y > 0) no inherit);
-- to:
create table a (x int, y int, constraint one check (x > 0), constraint two check (y > 0), constraint three check (x > y) not valid);
-- case: foreign key options
create table p (id int primary key, k int unique);
create table c (p int, constraint f foreign key (p) references p (id) on delete cascade);
-- to:
create table p (id int primary key, k int unique);
create table c (p int, constraint f foreign key (p) references p (k) on delete set null deferrable initially deferred);
-- case: foreign keys in a circle come and go
create table a (id int primary key);
create table b (id int primary key);
-- to:
create table a (id int primary key, b_id int);
create table b (id int primary key, a_id int references a (id));
alter table a add constraint a_b foreign key (b_id) references b (id);
-- case: circle is dropped
create table a (id int primary key, b_id int);
create table b (id int primary key, a_id int references a (id));
alter table a add constraint a_b foreign key (b_id) references b (id);
-- to:
create table z (id int);
-- case: self reference becomes composite
create table a (id int primary key, parent int references a (id));
-- to:
create table a (tenant int not null, id int not null, parent int, primary key (tenant, id), foreign key (tenant, parent) references a (tenant, id));
-- case: deferrable unique with nulls
create table a (x int, y int, constraint u unique (x));
-- to:
create table a (x int, y int, constraint u unique nulls not distinct (x, y));
-- case: unique with include becomes deferrable
create table a (x int, y int, constraint u unique (x) include (y));
-- to:
create table a (x int, y int, constraint u unique (x) deferrable initially deferred);
-- case: index becomes constraint
create table a (x int not null, y int);
create unique index u on a (x);
create index i on a (y);
-- to:
create table a (x int not null, y int);
alter table a add constraint u unique (x);
create unique index i on a (y);
-- case: constraint becomes index
create table a (x int primary key, y int, constraint u unique (y));
comment on constraint u on a is 'c';
-- to:
create table a (x int not null, y int);
create unique index a_pkey on a (x);
create unique index u on a (y);
comment on index u is 'i';
-- case: another table is inherited
create table base (id bigint, name text);
create table kid (extra int) inherits (base);
create view kv as select name, extra from kid;
-- to:
create table root (id bigint, name text);
create table kid (extra int) inherits (root);
create view kv as select name, extra from kid;
-- case: table without columns is to have some
create table t ();
create table u (x int);
-- to:
create table t (id int, x text) partition by list (x);
create table t_d partition of t default;
create table u (y int) partition by list (y);
create table u_d partition of u default;
-- case: a table is logged no more when what refers to it is gone, and another refers to it
create table p (id int primary key);
create table q (id int primary key references p (id));
create unlogged table r (id int primary key);
-- to:
create unlogged table p (id int primary key);
create table r (id int primary key);
create unlogged table s (id int references p (id));
create table t (id int references r (id));
-- case: null where rows were told apart by
create table t (id int primary key, a int not null, b int not null);
create unique index t_a on t (a);
create unique index t_b on t (b);
alter table t replica identity using index t_a;
-- to:
create table t (id int primary key, a int, b int not null);
create unique index t_a on t (a);
create unique index t_b on t (b);
alter table t replica identity using index t_b;
-- case: null where rows were told apart by, and by nothing now
create table t (id int primary key, a int not null);
create unique index t_a on t (a);
alter table t replica identity using index t_a;
-- to:
create table t (id int primary key, a int);
create unique index t_a on t (a);
-- case: another table with the numbers and the key's name of the old one
create table audit_log (id serial primary key);
-- to:
create sequence audit_log_id_seq as integer;
create table audit (id integer default nextval('audit_log_id_seq'::regclass) not null, constraint audit_log_pkey primary key (id));
alter sequence audit_log_id_seq owned by audit.id;
