create table shop (
  id bigserial primary key,
  name text not null check (name <> '')
);
create event trigger watch on ddl_command_end execute function public.watch();
insert into shop (name) values ('corner');
