create table p (id int primary key, code varchar(20) not null, price int not null, constraint p_code_is_unique unique (code), constraint p_price_is_positive check (price > 0));
create table c (id int primary key, code varchar(20) not null, at date, key c_at (at), key c_code_old (code), constraint c_has_p foreign key (code) references p (code));
