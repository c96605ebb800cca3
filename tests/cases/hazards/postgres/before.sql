create type mood as enum ('sad', 'ok');
create domain positive as int check (value > 0);
create table p (id bigint primary key, name varchar(20), code text, at timestamptz);
create table t (
  id bigint primary key,
  parent_id bigint references p,
  a int,
  b text,
  c varchar(10),
  price numeric(10, 2),
  proven int constraint proven_is check (proven is not null),
  feeling mood,
  constraint t_b_c unique (b, c),
  constraint t_parent foreign key (parent_id) references p
);
create index t_c on t (c);
create table m (at date not null, v int) partition by range (at);
create table m_2026 partition of m for values from ('2026-01-01') to ('2027-01-01');
create table old (at date not null, v int);
create table keyless (id int, v int);
create unique index keyless_id on keyless (id);
