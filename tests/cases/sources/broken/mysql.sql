create table `a` (`id` int auto_increment primary key) engine=InnoDB;
