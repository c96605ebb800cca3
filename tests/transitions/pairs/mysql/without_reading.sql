-- case: whether queries may use an index
create table t (id int primary key, a int, b int, key t_a (a), key t_b (b) invisible, unique key t_ab (a, b));
-- to:
create table t (id int primary key, a int, b int, key t_a (a) invisible, key t_b (b), unique key t_ab (a, b));
-- case: names of indexes and keys alone
create table p (id int primary key, code varchar(20) not null, n int, unique key p_old (code), key n_old (n), fulltext key f_old (code));
create table c (id int primary key, code varchar(20), key c_old (code), constraint c_p foreign key (code) references p (code));
-- to:
create table p (id int primary key, code varchar(20) not null, n int, unique key p_new (code), key n_new (n), fulltext key f_new (code));
create table c (id int primary key, code varchar(20), key c_new (code), constraint c_p foreign key (code) references p (code));
