-- For PostgreSQL 15. Written by schemagen.

-- let rows be without review.title
alter table review
  alter column title drop not null;

-- schemagen: commit
-- drop index review_product_id_created_at_idx of review
drop index concurrently review_product_id_created_at_idx;

-- schemagen: commit
-- back: rename column heading of review to title
alter table review
  rename column title to heading;
