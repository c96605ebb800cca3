-- case: column types
create table t (id int primary key, a int, b varchar(20) default 'x', c decimal(10,2), d datetime, e enum('a','b'), f set('x','y'), g text, h json, i tinyint(1), j timestamp null default current_timestamp);
-- to:
create table t (id bigint unsigned primary key, a bigint not null default 5, b varchar(100) not null default 'y' comment 'bb', c decimal(12,4), d datetime(6), e enum('a','c','b'), f set('x','y','z'), g mediumtext, h json, i int, j timestamp null default current_timestamp on update current_timestamp);
-- case: referenced key grows
create table p (id int primary key);
create table c (id int primary key, p_id int not null, constraint f foreign key (p_id) references p (id) on delete cascade);
-- to:
create table p (id bigint primary key);
create table c (id bigint primary key, p_id bigint not null, constraint f foreign key (p_id) references p (id) on delete cascade);
-- case: auto increment comes and goes
create table a (id int not null, k int not null auto_increment, primary key (id), unique key k (k));
-- to:
create table a (id int not null auto_increment, k int not null, primary key (id));
-- case: primary key changes
create table a (id int not null auto_increment primary key, k varchar(20) not null);
create table b (a_id int, constraint f foreign key (a_id) references a (id));
-- to:
create table a (id int not null, k varchar(20) not null, primary key (k, id), unique key u (id));
create table b (a_id int, constraint f foreign key (a_id) references a (id));
-- case: indexes
create table t (id int primary key, a int, b varchar(50), c text, d int not null, key a (a), unique key u (b), fulltext key ft (c), key ab (a, b(10) desc));
-- to:
create table t (id int primary key, a int, b varchar(50), c text, d int not null, key a (a, d), unique key u (b, a), fulltext key ft (c, b), key ab (a desc, b(20)), key e ((a + d)), key inv (d) invisible comment 'x');
-- case: foreign key and its implicit index
create table p (id int primary key, k int, unique key k (k));
create table c (id int primary key, x int, y int, constraint f1 foreign key (x) references p (id));
-- to:
create table p (id int primary key, k int, unique key k (k));
create table c (id int primary key, x int, y int, key yx (y, x), constraint f2 foreign key (y) references p (k) on update cascade on delete set null);
-- case: foreign key action and name
create table p (id int primary key);
create table c (id int primary key, x int, key cx (x), constraint f1 foreign key (x) references p (id));
-- to:
create table p (id int primary key);
create table c (id int primary key, x int, key cx (x), constraint f1 foreign key (x) references p (id) on delete cascade);
-- case: circle of foreign keys
create table a (id int primary key);
-- to:
create table a (id int primary key, b_id int, key b_id (b_id));
create table b (id int primary key, a_id int, key a_id (a_id), constraint ba foreign key (a_id) references a (id));
alter table a add constraint ab foreign key (b_id) references b (id);
-- case: generated columns
create table t (a int, b int, v int generated always as (a + b) virtual, s int generated always as (a * b) stored, key v (v));
-- to:
create table t (a bigint, b int, v bigint generated always as (a - b) virtual, s bigint generated always as (a * b + 1) stored, w varchar(20) generated always as (concat(a, 'x')) virtual, key v (v), key w (w));
-- case: generated becomes plain
create table t (a int, v int generated always as (a + 1) virtual, s int generated always as (a + 1) stored);
-- to:
create table t (a int, v int, s int);
-- case: plain becomes generated
create table t (a int, v int, s int, key v (v));
-- to:
create table t (a int, v int generated always as (a + 1) virtual, s int generated always as (a + 1) stored, key v (v));
-- case: checks
create table t (a int, b int, constraint c1 check (a > 0), constraint c2 check (b > a));
-- to:
create table t (a int, b int, constraint c1 check (a > 1), constraint c3 check (b > a) not enforced);
-- case: column that a check reads goes
create table t (id int primary key, a int, b int, constraint c2 check (b > a));
-- to:
create table t (id int primary key, a int);
-- case: charset and collation
create table t (id int primary key, a varchar(20), b varchar(20) character set latin1, key a (a)) default charset=utf8mb4 collate=utf8mb4_general_ci;
-- to:
create table t (id int primary key, a varchar(20), b varchar(20), c varchar(20) collate utf8mb4_bin, key a (a)) default charset=utf8mb4 collate=utf8mb4_unicode_ci comment='tt';
-- case: columns that keys are over become utf8mb4
create table p (k varchar(20) primary key) default charset=latin1;
create table c (id int primary key, k varchar(20), constraint f foreign key (k) references p (k)) default charset=latin1;
-- to:
create table p (k varchar(20) primary key) default charset=utf8mb4;
create table c (id int primary key, k varchar(20), constraint f foreign key (k) references p (k)) default charset=utf8mb4;
-- case: views over changed columns
create table t (id int primary key, a int, b int);
create view v as select id, a from t;
create view w as select * from v where a > 1;
-- to:
create table t (id int primary key, a varchar(20), c int);
create view v as select id, a, c from t;
create view w as select * from v where c > 1;
-- case: table becomes view
create table t (id int primary key, a int);
create view v as select id from t;
-- to:
create table v (id int primary key, a int);
create view t as select id from v;
-- case: triggers and routines
create table t (id int primary key, a int);
create table log (a int);
create trigger g before insert on t for each row set new.a = 1;
create procedure p(in x int) select x;
create function f(x int) returns int deterministic return x + 1;
-- to:
create table t (id int primary key, a int, b int);
create table log (a int, b int);
create trigger g before insert on t for each row set new.a = 1, new.b = 2;
create trigger h after insert on t for each row insert into log values (new.a, new.b);
create procedure p(in x int, out y int) set y = x;
create function f(x bigint) returns bigint deterministic comment 'c' return x + 2;
-- case: events
create event e on schedule every 1 day do delete from t where 1 = 0;
create table t (id int);
-- to:
create event e on schedule every 2 day comment 'x' do delete from t where 1 = 2;
create event e2 on schedule every 1 hour disable do delete from t where 1 = 0;
create table t (id int);
-- case: partitions
create table t (id int not null, at date not null, primary key (id, at)) partition by range (year(at)) (partition p0 values less than (2020), partition p1 values less than (2021), partition pm values less than maxvalue);
-- to:
create table t (id int not null, at date not null, primary key (id, at)) partition by range (year(at)) (partition p0 values less than (2020), partition p1 values less than (2021), partition p2 values less than (2022), partition pm values less than maxvalue);
-- case: partitions added at the end and dropped
create table t (id int not null) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20));
-- to:
create table t (id int not null) partition by range (id) (partition p1 values less than (20), partition p2 values less than (30));
-- case: list partitions
create table t (id int not null, k int) partition by list (k) (partition a values in (1, 2), partition b values in (3));
-- to:
create table t (id int not null, k int) partition by list (k) (partition a values in (1, 2, 7), partition b values in (3), partition c values in (4));
-- case: plain to partitioned
create table t (id int not null, k int not null, primary key (id));
-- to:
create table t (id int not null, k int not null, primary key (id, k)) partition by hash (k) partitions 4;
-- case: partitioned to plain
create table t (id int not null, k int not null, primary key (id, k)) partition by hash (k) partitions 4;
-- to:
create table t (id int not null, k int not null, primary key (id));
-- case: partition key changes
create table t (id int not null, k int not null, primary key (id, k)) partition by hash (k) partitions 4;
-- to:
create table t (id int not null, k int not null, primary key (id, k)) partition by key (id) partitions 3;
-- case: table options
create table t (id int primary key auto_increment, a text) engine=InnoDB row_format=compact comment='one';
-- to:
create table t (id int primary key auto_increment, a text) engine=InnoDB row_format=dynamic stats_persistent=1 comment='it''s two';
-- case: engine
create table t (id int primary key) engine=MyISAM;
-- to:
create table t (id int primary key) engine=InnoDB;
-- case: order of columns and names swapped
create table t (a int, b varchar(20), c date);
-- to:
create table t (c date, b int, a varchar(20));
-- case: default expressions
create table t (id int primary key, a int default 1, b json, c varchar(40) default 'x');
-- to:
create table t (id int primary key, a int default (1 + 1), b json default (json_array()), c varchar(40) default (concat(1, 2)), d datetime default now() on update now());
-- case: nullable key parts
create table t (a int null, b int null, unique key u (a, b));
-- to:
create table t (a int not null, b int not null, primary key (a, b));
-- case: unique becomes primary with a foreign key to it
create table p (a int not null, unique key u (a));
create table c (a int, constraint f foreign key (a) references p (a));
-- to:
create table p (a int not null, primary key (a));
create table c (a int, constraint f foreign key (a) references p (a));
-- case: dropped tables in a chain of foreign keys
create table a (id int primary key);
create table b (id int primary key, a int, constraint f1 foreign key (a) references a (id));
create table c (id int primary key, b int, constraint f2 foreign key (b) references b (id));
-- to:
create table c (id int primary key, b int);
-- case: quoted names
create table `my t` (`the id` int primary key, `select` varchar(20), key `my i` (`select`));
-- to:
create table `my t` (`the id` bigint primary key, `select` varchar(50) not null default 'it''s', `a``b` int, key `my i` (`select`, `a``b`));
-- case: spatial
create table t (id int primary key, g geometry not null srid 4326);
-- to:
create table t (id int primary key, g geometry not null srid 4326, h point, spatial key g (g));
-- case: column under functional index and virtual column changes
create table t (id int primary key, a int, b varchar(20), key e ((a * 2)), key l ((lower(b))));
-- to:
create table t (id int primary key, a bigint, b varchar(40), key e ((a * 2)), key l ((lower(b))));
-- case: trigger on a column that goes
create table t (id int primary key, a int, b int);
create trigger g before insert on t for each row set new.b = new.a;
-- to:
create table t (id int primary key, a int);
create trigger g before insert on t for each row set new.a = new.a + 1;
-- case: index that a foreign key needs is replaced
create table p (id int primary key);
create table c (id int primary key, x int, y int, key cx (x), constraint f foreign key (x) references p (id));
-- to:
create table p (id int primary key);
create table c (id int primary key, x int, y int, key cxy (x, y), constraint f foreign key (x) references p (id));
-- case: parent index that a foreign key needs is replaced
create table p (id int primary key, k int, j int, key k (k));
create table c (id int primary key, x int, constraint f foreign key (x) references p (k));
-- to:
create table p (id int primary key, k int, j int, key kj (k, j));
create table c (id int primary key, x int, constraint f foreign key (x) references p (k));
-- case: table is split otherwise, by a column that comes while the first goes
create table t (id int not null, at date not null, primary key (id, at)) partition by range (year(at)) (partition p0 values less than (2020), partition pm values less than maxvalue);
-- to:
create table t (id int not null, k int not null, primary key (id, k)) partition by hash (k) partitions 4;
-- case: referenced columns are numbered from now on, and no more
create table a (id int not null, primary key (id));
create table b (id int not null auto_increment, primary key (id));
create table c (id int primary key, a_id int, b_id int, constraint a_of_c foreign key (a_id) references a (id), constraint b_of_c foreign key (b_id) references b (id), constraint own foreign key (id) references b (id));
-- to:
create table a (id int not null auto_increment, primary key (id));
create table b (id int not null, primary key (id));
create table c (id int not null auto_increment primary key, a_id int, b_id int, constraint a_of_c foreign key (a_id) references a (id));
-- case: column of a reference needs a value, while another gets another type
create table p (k varchar(20) primary key);
create table c (id int primary key, k varchar(20), constraint f foreign key (k) references p (k));
-- to:
create table p (k varchar(20) primary key);
create table c (id varchar(10) primary key, k varchar(20) not null, constraint f foreign key (k) references p (k));
-- case: two tables exchange the names of their indexes
create table t (a int, b int, key one (a));
create table u (a int, b int, key two (a));
-- to:
create table t (a int, b int, key two (b));
create table u (a int, b int, key one (b));
-- case: the names of a reference and of a check move to another table
create table p (id int primary key);
create table t (a int, b int, key (a), constraint refers foreign key (a) references p (id), constraint positive check (b > 0));
create table u (a int, b int, key (a));
-- to:
create table p (id int primary key);
create table t (a int, b int, key (a));
create table u (a int, b int, key (a), constraint refers foreign key (a) references p (id), constraint positive check (b > 0));
-- case: the index of a reference stays beside one that serves it too
create table p (id int primary key);
create table t (id int primary key, a int, b int, c int, constraint of_a foreign key (a) references p (id), constraint of_b foreign key (b) references p (id));
-- to:
create table p (id int primary key);
create table t (id int primary key, a int, b int, c int, key of_a (a), key a_c (a, c), unique (b, c), constraint of_a foreign key (a) references p (id), constraint of_b foreign key (b) references p (id));
-- case: columns that are computed from one another change all at once
create table t (id int primary key, value_0 varchar(45) generated always as ('x') virtual, expr double generated always as (value_0 * 2) stored, data json, gone varchar(20) generated always as (substr('value', 1, 2)) stored);
-- to:
create table t (id int primary key, value_0 varchar(45) generated always as ('x') stored, expr double generated always as (value_0 * 3) stored, behind double generated always as (expr + 1) virtual, another int, added int);
