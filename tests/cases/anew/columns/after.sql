create table item (id integer primary key, name text not null, size int, double_size int generated always as (size * 3) virtual, state text not null default 'new', due date);
create unique index item_name on item (name);
create index item_state on item (state, due desc) where state <> 'done';
create table other (id integer primary key, a text);
