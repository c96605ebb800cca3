-- Objects that few schemas have: they must come back from `inspect` all the same.
create user if not exists 'odd_app'@'%';
create role if not exists odd_role;
create table author (id int unsigned not null auto_increment, name varchar(80) not null, secret varchar(10) invisible default 'x', n2 int, primary key (id), constraint tc check (n2 < 10)) comment='auth' row_format=dynamic page_compressed=1 stats_persistent=1 avg_row_length=100 transactional=0;
create definer = 'odd_app'@'%' sql security invoker view v_invoker as select id, name from author with cascaded check option;
create algorithm = merge view v_merge as select id from author;
create algorithm = temptable view v_temp (a, b) as select id, count(*) from author group by id;
create table sv (id int, a int without system versioning, b int) with system versioning;
create table sv2 (id int, rs timestamp(6) generated always as row start invisible, re timestamp(6) generated always as row end invisible, period for system_time (rs, re)) with system versioning partition by system_time interval 1 month (partition p0 history, partition pn current);
create table sv3 (id int primary key, s date, e date, period for p (s, e), unique (id, p without overlaps));
create table sv4 (id int) with system versioning partition by system_time limit 1000 partitions 3;
create sequence seq start with 10 increment by 5 minvalue 1 maxvalue 1000 cache 7 cycle comment='seq';
create sequence seq2;
create table usesseq (id int default nextval(seq) primary key);
create table idx (id int primary key, a varchar(200), c int, d text, key k_ign (c) ignored, key k_desc (c desc, a(10) asc), fulltext key k_ft (d) comment 'ft', unique key k_u (a, c) comment 'uniq') engine=aria transactional=1 page_checksum=1;
create table spat (g geometry not null, spatial key (g));
create table gen (a int, b int as (a + 1) virtual comment 'gen' invisible, c int generated always as (a * 2) persistent, d varchar(10) default (concat('a', 'b')), e datetime(3) default current_timestamp(3) on update current_timestamp(3), u uuid default uuid(), i inet6, j json default '{}', k varchar(100) compressed, i4 inet4);
create table types (a bit(5) default b'101', b tinyint(1) default 0, c year default 2000, d set('a','b') default 'a,b', e enum('x','y''z') not null default 'y''z', f decimal(10,3) unsigned zerofill, g float(7,3), h double, i mediumblob, j char(3) character set ascii, k varchar(5) collate utf8mb4_bin, l varbinary(20) default 0x6162, m date default '2020-01-01', n time(2), o bigint(20) zerofill, p linestring, q longtext character set latin1, r int(5), s nchar(3), t bool, w varchar(10) default 'a\\b''c"d', x text default 'long', y timestamp default '2020-01-01 00:00:00', z tinyint unsigned not null default 7, aa varchar(300) collate latin1_german1_ci) ;
create table p_list (a int) partition by list (a) (partition p0 values in (1, 2), partition pd default);
create table p_hash (a int) partition by linear hash (a) partitions 4;
create table p_range (a int) partition by range (a) (partition p0 values less than (5) max_rows=10 comment='c', partition p1 values less than maxvalue);
create table fk_p (id int primary key, x int, unique (x));
create table fk_c (id int primary key, p int, constraint fk1 foreign key (p) references fk_p (x) on delete set default on update set null);
delimiter //
create definer='odd_app'@'%' trigger trg before insert on author for each row begin set new.name = upper(new.name); end//
create or replace aggregate function agg(x int) returns int begin declare t int default 0; declare continue handler for not found return t; loop fetch group next row; set t = t + x; end loop; end//
create procedure p(in a int, out b int, inout c decimal(10,2)) modifies sql data comment 'pr' begin select count(*) into b from author; end//
create event e on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable on slave comment 'ev' do begin delete from author where id < 0; end//
set sql_mode=oracle//
create procedure orap(x in int) as begin null; end//
set sql_mode=default//
delimiter ;
grant select (id, name), update (name) on author to 'odd_app'@'%';
grant execute on procedure p to odd_role;
grant insert on idx to odd_role with grant option;
grant select on seq to odd_role;
create table myi (a int, key (a)) engine=myisam;
create table mrg (a int, key (a)) engine=merge union=(myi) insert_method=first;
create table neg (a int default -5, b decimal(5,2) default '-1.50', c varchar(10) default '', d varchar(5) default 'null', e int default null, f double default 1e10, g float default 0.1, h datetime default now(), k date default (curdate()), l bit(1) default b'0', m time default '10:00:00', n int default (1 + 2));
