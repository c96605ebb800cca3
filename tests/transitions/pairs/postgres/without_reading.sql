-- case: names of indexes and constraints alone
create schema s;
create table s.p (id int primary key, code text not null, n int, constraint p_old unique (code), constraint n_old check (n > 0), constraint x_old exclude using btree (n with =));
create table s.c (id int primary key, code text constraint c_old references s.p (code) on delete cascade);
create index c_code_old on s.c (code);
create index c_expr_old on s.c (lower(code)) where id > 3;
comment on index s.c_code_old is 'by code';
alter table s.c cluster on c_code_old;
-- to:
create schema s;
create table s.p (id int primary key, code text not null, n int, constraint p_new unique (code), constraint n_new check (n > 0), constraint x_new exclude using btree (n with =));
create table s.c (id int primary key, code text constraint c_new references s.p (code) on delete cascade);
create index c_code_new on s.c (code);
create index c_expr_new on s.c (lower(code)) where id > 3;
comment on index s.c_code_new is 'by its code';
alter table s.c cluster on c_code_new;
-- case: names of two indexes go round
create table t (a int, b int, c int);
create index one on t (a);
create index two on t (b);
create index three on t (c);
-- to:
create table t (a int, b int, c int);
create index two on t (a);
create index three on t (b);
create index four on t (c);
