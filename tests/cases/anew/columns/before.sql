create table item (id integer primary key, name text not null, note text, size int, double_size int generated always as (size * 2) virtual);
create index item_note on item (note);
create index item_name on item (name);
create table other (id integer primary key, a text, b text);
