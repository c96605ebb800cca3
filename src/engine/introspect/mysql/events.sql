-- Events of the server's scheduler.
select event_schema, event_name from information_schema.events where event_schema in (:databases) order by 1, 2
