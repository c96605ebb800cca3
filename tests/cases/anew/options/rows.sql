insert into counted (id, v) values (1, 'a'), (7, 'b');
delete from counted where id = 7;
insert into strictly values (1, 'x'), (2, 'y');
insert into plain values (3, 'p');
