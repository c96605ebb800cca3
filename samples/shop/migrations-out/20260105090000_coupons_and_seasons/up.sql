-- For PostgreSQL 15. Written by schemagen.

-- create enum discount_kind
create type discount_kind as enum ('percent', 'amount');

-- schemagen: commit
-- create table coupon
create table coupon (
  code varchar(32) not null,
  kind discount_kind not null,
  amount numeric(12,2) not null,
  valid_from timestamptz default now() not null,
  valid_to timestamptz,
  constraint coupon_pkey primary key (code),
  constraint coupon_amount_check check (amount > (0)::numeric),
  constraint coupon_ends_after_it_starts check (valid_to > valid_from),
  constraint percent_is_at_most_100 check ((kind <> 'percent'::discount_kind) OR (amount <= (100)::numeric))
);

-- schemagen: commit
-- create table sale_season
create table sale_season (
  name varchar(60) not null,
  period daterange not null,
  percent smallint not null,
  constraint sale_season_pkey primary key (name),
  constraint sale_season_percent_check check ((percent >= 1) AND (percent <= 90)),
  constraint one_season_at_a_time exclude using gist (period with &&)
);

-- schemagen: commit
-- add column coupon_code to order
alter table "order"
  add column coupon_code varchar(32);

-- schemagen: commit
-- create index order_coupon_code_idx on order
create index order_coupon_code_idx on "order" (coupon_code) where coupon_code IS NOT NULL;

-- schemagen: commit
-- add foreign key order_coupon_code_fkey to order
alter table "order"
  add constraint order_coupon_code_fkey foreign key (coupon_code) references coupon (code) on delete restrict;

-- schemagen: commit
-- comment on table coupon
comment on table coupon is 'A code that makes an order cheaper.';

-- schemagen: commit
-- comment on table sale_season
comment on table sale_season is 'Weeks in which everything is cheaper; never two at a time.';
