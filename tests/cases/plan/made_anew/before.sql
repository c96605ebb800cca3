create table t (id integer primary key, a text not null on conflict ignore, b text unique on conflict replace, c int check (c > 0), constraint u unique (a, c) on conflict ignore);
create table k (id integer primary key on conflict replace, x int);
create view v as select id, a from t;
create trigger vi instead of insert on v begin insert into t (id, a) values (new.id, new.a); end;
create trigger ti after insert on t begin update t set c = 1 where id = new.id; end;
