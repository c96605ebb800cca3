set client_encoding = 'LATIN1';
create table a (name text default 'Müller');
