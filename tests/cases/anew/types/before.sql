create table measure (id integer primary key, amount text default '0', label text, at timestamp, sum_of int generated always as (id + 1) stored, twice int generated always as (id * 2) virtual, plain int);
create index measure_label on measure (label);
create view big as select id, amount from measure where amount > 10;
