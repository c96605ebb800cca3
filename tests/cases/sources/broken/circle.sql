create table a (id bigserial);
\i not_there.sql
\i circle.sql
