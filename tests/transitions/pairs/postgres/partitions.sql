-- case: partitions come and go
create table t (id int not null, at date not null, primary key (id, at)) partition by range (at);
create table t_1 partition of t for values from ('2024-01-01') to ('2025-01-01');
create table t_2 partition of t for values from ('2025-01-01') to ('2026-01-01');
create index t_at on t (at);
-- to:
create table t (id int not null, at date not null, primary key (id, at)) partition by range (at);
create table t_1 partition of t for values from ('2024-01-01') to ('2025-01-01');
create table t_3 partition of t for values from ('2026-01-01') to ('2027-01-01');
create table t_d partition of t default;
create index t_at on t (at);
-- case: bounds move
create table t (id int not null, at date not null) partition by range (at);
create table t_1 partition of t for values from ('2024-01-01') to ('2025-01-01');
create table t_2 partition of t for values from ('2025-01-01') to ('2026-01-01');
-- to:
create table t (id int not null, at date not null) partition by range (at);
create table t_1 partition of t for values from ('2023-01-01') to ('2025-01-01');
create table t_2 partition of t for values from ('2025-01-01') to ('2027-01-01');
-- case: indexes and keys on partitioned tables
create table t (id int not null, k int not null, x int) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2) partition by hash (id);
create table t_2a partition of t_2 for values with (modulus 2, remainder 0);
create table t_2b partition of t_2 for values with (modulus 2, remainder 1);
create index t_x on t (x);
-- to:
create table t (id int not null, k int not null, x bigint, primary key (k, id), unique (k, id, x)) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2) partition by hash (id);
create table t_2a partition of t_2 for values with (modulus 2, remainder 0);
create table t_2b partition of t_2 for values with (modulus 2, remainder 1);
create index t_x on t (x, id);
create unique index t_u on t (k, id) where k > 0;
-- case: single partition has index, check and key of its own
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2);
create index t_1_id on t_1 (id);
alter table t_1 add constraint c check (id > 0);
alter table t_2 add primary key (id);
-- to:
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2);
create index t_2_id on t_2 (id, k);
alter table t_2 add constraint c check (id > 1);
alter table t_1 add constraint u unique (id);
comment on table t_1 is 'first';
alter table t_2 set (fillfactor = 50);
-- case: plain to partitioned
create table t (id int not null, k int not null, x text default 'a', primary key (id, k));
create index t_x on t (x);
create table r (t_id int, t_k int, foreign key (t_id, t_k) references t (id, k));
create view v as select id, x from t;
grant select on t to public;
comment on table t is 'tt';
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g before insert on t for each row execute function f();
-- to:
create table t (id int not null, k int not null, x text default 'a', primary key (id, k)) partition by list (k);
create table t_1 partition of t for values in (1, 2);
create table t_d partition of t default;
create index t_x on t (x);
create table r (t_id int, t_k int, foreign key (t_id, t_k) references t (id, k));
create view v as select id, x from t;
grant select on t to public;
comment on table t is 'tt';
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g before insert on t for each row execute function f();
-- case: plain serial to partitioned identity
create table t (id bigserial, at timestamp not null default now(), x int);
-- to:
create table t (id bigserial, at timestamp not null default now(), x int) partition by range (at);
create table t_p partition of t for values from ('2000-01-01') to ('2100-01-01');
-- case: partition key changes
create table t (id int not null, k int not null, x int) partition by list (k);
create table t_1 partition of t for values in (1, 2, 3);
create table t_d partition of t default;
create index t_x on t (x);
-- to:
create table t (id int not null, k int not null, x int) partition by range (id);
create table t_1 partition of t for values from (0) to (1000);
create table t_d partition of t default;
create index t_x on t (x);
-- case: table joins and partition leaves
create table t (id int not null, k int not null, primary key (k, id)) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 (id int not null, k int not null, primary key (k, id));
-- to:
create table t (id int not null, k int not null, primary key (k, id)) partition by list (k);
create table t_1 (id int not null, k int not null, primary key (k, id));
create table t_2 partition of t for values in (2);
-- case: foreign key on and to partitioned
create table p (id int, k int, primary key (k, id)) partition by list (k);
create table p_1 partition of p for values in (1);
create table c (id int, k int, p int) partition by list (k);
create table c_1 partition of c for values in (1);
-- to:
create table p (id int, k int, primary key (k, id)) partition by list (k);
create table p_1 partition of p for values in (1);
create table p_2 partition of p for values in (2);
create table c (id int, k int, p int, constraint f foreign key (k, p) references p (k, id)) partition by list (k);
create table c_1 partition of c for values in (1);
create table c_2 partition of c for values in (2);
-- case: columns of partitioned tables
create table t (id int not null, k int not null, x int, y text) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2);
alter table t_1 alter column x set default 5;
alter table t_2 alter column y set not null;
-- to:
create table t (id bigint not null, k int not null, x int not null default 3, z text) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2);
alter table t_1 alter column x set default 6;
alter table t_2 alter column z set not null;
-- case: key column of a partitioned table changes type
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1);
-- to:
create table t (id int not null, k bigint not null) partition by list (k);
create table t_1 partition of t for values in (1);
-- case: triggers and policies on partitions
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger g after insert on t for each row execute function f();
alter table t_1 enable row level security;
create policy p on t_1 using (id > 0);
-- to:
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger h after insert or update on t for each row execute function f();
create trigger i after insert on t_1 for each row execute function f();
alter table t enable row level security;
create policy p on t using (id > 0);
-- case: partition becomes partitioned itself
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1);
-- to:
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1) partition by hash (id);
create table t_1a partition of t_1 for values with (modulus 1, remainder 0);
-- case: partitioned to plain
create table t (id int not null, k int not null, primary key (k, id)) partition by list (k);
create table t_1 partition of t for values in (1, 2);
create table t_d partition of t default;
create index t_id on t (id);
create table r (k int, id int, foreign key (k, id) references t (k, id));
-- to:
create table t (id int not null, k int not null, primary key (k, id));
create index t_id on t (id);
create table r (k int, id int, foreign key (k, id) references t (k, id));
-- case: index over all partitions comes while rows are written
create table t (id int not null, k int not null, x text, a_name_that_is_as_long_as_names_may_be_on_this_server_or_nearly int) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2) partition by hash (id);
create table t_2a partition of t_2 for values with (modulus 2, remainder 0);
create table t_2b partition of t_2 for values with (modulus 2, remainder 1);
create index t_x on t (x);
-- to:
create table t (id int not null, k int not null, x text, a_name_that_is_as_long_as_names_may_be_on_this_server_or_nearly int) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2) partition by hash (id);
create table t_2a partition of t_2 for values with (modulus 2, remainder 0);
create table t_2b partition of t_2 for values with (modulus 2, remainder 1);
create index t_x on t (x);
create index t_x_again on t (x) include (id) where x is not null;
create index t_x_plain on t (x desc, k);
create unique index t_once on t (k, id, a_name_that_is_as_long_as_names_may_be_on_this_server_or_nearly);
create index t_lower on t (lower(x), (id + 1));
-- case: index of a parent alone goes with the key of a partition that serves it
create table t (id int not null, k text not null) partition by list (k);
create table t_1 partition of t for values in ('1');
create unique index t_k_id_key on only t (k, id);
create unique index t_1_k_id_key on t_1 (k, id);
alter index t_k_id_key attach partition t_1_k_id_key;
alter table t_1 add constraint t_1_pkey unique using index t_1_k_id_key;
-- to:
create table t (id int not null, k text not null) partition by list (k);
create table t_1 partition of t for values in ('1');
alter table t add constraint t_k_id_key unique (k, id);
-- case: partition has the key that its parent is to have
create table t (id int not null, k text not null) partition by list (k);
create table t_1 partition of t for values in ('1');
create unique index t_pkey on only t (k, id);
alter table t_1 add constraint t_1_pkey primary key (k, id);
-- to:
create table t (id int not null, k text not null) partition by list (k);
create table t_1 partition of t for values in ('1');
alter table t add constraint t_pkey primary key (k, id);
-- case: key of a parent alone is completed
create table t (id int not null, k text not null) partition by list (k);
create table t_1 partition of t for values in ('1');
alter table only t add constraint t_key primary key (k, id);
create unique index t_1_pkey on t_1 (k, id);
-- to:
create table t (id int not null, k text not null) partition by list (k);
create table t_1 partition of t for values in ('1');
alter table only t add constraint t_key primary key (k, id);
create unique index t_1_pkey on t_1 (k, id);
alter table t_1 add constraint t_1_pkey primary key using index t_1_pkey;
alter index t_key attach partition t_1_pkey;
-- case: partition with a key of its own comes as a whole
create table t (n bigint generated always as identity);
-- to:
create table t (id int not null, k text not null) partition by list (k);
create table t_1 partition of t for values in ('1');
create unique index t_pkey on only t (k, id);
alter table t_1 add constraint t_1_pkey primary key (k, id);
-- case: partition is another with the same bounds
create table t (id int not null, k int not null) partition by list (k);
create table t_1 partition of t for values in (1);
create table t_2 partition of t for values in (2) partition by hash (id);
create table t_2a partition of t_2 for values with (modulus 1, remainder 0);
create index t_id on t (id);
-- to:
create table t (id int not null, k int not null) partition by list (k);
create table t_one partition of t for values in (1);
create table t_2 partition of t for values in (2) partition by hash (id);
create table t_two partition of t_2 for values with (modulus 1, remainder 0);
create index t_id on t (id);
-- case: partitions move to another table
create table a (id int not null, k int not null, x text) partition by list (k);
create table a_1 partition of a for values in (1);
create table a_2 (primary key (k, id), id int not null, k int not null, x text);
alter table a attach partition a_2 for values in (2);
create table d (id int not null, k int not null) partition by list (k);
create table d_1 partition of d for values in (1);
create unique index d_k on d (k, id);
-- to:
create table b (id int not null, k int not null, x text) partition by list (k);
create table a_1 partition of b for values in (1);
create table c (k int not null, y text) partition by list (k);
create table a_2 (k int not null, y text, primary key (k));
alter table c attach partition a_2 for values in (2);
create table e (id int not null, k int not null) partition by list (k);
create table d_1 partition of e for values in (1);
create index c_y on c (y, k);
-- case: a reference to a partition goes, with the key of the whole
create table t (id int, primary key (id)) partition by list (id);
create table t_1 partition of t for values in (1);
create table child (t_id int references t_1 (id) on delete set null);
-- to:
create table t (id int primary key, name text not null default '');
-- case: an index of the whole goes with the key that a partition has of its own
create table t (id int, name text, kind text) partition by list (kind);
create table t_1 partition of t (unique (kind, name)) for values in ('a');
create unique index t_kind on t (kind, name);
-- to:
create table t (id int, kind text) partition by list (kind);
create table t_1 partition of t for values in ('a');
create table t_2 partition of t for values in ('b');
-- case: an index of the whole goes, and the key of a partition stays
create table t (id int, name text, kind text) partition by list (kind);
create table t_1 partition of t (unique (kind, name)) for values in ('a');
create unique index t_kind on t (kind, name);
-- to:
create table t (id int, name text, kind text) partition by list (kind);
create table t_1 partition of t (unique (kind, name)) for values in ('a');
-- case: the key of a partition alone, and of a whole alone, and null where they were
create table t (id int not null, kind text not null) partition by list (kind);
create table t_1 partition of t for values in ('a');
create unique index t_key on only t (kind, id);
alter table t_1 add constraint t_1_key primary key (kind, id);
create table u (id int not null, kind text not null) partition by list (kind);
create table u_1 partition of u for values in ('a');
alter table only u add constraint u_key primary key (kind, id);
-- to:
create table t (id int, kind text) partition by list (kind);
create table t_1 partition of t for values in ('a');
create table u (kind text) partition by list (kind);
create table u_1 partition of u for values in ('a');
-- case: a counter that has few numbers
create table t (id int primary key, name text);
-- to:
create table t (id int primary key, few bigint generated always as identity (minvalue 2 maxvalue 90 start with 3 increment by 4));
-- case: the key of a parent alone, then of all
create table t (id int not null, kind text not null) partition by list (kind);
create table t_1 partition of t for values in ('a');
alter table only t add constraint t_old_key primary key (kind, id);
create unique index t_1_key on t_1 (kind, id);
-- to:
create table t (id int, kind text, primary key (kind, id)) partition by list (kind);
create table t_1 partition of t for values in ('a');
create table t_2 partition of t for values in ('b');
-- case: a table with partitions that have keys of their own becomes plain
create table t (id int, size int, name text, note text, unique (name, size), constraint t_size check (size > 0)) partition by list (name);
create table t_1 partition of t (primary key (name, note), unique (name, id)) for values in ('1', '2', '3');
create unique index t_name on t (name);
create index t_1_note on t_1 (name, note);
-- to:
create table t (id bigint primary key, name text);
-- case: a partition with a key of its own joins a whole whose columns change
create table t (id int, kind text, a text, b int) partition by list (kind);
create table t_1 partition of t (primary key (kind, id)) for values in ('a');
-- to:
create table t (id int, kind text, a int, c int not null default 0) partition by list (kind);
create table t_1 partition of t (primary key (kind, id)) for values in ('a');
create table t_2 partition of t (primary key (kind, id)) for values in ('b');
-- case: an index of the whole, over the same columns, has another name and method
create table t (id int, kind text, a text) partition by list (kind);
create table t_1 partition of t for values in ('a');
create index t_some on t (kind, id);
-- to:
create table t (id int, kind text, a text) partition by list (kind);
create table t_1 partition of t for values in ('a');
create index t_other on t (kind, id) where a is not null;
-- case: a table that comes to have a partition in another schema
create schema one;
create table one.t (kind text not null, id int not null);
-- to:
create schema one;
create schema two;
create table one.t (kind text not null, id int not null) partition by list (kind);
create table two.t_1 partition of one.t for values in ('a', 'b', 'c');
create table two.t_rest partition of one.t default;
