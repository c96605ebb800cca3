create table account (id integer primary key, owner text, balance int not null default 0);
create table log (id integer primary key, account_id integer, words text);
create trigger account_logged after update on account begin insert into log (account_id, words) values (new.id, 'was ' || old.balance); end;
create trigger log_kept before delete on log begin select raise(abort, 'kept'); end;
create trigger account_made after insert on account begin insert into log (account_id, words) values (new.id, 'made'); end;
create view owner_log as select a.owner, l.words from account a join log l on l.account_id = a.id;
create view logged_owner as select distinct owner from owner_log;
