create table shop (
  id bigserial primary key,
  name varchar(80) not null check ((name)::text <> ''::text),
  town text default 'here'
);
\i more.inc
