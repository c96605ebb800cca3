create table "order" (id integer primary key, "Group by" text, "a ""b""" int);
create table order_new (id integer primary key, order_id integer references "order" (id));
create table "Ünïcode täble" ("größe" int, x text);
create index "idx of x" on "Ünïcode täble" (x, lower("größe"));
