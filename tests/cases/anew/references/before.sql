create table team (id integer primary key, lead_id integer references member (id));
create table member (id integer primary key, team_id integer not null references team (id) on delete cascade, chief_id integer references member (id));
create table badge (id integer primary key, member_id integer);
create table loner (id integer primary key);
