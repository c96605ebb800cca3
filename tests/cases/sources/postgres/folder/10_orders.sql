-- Written by hand, in an order that only makes sense to its author.
create table orders (
  id bigint primary key,
  customer_id bigint not null references customer (id),
  kind varchar(10) check (kind in ('a', 'b')),
  total numeric(10, 2) default 0
);
create index on orders (customer_id) where kind = 'a';
\set owner clerk
grant select on orders to :"owner";
insert into orders values (1, 1, 'a', 2);
