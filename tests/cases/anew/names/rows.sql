insert into "order" values (1, 'g', 1), (2, 'h', 2);
insert into order_new values (1, 1), (2, 2);
insert into "Ünïcode täble" values (3, 'x'), (null, 'y');
