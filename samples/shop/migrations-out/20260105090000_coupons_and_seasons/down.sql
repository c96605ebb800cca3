-- For PostgreSQL 15. Written by schemagen.

-- drop foreign key order_coupon_code_fkey of order
alter table "order"
  drop constraint order_coupon_code_fkey;

-- schemagen: commit
-- drop index order_coupon_code_idx of order
drop index order_coupon_code_idx;

-- schemagen: commit
-- drop column coupon_code of order
alter table "order"
  drop column coupon_code;

-- schemagen: commit
-- drop table coupon
drop table coupon;

-- schemagen: commit
-- drop table sale_season
drop table sale_season;

-- schemagen: commit
-- drop type discount_kind
drop type discount_kind;
