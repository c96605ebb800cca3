-- One of each kind of object that Postgres 13 and later have.
create role test_reader;
create role test_owner login in role test_reader;
comment on role test_reader is 'Reads';

create extension btree_gist;

create schema billing;
comment on schema billing is 'Money';
grant usage on schema billing to test_reader;

create type mood as enum ('sad', 'ok', 'it''s fine');
comment on type mood is 'How it goes';
create domain positive_amount as numeric(12,2) default 1 check (value > 0);
comment on domain positive_amount is 'Never nothing';
create domain billing.code as text collate "C" not null constraint code_short check (length(value) < 9);
create type address as (street text, mood mood, codes billing.code[]);
comment on column address.street is 'With its number';
create type float_range as range (subtype = double precision, subtype_diff = float8mi);

create sequence ticket_number as integer increment by 5 minvalue 10 maxvalue 100000 start with 20 cache 3 cycle;
comment on sequence ticket_number is 'Every fifth';
grant usage on sequence ticket_number to test_reader;

create function shout(words text) returns text language sql immutable as $$ select upper(words) || '!' $$;
comment on function shout(text) is 'Loud';
create function touch() returns trigger language plpgsql as $$ begin new.note := 'touched'; return new; end $$;
create procedure billing.settle_up() language plpgsql as $$ begin end $$;
create aggregate total(numeric) (sfunc = numeric_add, stype = numeric, initcond = '0');

create table customer (
  id bigint generated always as identity (start with 1000 increment by 2) primary key,
  name varchar(200) not null,
  nickname text collate "C",
  email text not null,
  mood mood default 'ok'::mood,
  moods mood[],
  home address,
  code billing.code,
  rating positive_amount not null,
  search text generated always as (lower(name) || ' ' || coalesce(nickname, '')) stored,
  note text,
  since timestamp with time zone default now() not null,
  constraint customer_email_key unique (email) deferrable initially deferred,
  constraint customer_named check (name <> '' and length(name) < 150),
  constraint customer_mood check (mood in ('sad', 'ok')) no inherit
);
comment on table customer is 'Who buys';
comment on column customer.email is 'Where the receipt goes';
comment on constraint customer_named on customer is 'Not empty';
alter table customer alter nickname set storage external, alter note set statistics 300, alter name set (n_distinct = -0.5);
alter table customer set (fillfactor = 70, toast.autovacuum_enabled = false);
create index customer_search_idx on customer using hash (search);
create unique index customer_email_lower on customer (lower(email) text_pattern_ops desc nulls last, id)
  include (name) where (note is null);
comment on index customer_email_lower is 'For logging in';
create index customer_nick on customer (nickname collate "POSIX", since desc, name nulls first) with (fillfactor = 80);
create trigger customer_touch before insert or update of name on customer for each row
  when (new.name is not null) execute function touch();
comment on trigger customer_touch on customer is 'Leaves a mark';
alter table customer disable trigger customer_touch;
alter table customer enable row level security;
alter table customer force row level security;
create policy customer_own on customer as restrictive for update to test_reader
  using (note = current_user) with check (length(note) > 0 and exists (select from customer c where c.id = customer.id));
comment on policy customer_own on customer is 'Own rows';
create policy customer_all on customer using (true);
grant select, update (note, nickname) on customer to test_reader;
grant insert on customer to public;

create table billing.invoice (
  id serial primary key,
  customer_id bigint not null,
  line smallint not null,
  amount positive_amount,
  during tstzrange not null,
  paid boolean default false not null,
  constraint invoice_customer foreign key (customer_id) references customer (id)
    match full on update cascade on delete set null deferrable,
  constraint invoice_line unique (id, line) include (amount),
  constraint invoice_alone exclude using gist (customer_id with =, during with &&) where (not paid)
);
alter table billing.invoice add constraint invoice_amount check (amount < 1e6) not valid;
alter table billing.invoice add constraint invoice_self foreign key (id) references billing.invoice (id) not valid;
alter table billing.invoice owner to test_owner;

create table child (extra int) inherits (customer);
create unlogged table scratch_pad (words text);

create table event (
  id bigint not null,
  at timestamp with time zone not null,
  region text not null,
  body jsonb,
  primary key (id, at, region)
) partition by range (at);
create index event_body on event using gin (body jsonb_path_ops);
create table event_2026 partition of event for values from ('2026-01-01 00:00:00+00') to ('2027-01-01 00:00:00+00')
  partition by list (region);
create table event_2026_eu partition of event_2026 for values in ('de', 'fr', 'it''s');
create table event_2026_rest partition of event_2026 default;
create table event_old partition of event for values from (minvalue) to ('2026-01-01 00:00:00+00') with (fillfactor = 50);
comment on table event_old is 'Before all';
create index event_old_extra on event_old (lower(region));

create table spread (id bigint not null, name text not null) partition by hash (id, lower(name));
create table spread_0 partition of spread for values with (modulus 2, remainder 0);
create table spread_1 partition of spread for values with (modulus 2, remainder 1);

create view active_customer with (security_barrier) as
  select c.id, c.name as who, c.since from customer c cross join scratch_pad p
  where c.note is null and c.name <> p.words;
comment on view active_customer is 'Still there';
comment on column active_customer.who is 'The name';
create view billing.open_invoice as select i.*, a.who from billing.invoice i join active_customer a on a.id = i.customer_id
  where not i.paid;
create materialized view revenue as select i.customer_id, sum(i.amount) as total
  from billing.invoice i join customer c on c.id = i.customer_id group by i.customer_id;
create index revenue_total on revenue (total) where (total > 10);

create rule no_delete as on delete to scratch_pad do instead nothing;
create statistics customer_stats (dependencies) on name, email from customer;
create text search configuration plain (copy = english);
create cast (mood as integer) with inout;
alter default privileges in schema billing grant select on tables to test_reader;
