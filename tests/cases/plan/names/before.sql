create table p (
  id int primary key,
  code text not null,
  price numeric not null,
  constraint p_code_is_unique unique (code),
  constraint p_price_is_positive check (price > 0)
);
create table c (
  id int primary key,
  code text not null,
  at date,
  constraint c_has_p foreign key (code) references p (code)
);
create index on c (at);
create index c_code_old on c (code) where at is not null;
create index c_a on c (at, id);
create index c_b on c (at, id);
