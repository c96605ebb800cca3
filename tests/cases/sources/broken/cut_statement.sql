-- PostgreSQL database dump
create table a (id int);
alter table a owner to shopkee