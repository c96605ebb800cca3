create table counted (id integer primary key autoincrement, v text);
create table strictly (a int not null, b text not null, primary key (a, b));
create table plain (id integer primary key, v text);
