insert into team values (1, null), (2, null);
insert into member values (1, 1, null), (2, 1, 1), (3, 2, 1);
update team set lead_id = 1 where id = 1;
insert into badge values (1, 1), (2, 3), (3, null);
insert into loner values (1);
