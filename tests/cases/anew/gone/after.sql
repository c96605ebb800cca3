create table stays (id integer primary key, a_id integer, v text);
