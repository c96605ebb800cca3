create table measure (id integer primary key, amount int not null default 0, label text collate nocase, at timestamp default current_timestamp, sum_of int, twice int generated always as (id * 2) stored, plain int generated always as (id + 7) virtual);
create index measure_label on measure (label);
create view big as select id, amount, label from measure where amount > 10;
