-- Objects that few schemas have: they must come back from `inspect` all the same.
create role odd_reader;
create role odd_owner;
create role odd_writer;
create schema odd;
comment on schema odd is 'odd things';
create schema "Mixed Case";
-- typed tables
create type point3 as (x int, y int, z text);
create table typed of point3 (x with options default 5 not null, primary key (x), check (y > 0), z default 'zed');
-- forced rls while disabled
create table forced (id int primary key, tenant text);
alter table forced force row level security;
create table forced_on (id int primary key, tenant text);
alter table forced_on enable row level security;
alter table forced_on force row level security;
create policy p1 on forced_on as restrictive for update to odd_reader, public using (tenant = current_user) with check (tenant <> 'x');
comment on policy p1 on forced_on is 'policy one';
-- functions
create function odd.cmp(int, int) returns int language sql immutable as 'select case when $1 < $2 then -1 when $1 > $2 then 1 else 0 end';
create function odd.absless(int, int) returns bool language sql immutable as 'select abs($1) < abs($2)';
create function odd.absle(int, int) returns bool language sql immutable as 'select abs($1) <= abs($2)';
create function odd.abseq(int, int) returns bool language sql immutable as 'select abs($1) = abs($2)';
create function odd.absge(int, int) returns bool language sql immutable as 'select abs($1) >= abs($2)';
create function odd.absgt(int, int) returns bool language sql immutable as 'select abs($1) > abs($2)';
create function odd.abscmp(int, int) returns int language sql immutable as 'select abs($1) - abs($2)';
create operator odd.<# (function = odd.absless, leftarg = int, rightarg = int, commutator = operator(odd.>#), negator = operator(odd.>=#), restrict = scalarltsel, join = scalarltjoinsel);
create operator odd.<=# (function = odd.absle, leftarg = int, rightarg = int, restrict = scalarlesel);
create operator odd.=# (function = odd.abseq, leftarg = int, rightarg = int, commutator = operator(odd.=#), hashes, merges);
create operator odd.>=# (function = odd.absge, leftarg = int, rightarg = int, negator = operator(odd.<#));
create operator odd.># (function = odd.absgt, leftarg = int, rightarg = int, commutator = operator(odd.<#));
comment on operator odd.<# (int, int) is 'less by size';
create operator family odd.abs_family using btree;
create operator class odd.abs_ops for type int using btree family odd.abs_family as operator 1 odd.<#, operator 2 odd.<=#, operator 3 odd.=#, operator 4 odd.>=#, operator 5 odd.>#, function 1 odd.abscmp(int, int);
comment on operator class odd.abs_ops using btree is 'class of sizes';
create function odd.abscmp(int, bigint) returns int language sql immutable as 'select (abs($1) - abs($2))::int';
create function odd.absless(int, bigint) returns bool language sql immutable as 'select abs($1) < abs($2)';
create operator odd.<# (function = odd.absless, leftarg = int, rightarg = bigint);
alter operator family odd.abs_family using btree add operator 1 odd.<# (int, bigint), function 1 (int, bigint) odd.abscmp(int, bigint);
create table sized (n int, m int);
create index sized_abs on sized (n odd.abs_ops);
-- collations, conversions
create collation odd.german (provider = icu, locale = 'de-u-co-phonebk', deterministic = false);
create collation odd.c2 from "C";
comment on collation odd.german is 'phone book';
create conversion odd.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
comment on conversion odd.conv is 'a conversion';
create table coll (a text collate odd.german, b text collate "C" check (b collate odd.german <> 'x'));
create index coll_i on coll (a collate "C" text_pattern_ops, (lower(b) collate odd.german));
-- text search
create text search dictionary odd.simple_dict (template = pg_catalog.simple, stopwords = 'english', accept = false);
create text search dictionary odd.syn (template = synonym, synonyms = 'synonym_sample');
create text search configuration odd.conf (copy = english);
alter text search configuration odd.conf alter mapping for asciiword with odd.simple_dict, english_stem;
comment on text search configuration odd.conf is 'a configuration';
comment on text search dictionary odd.simple_dict is 'dict';
create table doc (id int generated always as identity (start 10 increment 5) primary key, body text, tsv tsvector generated always as (to_tsvector('odd.conf', coalesce(body, ''))) stored);
create index doc_tsv on doc using gin (tsv) with (fastupdate = off);
-- casts
create type color as enum ('red', 'green');
create function color_to_int(color) returns int language sql immutable as 'select case $1 when ''red'' then 1 else 2 end';
create cast (color as int) with function color_to_int(color) as assignment;
create cast (text as color) with inout as implicit;
comment on cast (color as int) is 'cast it';
-- statistics
create statistics odd.st (dependencies, ndistinct) on n, m from sized;
alter statistics odd.st set statistics 500;
create statistics odd.st_expr on (n + m), (n * 2) from sized;
comment on statistics odd.st is 'stat';
-- rules
create view v_sized as select n, m from sized;
create rule ins as on insert to v_sized do instead insert into sized values (new.n, new.m);
comment on rule ins on v_sized is 'a rule';
alter view v_sized alter column n set default 7;
-- event triggers
create function odd.evt() returns event_trigger language plpgsql as $$begin raise notice '%', tg_tag; end$$;
create event trigger watch on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function odd.evt();
alter event trigger watch disable;
comment on event trigger watch is 'watching';
-- publications
create publication pub_all for all tables with (publish = 'insert');
comment on publication pub_all is 'all';
create publication pub_some for table sized, doc (id, body) where (id > 5);
create publication pub_schema for tables in schema odd;
create publication pub_none;
-- fdw
create foreign data wrapper odd_fdw options (debug 'true');
create server odd_server type 't' version '1.0' foreign data wrapper odd_fdw options (host 'h', port '1');
create foreign table odd.ft (id int options (column_name 'ID') not null, t text default 'x' collate "C", constraint ftcheck check (id > 0)) server odd_server options (table_name 'T');
comment on foreign table odd.ft is 'foreign';
comment on column odd.ft.id is 'its id';
comment on server odd_server is 'srv';
comment on foreign data wrapper odd_fdw is 'fdw';
grant select on odd.ft to odd_reader;
grant usage on foreign server odd_server to odd_reader;
grant usage on foreign data wrapper odd_fdw to odd_reader;
-- aggregates, window functions, variadics, procedures
create function odd.acc(state int, v int) returns int language sql immutable as 'select state + v';
create aggregate odd.total(int) (sfunc = odd.acc, stype = int, initcond = '0', parallel = safe);
create aggregate odd.ordered(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
comment on aggregate odd.total(int) is 'sum';
create procedure odd.proc(inout a int, b text default 'x', variadic c int[] default '{}') language plpgsql security definer set search_path = odd, public set work_mem = '8MB' as $$ begin a := a + 1; end $$;
create function odd.tab(a int) returns table (x int, y text) language sql stable strict leakproof parallel safe cost 50 rows 10 as $$ select a, 'y' $$;
create function odd.atomic(a int) returns int language sql begin atomic select a + 1; end;
grant execute on function odd.tab(int) to odd_reader with grant option;
revoke execute on function odd.tab(int) from public;
grant execute on procedure odd.proc to odd_reader;
-- domains
create domain odd.positive as int default 1 not null constraint pos check (value > 0) ;
alter domain odd.positive add constraint big check (value < 1000) not valid;
comment on domain odd.positive is 'pos';
comment on constraint pos on domain odd.positive is 'pos check';
create domain row_dom as sized;
create domain dom_arr as int[] check (array_length(value, 1) < 5);
create domain col_dom as text collate "C";
grant usage on type odd.positive to odd_reader;
revoke usage on type color from public;
-- ranges
create type float_range as range (subtype = float8, subtype_diff = float8mi);
create type "Mixed Case"."Text Range" as range (subtype = text, collation = "C", multirange_type_name = "Mixed Case".mr);
create table ranged (r float_range, mr "Mixed Case".mr, c point3, ca point3[], exclude using gist (r with &&));
-- composites
create type nested as (p point3, c color[], t text collate "C");
comment on column nested.t is 'tee';
alter type nested owner to odd_owner;
-- indexes
create table idx (a int, b text, c jsonb, d tsrange, e point, f text);
create unique index idx_nnd on idx (a) nulls not distinct;
create index idx_brin on idx using brin (a int4_minmax_multi_ops) with (pages_per_range = 8, autosummarize = on);
create index idx_gin on idx using gin (c jsonb_path_ops);
create index idx_gist on idx using gist (e, d);
create index idx_spgist on idx using spgist (e kd_point_ops);
create index idx_hash on idx using hash (b);
create index idx_expr on idx ((a + 1) desc nulls last, lower(b) varchar_pattern_ops) include (a) where b is not null;
create index idx_gist_op on idx using gist (d) with (fillfactor = 70, buffering = on);
alter index idx_expr alter column 1 set statistics 1000;
comment on index idx_gin is 'gin';
create index idx_trgm_like on idx (f text_pattern_ops);
create index idx_cl on idx (b);
alter table idx cluster on idx_cl;
alter table idx replica identity full;
-- columns
create sequence s1;
create table cols (a text, b text, c text compression pglz, d int, e varchar(10)[] default '{a,b}', f numeric(10,-2), g interval day to second(3), h bit varying(8), i timestamp(3) with time zone default clock_timestamp(), j "char", k name, l oid, m money, n regclass, o time(2), p int default nextval('public.s1'::regclass), q int check (q > 0) no inherit, r float4 default 'nan', s date default 'infinity', t bytea default '\xdead', u text default E'a\nb\\c''d', v int generated by default as identity (sequence name public.odd_seq cache 7 cycle maxvalue 100), w xml, x pg_lsn, y int4range default '[1,5)', z inet);
alter table cols alter a set storage external, alter d set statistics 200, alter b set (n_distinct = -0.5, n_distinct_inherited = 4);
comment on column cols.a is 'quote '' and \ and
newline';
alter table cols set (fillfactor = 80, autovacuum_enabled = off, toast.autovacuum_enabled = off, parallel_workers = 4, user_catalog_table = true);
alter sequence s1 owned by cols.p;
create unlogged table unl (id int);
create unlogged sequence us;
create sequence s2 as smallint increment -1 minvalue -100 maxvalue -1 start -5 cycle;
comment on sequence s2 is 'down';
grant usage, select on sequence s2 to odd_reader;
-- constraints
create table k (a int, b int, c int, constraint kp primary key (a, b) include (c) with (fillfactor = 60) deferrable initially deferred, constraint ku unique nulls not distinct (b, c) deferrable);
create table k2 (a int primary key, b int, unique (b));
create table kr (x int, y int, z int, constraint kf foreign key (x) references k2 match full on delete set null on update cascade deferrable initially deferred);
alter table kr add constraint kn foreign key (y) references k2 (b) on delete set default not valid, add constraint kc check (x > 0) not valid;
comment on constraint kn on kr is 'kn';
create table kpair (p int, q int, primary key (p, q));
create table kset (a int, b int, c int, foreign key (a, b) references kpair (p, q) on delete set null (b));
alter table kset add constraint self check (a > b), add constraint notnull_b check (b is not null);
create table ex (room int, during tsrange, exclude using gist (during with &&) include (room) where (room > 5) deferrable initially deferred);
-- inheritance
create table par (id int primary key, name text default 'p' not null, check (id > 0));
create table chi (extra int) inherits (par);
create table chi2 (check (id < 5) no inherit) inherits (chi, par);
alter table chi alter column id set default 3;
create table chi3 () inherits (par);
alter table chi3 alter name drop default;
alter table chi3 alter id set statistics 50;
alter table chi3 alter name set storage external;
-- partitions
create table pt2 (at date not null, id int not null, kind text default 'own', constraint own check (id > 0));
create index pt2_kind on pt2 (kind);
create table pt (id int, at date not null, kind text, primary key (id, at)) partition by range (at);
alter table pt attach partition pt2 for values from ('2024-01-01') to ('2025-01-01');
create index pt_kind on pt (kind);
create index pt_only on only pt (at, kind);
comment on table pt2 is 'second';
create table ph (a int, b text) partition by hash (a, (lower(b)) collate "C");
create table ph0 partition of ph for values with (modulus 2, remainder 0) with (fillfactor = 50);
create table ph1 partition of ph for values with (modulus 2, remainder 1) ;
alter table ph1 alter b set default 'ph1';
-- triggers
create function odd.trg() returns trigger language plpgsql as $$begin return new; end$$;
create trigger t1 before insert or update of at on pt for each row when (new.id > 0) execute function odd.trg('a', 'b');
create constraint trigger t2 after insert on k2 deferrable initially deferred for each row execute function odd.trg();
create trigger t3 after update on k2 referencing old table as o new table as n for each statement execute function odd.trg();
alter table k2 disable trigger t3;
alter table k2 enable always trigger t2;
comment on trigger t2 on k2 is 'trig';
create trigger t4 instead of insert on v_sized for each row execute function odd.trg();
alter table pt2 disable trigger t1;
-- views
create view v1 with (security_barrier, security_invoker) as select * from k2 with local check option;
create recursive view v2(n) as select 1 union all select n + 1 from v2 where n < 5;
comment on column v1.a is 'a col';
create materialized view mv with (fillfactor = 50) as select a, b from k2 with no data;
create unique index mvi on mv (a);
comment on materialized view mv is 'mat';
alter materialized view mv alter b set statistics 40;
create view "Mixed Case"."View ""x""" as select 1 as "a b", 2 as "select";
alter materialized view mv cluster on mvi;
grant select (a), update (b) on v1 to odd_reader;
grant all on k2 to odd_writer with grant option;
grant select on k2 to public;
revoke all on par from postgres;
grant truncate on par to odd_reader;
alter view v1 owner to odd_owner;
alter default privileges in schema odd grant select on tables to odd_reader;
alter default privileges for role odd_owner revoke execute on functions from public;
create access method heap2 type table handler heap_tableam_handler;
create table am (a int) using heap2;
comment on type color is 'c';
comment on column point3.x is 'px';
comment on table typed is 'typed';
comment on extension plpgsql is 'changed';
alter table k2 alter column a set not null;
create table notn (a int not null, b int);
alter table notn alter b set not null;
create language odd_lang handler plpgsql_call_handler;
create extension hstore schema odd;
create extension pgcrypto;
revoke execute on function gen_salt(text) from public;
comment on function gen_salt(text) is 'mine';
create table hs (a odd.hstore default 'a=>1');
create index hs_i on hs using gist (a odd.gist_hstore_ops (siglen = 32));

alter schema public owner to postgres;
