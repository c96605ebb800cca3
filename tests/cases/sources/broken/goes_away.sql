create table a (id bigserial);
select pg_terminate_backend(pg_backend_pid());
create table b (id int);
