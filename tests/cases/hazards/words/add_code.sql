set lock_timeout = '500ms';
alter table shop.invoice add column code uuid default gen_random_uuid();
alter table shop.invoice alter column paid_at set not null;
-- schemagen: allow SG6002 nobody has read it since May
alter table shop.invoice drop column number;
create index on shop.invoice (paid_at);
