create table a (id integer primary key, b_id integer references b (id));
create table b (id integer primary key, a_id integer references a (id) on delete cascade);
create table stays (id integer primary key, a_id integer references a (id) on delete cascade, v text);
