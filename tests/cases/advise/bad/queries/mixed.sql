-- rate: 5/s
select id from item where colour = $1;
select id from item where (colour = ;
-- A column that is not there.
select id from item where hue = $1 and owner_id = $2;
