create table a (name text default 'Müller');
