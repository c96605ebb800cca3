create table a (id bigserial);
copy a (id) from stdin;
1
2
