-- case: a column is added
create table users (id integer primary key, name text not null);
-- to:
create table users (id integer primary key, name text not null, age integer);
-- case: a required column with a default is added
create table users (id integer primary key, name text not null);
-- to:
create table users (id integer primary key, name text not null, state text not null default 'new' collate nocase);
-- case: a column whose default is worked out is added
create table users (id integer primary key, name text not null);
-- to:
create table users (id integer primary key, name text not null, at text default (datetime('now')), day text default current_date);
-- case: a column is dropped
create table users (id integer primary key, name text not null, age integer);
-- to:
create table users (id integer primary key, name text not null);
-- case: a column with an index, a check and a unique is dropped
create table users (id integer primary key, name text not null unique, age integer check (age > 0), city text);
create index users_city on users (city);
-- to:
create table users (id integer primary key);
-- case: types change
create table users (id integer primary key, name varchar(20), age text, score real);
-- to:
create table users (id integer primary key, name varchar(200), age integer, score numeric(10, 2));
-- case: required and not
create table users (id integer primary key, name text not null, age integer);
-- to:
create table users (id integer primary key, name text, age integer not null default 0);
-- case: defaults come, change and go
create table users (id integer primary key, a text default 'x', b integer default 1, c integer);
-- to:
create table users (id integer primary key, a text, b integer default (1 + 1), c integer default -1);
-- case: a key is laid
create table users (id integer not null, name text not null);
-- to:
create table users (id integer not null primary key, name text not null);
-- case: a key of two columns
create table users (id integer not null primary key, tenant integer not null, name text not null);
-- to:
create table users (id integer not null, tenant integer not null, name text not null, primary key (tenant, id));
-- case: numbers are never given again
create table users (id integer primary key, name text);
-- to:
create table users (id integer primary key autoincrement, name text);
-- case: without row numbers
create table kv (k text primary key not null, v blob);
-- to:
create table kv (k text primary key not null, v blob) without rowid;
-- case: strict
create table kv (k text primary key, v int, w blob, x real, y any);
-- to:
create table kv (k text primary key, v int, w blob, x real, y any) strict;
-- case: strict and without row numbers, both gone
create table kv (k text primary key, v int) strict, without rowid;
-- to:
create table kv (k text primary key, v int);
-- case: unique, at the column and at the table
create table users (id integer primary key, mail text unique, a int, b int);
-- to:
create table users (id integer primary key, mail text, a int, b int, constraint a_b unique (a, b));
-- case: what a conflict does
create table users (id integer primary key on conflict replace, mail text unique on conflict ignore, a int not null on conflict abort);
-- to:
create table users (id integer primary key, mail text unique on conflict replace, a int not null on conflict fail);
-- case: checks come, change and go
create table users (id integer primary key, a int check (a > 0), b int, constraint two check (a < b));
-- to:
create table users (id integer primary key, a int, b int constraint positive check (b > 0), constraint two check (a <= b), check (a + b < 100));
-- case: a reference is laid
create table city (id integer primary key, name text);
create table users (id integer primary key, city_id integer);
-- to:
create table city (id integer primary key, name text);
create table users (id integer primary key, city_id integer references city (id) on delete cascade on update set null);
-- case: a reference does something else
create table city (id integer primary key, name text);
create table users (id integer primary key, city_id integer references city (id) on delete cascade);
-- to:
create table city (id integer primary key, name text);
create table users (id integer primary key, city_id integer, constraint users_city foreign key (city_id) references city (id) on delete set null deferrable initially deferred);
-- case: a reference goes, and its table
create table city (id integer primary key, name text);
create table users (id integer primary key, city_id integer references city (id));
-- to:
create table users (id integer primary key, city_id integer);
-- case: two tables that refer to each other
create table a (id integer primary key, b_id integer references b (id));
create table b (id integer primary key, a_id integer references a (id));
-- to:
create table a (id integer primary key, b_id integer references b (id), note text not null default '');
create table b (id integer primary key, a_id integer references a (id) on delete cascade, note text);
-- case: a table that refers to itself
create table node (id integer primary key, up integer references node (id));
-- to:
create table node (id integer primary key, up integer not null default 1 references node (id) on delete cascade, name varchar(5));
-- case: a parent is made anew, with children that cascade
create table city (id integer primary key, name text, size integer);
create table users (id integer primary key, city_id integer not null references city (id) on delete cascade);
-- to:
create table city (id integer primary key, name text not null default '', size text check (size <> ''));
create table users (id integer primary key, city_id integer not null references city (id) on delete cascade);
-- case: indexes of every sort
create table t (a int, b text, c real);
create index t_a on t (a);
create unique index t_b on t (b);
create index t_c on t (c desc);
-- to:
create table t (a int, b text, c real);
create unique index t_a on t (a, b desc);
create index t_b on t (b collate nocase) where b is not null;
create index t_low on t (lower(b), c);
-- case: an index moves to another table
create table t (a int);
create table u (a int);
create index one on t (a);
-- to:
create table t (a int);
create table u (a int);
create index one on u (a);
-- case: generated columns
create table t (a int, b int, c int generated always as (a + b) virtual, d int as (a * 2) stored);
-- to:
create table t (a int, b int, c int generated always as (a - b) virtual, d int, e text as (a || b) stored);
-- case: a generated column is added beside others
create table t (a int, b int);
-- to:
create table t (a int, b int, c int generated always as (a + b) virtual);
-- case: views
create table t (a int, b text);
create view v as select a, b from t;
create view w as select a from v where b <> '';
-- to:
create table t (a int, b text, c int);
create view v as select a, b, c from t;
create view w as select a, c from v where b <> '' and c > 0;
create view x (one, two) as select a, c from w;
-- case: a view above a table that is made anew
create table t (a int, b text);
create view v as select a, b from t where b is not null;
-- to:
create table t (a bigint primary key, b text not null default 'x');
create view v as select a, b from t where b is not null;
-- case: a view becomes a table
create table t (a int);
create view v as select a from t;
-- to:
create table t (a int);
create table v (a int);
-- case: triggers
create table t (a int, b int);
create table log (what text, at text);
create trigger t_in after insert on t begin insert into log values ('in', datetime('now')); end;
-- to:
create table t (a int, b int not null default 0);
create table log (what text, at text, who text);
create trigger t_in after insert on t when new.a > 0 begin insert into log (what) values ('in'); insert into log (what) values ('again'); end;
create trigger t_up before update of a on t begin select raise(abort, 'no') where new.a < old.a; end;
-- case: a trigger stays while its table is made anew
create table t (a int, b int);
create table log (what text);
create trigger t_in after insert on t begin insert into log values ('in;'); end;
-- to:
create table t (a bigint not null, b text);
create table log (what text);
create trigger t_in after insert on t begin insert into log values ('in;'); end;
-- case: instead of
create table t (a int, b int);
create view v as select a from t;
create trigger v_in instead of insert on v begin insert into t (a) values (new.a); end;
-- to:
create table t (a int, b int);
create view v as select a, b from t;
create trigger v_in instead of insert on v begin insert into t (a, b) values (new.a, new.b); end;
-- case: tables come and go
create table t (a int primary key);
create table u (a int references t (a));
-- to:
create table w (a int primary key);
create table x (a int references w (a), b text);
-- case: names that need quotes
create table "order" ("select" integer primary key, "group by" text, "it's" int);
create index "my index" on "order" ("group by");
-- to:
create table "order" ("select" integer primary key, "group by" text not null default 'a "b" c', "it's" bigint check ("it's" > 0));
create index "my index" on "order" ("group by", "it's");
-- case: a column without a type
create table t (a, b);
-- to:
create table t (a, b not null default 1, c);
-- case: a name in brackets and one in backticks
create table [t one] ([a b] int, `c d` text);
-- to:
create table [t one] ([a b] int, `c d` text, e blob default x'00ff');
-- case: columns in another order
create table t (a int, b text, c real);
-- to:
create table t (c real, a int, b text);
-- case: a collation
create table t (a text, b text collate nocase);
create index t_a on t (a);
-- to:
create table t (a text collate rtrim, b text);
create index t_a on t (a);
-- case: two tables exchange the names of their indexes
create table t (a int, b int);
create table u (a int, b int);
create index one on t (a);
create index two on u (a);
-- to:
create table t (a int, b int, c int);
create table u (a int, b int);
create index two on t (b);
create index one on u (b);
-- case: an index goes with a column, and comes back with another
create table t (a int, b int);
create index one on t (b);
-- to:
create table t (a int, c int);
create index one on t (c);
-- case: another column takes the place of the only one
create table t (a int);
-- to:
create table t (b text);
