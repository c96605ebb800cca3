create table customer (
  id integer primary key autoincrement,
  email text not null unique,
  name varchar(200) collate nocase default 'x''y',
  kind text not null default 'private' check (kind in ('private', 'company')),
  score numeric(10,2) default (1 + 2),
  made timestamp default current_timestamp,
  size integer generated always as (length(name)) virtual,
  upper_name text as (upper(name)) stored,
  constraint named check (name <> '' or kind = 'a b'),
  constraint by_name unique (name, kind)
);
create table "order" (
  id text primary key,
  customer_id integer not null references customer (id) on delete cascade deferrable initially deferred,
  parent text constraint up references "order" (id) on update set null,
  "a b" blob,
  plain
);
create table line (
  order_id text not null,
  no int not null,
  customer_id integer references customer,
  primary key (order_id, no),
  foreign key (order_id) references "order" (id)
) without rowid;
create table tight (id integer primary key, n real not null, t any) strict;
create table keyless (a int, b int);
create index order_customer on "order" (customer_id desc, lower("a b")) where parent is not null;
create unique index keyless_a on keyless (a collate nocase);
create view names as select id, name, length(name) as n from customer
  where name is not null;
create view pairs (x, y) as select a.id, b.id from customer a join customer b on a.id < b.id;
create trigger customer_touch after update of name on customer when new.name <> old.name begin
  update customer set made = current_timestamp where id = new.id;
	insert into keyless values (1, 2);
end;
