create table customer (id serial primary key, name text not null, fax text);
create table invoice (
  id int primary key,
  customer_id int references customer (id),
  state varchar(10) default 'open' check (state in ('open', 'paid')),
  total numeric(8, 2)
);
create view open_invoice as select id, total from invoice where state = 'open';
create view large_open_invoice as select id from open_invoice where total > 100;
comment on view large_open_invoice is 'for the weekly call';
