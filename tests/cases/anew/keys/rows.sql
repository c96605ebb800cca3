insert into place values ('a', 'eu', 'A'), ('b', 'eu', 'B');
insert into stay values (1, 'a', 'g', '2026-01-01'), (2, 'b', null, '2026-01-01');
