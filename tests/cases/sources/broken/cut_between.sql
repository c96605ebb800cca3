-- PostgreSQL database dump
create table a (id int);
