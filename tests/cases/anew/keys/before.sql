create table place (code text not null, region text not null, name text, primary key (code));
create table stay (id integer primary key, place text not null references place (code), guest text, night date);
