create type order_status as enum ('open', 'paused', 'done');
create table deal (
  id bigint primary key,
  total numeric(10, 2) not null,
  status order_status not null,
  remark text,
  fax text
);
