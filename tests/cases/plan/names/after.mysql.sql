create table p (id int primary key, code varchar(20) not null, price int not null, constraint p_code_key unique (code), constraint p_price_check check (price > 0));
create table c (id int primary key, code varchar(20) not null, at date, key c_by_day (at), key c_code (code), constraint c_has_p foreign key (code) references p (code));
