create table p (
  id int primary key,
  code text not null,
  price numeric not null,
  constraint p_code_key unique (code),
  constraint p_price_check check (price > 0)
);
create table c (
  id int primary key,
  code text not null,
  at date,
  constraint c_code_fkey foreign key (code) references p (code)
);
create index c_by_day on c (at);
comment on index c_by_day is 'For the calendar.';
create index c_code on c (code) where at is not null;
-- Which of the two of before this was, nobody can say.
create index c_day_and_id on c (at, id);
