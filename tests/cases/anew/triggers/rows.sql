insert into account values (1, 'a', 5), (2, 'b', 6);
update account set balance = 7 where id = 1;
