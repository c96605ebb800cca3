create table place (code text not null, region text not null, name text, primary key (code, region), unique (name), unique (code), check (code <> ''));
create table stay (id integer primary key, place text not null references place (code), guest text, night date, constraint one_a_night unique (place, night), constraint named check (guest <> 'nobody'));
