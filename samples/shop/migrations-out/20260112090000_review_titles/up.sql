-- For PostgreSQL 15. Written by schemagen.

-- rename column heading of review to title
alter table review
  rename column heading to title;

-- schemagen: commit
-- add check title_is_there to review
alter table review
  add constraint title_is_there check (title is not null) not valid;

-- schemagen: commit
-- give rows without review.title a value
update review
   set title = initcap(left(coalesce(body, 'review'), 120))
 where title is null;

-- schemagen: commit
-- validate check title_is_there of review
alter table review
  validate constraint title_is_there;

-- schemagen: commit
-- let no row be without review.title
alter table review
  alter column title set not null;

-- schemagen: commit
-- drop check title_is_there of review
alter table review
  drop constraint title_is_there;

-- schemagen: commit
-- create index review_product_id_created_at_idx on review
create index concurrently review_product_id_created_at_idx on review (product_id, created_at desc);
