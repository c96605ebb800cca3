create table customer (
  id integer primary key autoincrement,
  email varchar(254) not null unique,
  kind text not null default 'private' check (kind in ('private', 'company'))
);
create table invoice (
  id integer primary key,
  customer_id integer not null references customer (id) on delete cascade,
  sent date,
  total numeric(10,2) not null default 0
);
create index invoice_open on invoice (customer_id) where sent is null;
create view open_invoice as
  select id, total
    from invoice
   where sent is null;
create trigger invoice_sent after update of sent on invoice begin
  update customer set kind = 'company' where id = new.customer_id;
end;
