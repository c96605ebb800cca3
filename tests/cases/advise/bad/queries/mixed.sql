-- rate: 5/s
select id from item where colour = $1;
select id from item where (colour = ;
