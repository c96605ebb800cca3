create table customer (
  id int unsigned not null auto_increment primary key,
  name varchar(100) collate utf8mb4_bin not null,
  email varchar(80)
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci;
