-- Objects that few schemas have: they must come back from `inspect` all the same.
create user if not exists 'odd_app'@'%';
create role if not exists odd_role;
create table author (id int unsigned not null auto_increment, name varchar(80) not null, secret varchar(10) invisible default 'x', primary key (id)) comment='auth' row_format=compressed key_block_size=8 stats_persistent=1 stats_auto_recalc=0 stats_sample_pages=30 avg_row_length=100 max_rows=1000 min_rows=5 checksum=1 delay_key_write=1 pack_keys=0;
create definer = 'odd_app'@'%' sql security invoker view v_invoker as select id, name from author with cascaded check option;
create algorithm = merge view v_merge as select id from author;
create algorithm = temptable view v_temp (a, b) as select id, count(*) from author group by id;
create definer = 'odd_app'@'%' view v_def as select id from author where id > 5 with local check option;
create table idx (id int primary key, a varchar(200), b json, c int, d text, g geometry not null srid 4326, p point srid 0 not null, key k_func ((lower(a))), key k_inv (c) invisible, key k_desc (c desc, a(10) asc), key k_mv ((cast(b->'$.tags' as unsigned array))), fulltext key k_ft (d) with parser ngram comment 'ft', spatial key k_sp (g), unique key k_u (a, c) comment 'uniq');
create table gen (a int, b int as (a + 1) virtual comment 'gen', c int generated always as (a * 2) stored not null, d varchar(10) default (concat('a', 'b')), e datetime(3) default current_timestamp(3) on update current_timestamp(3), f timestamp null default null on update current_timestamp, u binary(16) default (uuid_to_bin(uuid())), check (a > 0), constraint named check (b < 100) not enforced, h int check (h > 1), j json default (json_array()), constraint c2 check (json_valid(j)));
create table types (a bit(5) default b'101', b tinyint(1) default 0, c year default 2000, d set('a','b') default 'a,b', e enum('x','y''z') not null default 'y''z', f decimal(10,3) unsigned zerofill, g float(7,3), h double, i mediumblob, j char(3) character set ascii, k varchar(5) collate utf8mb4_bin, l varbinary(20) default 0x6162, m date default '2020-01-01', n time(2), o bigint(20) zerofill, p linestring, q longtext character set latin1, r int(5), s nchar(3), t bool, v vector(3), w varchar(10) default 'a\\b''c"d', x text not null, y timestamp default '2020-01-01 00:00:00', z tinyint unsigned not null default 7, aa varchar(300) collate latin1_german1_ci);
create table myi (a int, b varchar(10), key (a)) engine=myisam;
create table mem (a int, key (a)) engine=memory;
create table arch (a int) engine=archive;
create table csvt (a int not null) engine=csv;
create table bh (a int) engine=blackhole;
create table mrg (a int, b varchar(10), key (a)) engine=merge union=(myi) insert_method=last;
create table p_range (id int, y int, primary key (id, y)) partition by range (y) (partition p0 values less than (2000) comment = 'old', partition p1 values less than maxvalue);
create table p_options (id int, y int, primary key (id, y)) partition by range (y) (partition p0 values less than (2000) max_rows = 10 min_rows = 2, partition p1 values less than maxvalue max_rows = 5);
create table p_rc (a int, b varchar(10)) partition by range columns (a, b) subpartition by hash (a) subpartitions 2 (partition p0 values less than (1, 'm') (subpartition s0, subpartition s1), partition p1 values less than (maxvalue, maxvalue) (subpartition s2, subpartition s3));
create table p_list (a int) partition by list (a) (partition p0 values in (1, 2, null), partition p1 values in (3));
create table p_lc (a varchar(5), b date) partition by list columns (a, b) (partition p0 values in (('x', '2020-01-01'), ('y', null)));
create table p_hash (a int) partition by linear hash (a) partitions 4;
create table p_key (a int primary key) partition by linear key algorithm = 1 (a) partitions 3;
create table p_expr (d date) partition by hash (year(d)) partitions 3;
create table parent (id int primary key, x int not null, y int not null, unique key u_xy (x, y));
create table child (id int primary key, px int, py int, pid int, constraint fk1 foreign key (px, py) references parent (x, y) on delete set null on update cascade, constraint fk2 foreign key (pid) references parent (id) on delete restrict);
set sql_generate_invisible_primary_key = on;
create table gipk (a int);
set sql_generate_invisible_primary_key = off;
delimiter //
create definer='odd_app'@'%' trigger trg before insert on author for each row begin set new.name = upper(new.name); end//
create trigger trg0 before insert on author for each row precedes trg set new.name = trim(new.name)//
create function f(a int, b varchar(10) character set latin1) returns varchar(20) charset utf8mb4 collate utf8mb4_bin deterministic no sql sql security invoker comment 'fn' begin return concat(a, b); end//
create procedure p(in a int, out b int, inout c decimal(10,2)) modifies sql data comment 'pr' begin select count(*) into b from author; end//
create event e on schedule every 1 day starts '2030-01-01 00:00:00' ends '2031-01-01 00:00:00' on completion preserve disable comment 'ev' do begin delete from author where id < 0; end//
create event e2 on schedule at '2035-01-01 00:00:00' do delete from author//
delimiter ;
grant select (id, name), update (name) on author to 'odd_app'@'%';
grant execute on procedure p to odd_role;
grant insert on idx to odd_role with grant option;
grant execute on function f to 'odd_app'@'%';
alter table author comment 'changed';
alter table idx alter index k_u invisible;
create table cmt (a int comment 'it''s \\ "q"', b int comment '') comment 'a\nb';
create table likecol (a varchar(10) character set utf8mb3 collate utf8mb3_unicode_ci, b varchar(10)) character set utf8mb3 collate utf8mb3_general_ci;
create table neg (a int default -5, b decimal(5,2) default '-1.50', c varchar(10) default '', d varchar(5) default 'null', e int default null, f double default 1e10, g float default 0.1, h datetime default now(), i char(1) default ' ', j binary(3) default 'a', k date default (curdate()), l bit(1) default b'0', m time default '10:00:00');
create json relational duality view jdv as select json_duality_object('_id': id, 'name': name) from author;
create table enc (a int) encryption='N';
