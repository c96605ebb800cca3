create table p (id int, at date not null, v int) partition by range (at);
create table p1 partition of p for values from ('2024-01-01') to ('2024-02-01');
create table p2 partition of p for values from ('2024-02-01') to ('2024-03-01');
create table p3 partition of p for values from ('2024-03-01') to ('2024-04-01');
create table q (id int, at date not null, v int) partition by range (at);
create table q1 partition of q for values from ('2024-01-01') to ('2024-02-01');
create table q2 partition of q for values from ('2024-02-01') to ('2024-03-01');
create table q3 partition of q default;
