-- DDL as people write it: short types, nothing named, keys added later.
create table team (
  id integer unsigned auto_increment primary key,
  slug varchar(40) character set ascii not null unique,
  title char default 'x',
  budget dec(10) default 0,
  ratio real,
  body text(300),
  blob_ long varbinary,
  flag bool default true,
  made datetime default now() on update now(),
  year_ year,
  code varchar(8) binary,
  check (budget >= 0),
  unique (slug, flag),
  key (title),
  index (title, flag)
) default charset = utf8mb4;
create table member (
  team_id int unsigned,
  boss_id int unsigned,
  person char(36) default (uuid()),
  age int check (age > 0),
  primary key (team_id, person),
  foreign key (team_id) references team (id) on delete cascade,
  foreign key (boss_id) references team (id)
);
create unique index member_age on member (age, person(8));
create fulltext index words on team (title);
alter table member add column nick varchar(20) not null default '' after boss_id, add index by_nick (nick), modify age smallint unsigned;
create table loose (id int not null, name varchar(10)) engine = MyISAM;
alter table loose add primary key (id);
alter table loose modify id int not null auto_increment, auto_increment = 5;
create view names (who) as select nick from member;
create table copy_of like loose;
