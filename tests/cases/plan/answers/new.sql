create type order_status as enum ('open', 'pending', 'done');
create table purchase (
  id bigint primary key,
  amount numeric(10, 2) not null,
  status order_status not null,
  remark text,
  city text not null
);
