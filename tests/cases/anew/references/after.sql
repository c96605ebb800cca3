create table team (id integer primary key, lead_id integer references member (id) on delete set null, city_id integer references city (id));
create table city (id integer primary key, mayor_id integer references member (id));
create table member (id integer primary key, team_id integer not null references team (id) on delete restrict, chief_id integer references member (id) on delete set null);
create table badge (id integer primary key, member_id integer, foreign key (member_id) references member (id) on delete cascade deferrable initially deferred);
create table loner (id integer primary key);
