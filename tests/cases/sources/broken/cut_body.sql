create table a (id int);

create function f() returns int language plpgsql as $body$
begin
  return 1;
end
