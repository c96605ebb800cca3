create table t (id integer primary key, a text not null on conflict ignore, b text unique on conflict replace, c bigint check (c > 0), d int, constraint u unique (a, c) on conflict ignore);
create table k (id integer primary key on conflict replace, x bigint);
create view v as select id, a, b from t;
create trigger vi instead of insert on v begin insert into t (id, a, b) values (new.id, new.a, new.b); end;
create trigger ti after insert on t begin update t set c = 2 where id = new.id; end;
