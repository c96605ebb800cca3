create table p (id int primary key) engine=InnoDB;
create table t (
  id int not null auto_increment,
  a int,
  c varchar(10),
  size enum('s', 'm') not null,
  p_id int,
  primary key (id),
  key c_index (c),
  constraint t_p foreign key (p_id) references p (id)
) engine=InnoDB default charset=utf8mb4;
