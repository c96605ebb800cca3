create table counted (id integer primary key autoincrement, v text unique);
create table strictly (a int not null, b text not null, primary key (a, b)) strict, without rowid;
create table plain (id integer primary key autoincrement, v text);
