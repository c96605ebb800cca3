create table "order" (id integer primary key, "Group by" text unique, "a ""b""" int check ("a ""b""" > 0));
create table order_new (id integer primary key, order_id integer not null references "order" (id));
create table "Ünïcode täble" ("größe" bigint, x text);
create index "idx of x" on "Ünïcode täble" (x, lower("größe"));
