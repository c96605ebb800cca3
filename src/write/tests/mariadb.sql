create table customer (
  id int unsigned not null auto_increment comment 'The number',
  email varchar(254) character set ascii collate ascii_bin not null,
  name varchar(200) not null default 'no ''name'' \\ yet',
  kind enum('private','company','it''s') not null default 'private',
  flags set('a','b') default null,
  note text,
  born date default null,
  score decimal(10,2) unsigned not null default '0.00',
  price double not null default (1.5 + 2),
  token varchar(36) not null default (uuid()),
  shout varchar(200) generated always as (upper(name)) virtual,
  size int generated always as (length(name)) stored,
  data json default null,
  made timestamp not null default current_timestamp,
  changed datetime(6) not null default current_timestamp(6) on update current_timestamp(6),
  hidden int not null default 7 invisible,
  tiny tinyint(1) not null default 1,
  bin varbinary(16) not null default 0x6162,
  yr year default null,
  pt point not null,
  primary key (id),
  unique key email (email),
  unique key name_kind (name, kind),
  key note_start (note(20)),
  key born_down (born desc, id),
  key hid (hidden) ignored,
  key said (score) comment 'For lists',
  fulltext key words (name, note) ,
  spatial key place (pt),
  constraint score_low check (score < 1000 and name <> 'x\'y')
) engine=InnoDB comment='Who buys; it''s "all" \\ here' row_format=dynamic;

create table `order` (
  id bigint not null auto_increment primary key,
  customer_id int unsigned not null,
  parent bigint,
  `select` int not null default -3,
  `a b` int,
  constraint order_ibfk_1 foreign key (customer_id) references customer (id) on delete cascade on update cascade,
  constraint order_parent foreign key (parent) references `order` (id) on delete set null,
  key parent_key (parent)
) engine=InnoDB auto_increment=1000 default charset=latin1 stats_persistent=0;

create table line (
  order_id bigint not null,
  no smallint unsigned not null,
  customer_id int unsigned,
  primary key (order_id, no),
  foreign key (order_id) references `order` (id),
  foreign key (customer_id) references customer (id)
) comment 'Lines  
 two';

create table memo (id int not null, body varchar(20) collate utf8mb4_bin) engine=MyISAM default charset=utf8mb3;

create table event (
  id bigint not null,
  at datetime not null,
  region varchar(2) not null,
  primary key (id, at)
) partition by range (to_days(at)) subpartition by hash (id) subpartitions 2 (
  partition event_old values less than (to_days('2026-01-01')) comment 'Before',
  partition p2026 values less than (to_days('2027-01-01')),
  partition rest values less than maxvalue
);
create table spread (id int not null, region int not null) partition by hash (id) partitions 4;
create table keyed (id int not null primary key) partition by key () partitions 3;
create table listed (id int not null, region varchar(2)) partition by list columns (region) (
  partition eu values in ('de', 'fr', null),
  partition us values in ('us')
);
create table ranged (a int not null, b int not null) partition by range columns (a, b) (
  partition low values less than (10, 10),
  partition high values less than (maxvalue, maxvalue)
);

create view customer_names as select id, name, concat(name, ' ', email) as both_of, length(name) as n, 'it\'s' as word,
  now() as at from customer where name is not null and id between 1 and 100;
create algorithm=merge sql security invoker view some_orders as select * from `order` where customer_id > 10 with check option;
create view over_view (a, b) as select id, n from customer_names;

create function twice(n int) returns int deterministic no sql
begin
	declare total int default 0;   
	-- a comment { with a brace
	set total = n * 2;

	return total;
end;
create procedure tidy(in days int)
  modifies sql data comment 'cleans'
begin
  if days > 0 then
    delete from memo where id < days;
  end if;
end;
create trigger order_before before insert on `order` for each row begin
  set new.`select` = twice(1);
  set new.`a b` = 2;
end;
create trigger order_after after insert on `order` for each row set @x = 1;
create trigger order_after2 after insert on `order` for each row follows order_after set @y = 1;
create sequence ticket start with 10 increment by 5 minvalue 10 maxvalue 1000 cache 20 cycle;
