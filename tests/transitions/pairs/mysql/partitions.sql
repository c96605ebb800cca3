-- case: ranges behind the last one and the oldest ones
create table t (id int not null, at date not null, primary key (id, at)) partition by range columns (at) (partition p1 values less than ('2023-12-01'), partition p2 values less than ('2024-01-02'), partition p3 values less than ('2024-01-03'));
-- to:
create table t (id int not null, at date not null, primary key (id, at)) partition by range columns (at) (partition p3 values less than ('2024-01-03'), partition p4 values less than ('2024-02-01'), partition p5 values less than ('2024-03-01'));
-- case: the newest ranges go
create table t (id int not null) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20), partition p2 values less than (30));
-- to:
create table t (id int not null) partition by range (id) (partition p0 values less than (10));
-- case: a range is split and another is merged
create table t (id int not null, a int) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20), partition p2 values less than (30), partition p3 values less than (40));
-- to:
create table t (id int not null, a int) partition by range (id) (partition p0 values less than (1), partition p0b values less than (10), partition p1 values less than (30), partition p3 values less than (40));
-- case: ranges before the one without an end
create table t (id int not null, at datetime(3) not null) partition by range columns (at) (partition p0 values less than ('2024-01-02 00:00:00.000'), partition pm values less than (maxvalue));
-- to:
create table t (id int not null, at datetime(3) not null) partition by range columns (at) (partition p0 values less than ('2024-01-02 00:00:00.000'), partition p1 values less than ('2024-01-03 00:00:00.000'), partition p2 values less than ('2024-02-01 00:00:00.000'), partition pm values less than (maxvalue));
-- case: the one without an end goes
create table t (id int not null) partition by range (id) (partition p0 values less than (10), partition pm values less than maxvalue);
-- to:
create table t (id int not null) partition by range (id) (partition p0 values less than (10));
-- case: the last range reaches further
create table t (id int not null) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20));
-- to:
create table t (id int not null) partition by range (id) (partition p0 values less than (10), partition p1 values less than (30));
-- case: a range of another name and with a comment
create table t (id int not null) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20));
-- to:
create table t (id int not null) partition by range (id) (partition old values less than (10) comment = 'it''s old', partition p1 values less than (20));
-- case: ranges of several columns
create table t (a int not null, b int not null) partition by range columns (a, b) (partition p0 values less than (1, 2), partition p1 values less than (5, maxvalue));
-- to:
create table t (a int not null, b int not null) partition by range columns (a, b) (partition p0 values less than (1, 2), partition p1 values less than (5, maxvalue), partition p2 values less than (9, 1));
-- case: ranges of seconds
create table t (id int not null, at timestamp not null default current_timestamp) partition by range (unix_timestamp(at)) (partition p0 values less than (1704153600), partition p1 values less than (1735689600));
-- to:
create table t (id int not null, at timestamp not null default current_timestamp) partition by range (unix_timestamp(at)) (partition p1 values less than (1735689600), partition p2 values less than (1767225600));
-- case: ranges and columns at once
create table t (id int not null, a int, b int) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20));
-- to:
create table t (id int not null, a bigint, c int, key c (c)) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20), partition p2 values less than (30));
-- case: the column of the key and its ranges
create table t (id int not null, a int) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20));
-- to:
create table t (id bigint not null, a int) partition by range (id) (partition p0 values less than (10), partition p1 values less than (20), partition p2 values less than (30));
-- case: lists come and go
create table t (id int not null, k int) partition by list (k) (partition a values in (1, 2), partition b values in (3));
-- to:
create table t (id int not null, k int) partition by list (k) (partition a values in (1, 2), partition c values in (4, 5), partition d values in (6));
-- case: values move between lists
create table t (id int not null, k int) partition by list (k) (partition a values in (1, 2), partition b values in (3), partition c values in (9));
-- to:
create table t (id int not null, k int) partition by list (k) (partition a values in (1, 7), partition b values in (2, 3, null), partition c values in (9));
-- case: lists of texts
create table t (id int not null, k varchar(10) not null) partition by list columns (k) (partition a values in ('1', '2'), partition b values in ('it''s'));
-- to:
create table t (id int not null, k varchar(10) not null) partition by list columns (k) (partition a values in ('1', '2'), partition b values in ('it''s'), partition c values in ('x', 'y'));
-- case: lists of two columns
create table t (a int not null, b int not null) partition by list columns (a, b) (partition p values in ((1, 1), (2, 2)), partition q values in ((3, 3)));
-- to:
create table t (a int not null, b int not null) partition by list columns (a, b) (partition p values in ((1, 1)), partition q values in ((3, 3), (2, 2)), partition r values in ((4, 4)));
-- case: more hash partitions
create table t (id int not null, k int not null, primary key (id, k)) partition by hash (k) partitions 2;
-- to:
create table t (id int not null, k int not null, primary key (id, k)) partition by hash (k) partitions 6;
-- case: more key partitions
create table t (id int not null, k varchar(20) not null, primary key (id, k)) partition by key (k) partitions 3;
-- to:
create table t (id int not null, k varchar(20) not null, primary key (id, k)) partition by key (k) partitions 4;
-- case: named hash partitions
create table t (id int not null) partition by hash (id) (partition a, partition b);
-- to:
create table t (id int not null) partition by hash (id) (partition a, partition b, partition c comment = 'third');
-- case: ranges that are split again
create table t (id int not null, k int not null) partition by range (id) subpartition by hash (k) subpartitions 2 (partition p0 values less than (2), partition p1 values less than (20));
-- to:
create table t (id int not null, k int not null) partition by range (id) subpartition by hash (k) subpartitions 2 (partition p1 values less than (20), partition p2 values less than (30));
-- case: ranges that are split again otherwise
create table t (id int not null, k int not null) partition by range (id) subpartition by hash (k) subpartitions 2 (partition p0 values less than (10), partition p1 values less than (20));
-- to:
create table t (id int not null, k int not null) partition by range (id) subpartition by hash (k) subpartitions 3 (partition p0 values less than (10), partition p1 values less than (20));
