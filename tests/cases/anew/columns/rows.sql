insert into item (id, name, note, size) values (1, 'a', 'x', 1), (2, 'b', null, 2), (5, 'c', 'z', null);
insert into other values (1, 'a', 'b'), (2, null, 'b');
