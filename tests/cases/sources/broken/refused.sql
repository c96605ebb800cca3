create table customer (id bigint primary key, name text);

create table orders (
  id bigint primary key,
  price money_amount
);
create tabel typo (id int);
create index on orders (id);
create extension postgis;
alter table customer add column name text;
