insert into measure (id, amount, label, at, plain) values (1, '10', 'A', '2026-01-01', 8), (2, '20', 'b', null, 9);
