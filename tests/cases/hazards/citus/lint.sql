-- lint --dialect citus --offline
set lock_timeout = '500ms';
select create_distributed_table('app.task', 'tenant_id', colocate_with => 'app.member'); -- expect SG6129
select create_reference_table('country'); -- expect SG6129
select alter_distributed_table('"Task"', shard_count => 64); -- expect SG6129
select undistribute_table('task', cascade_via_foreign_keys => true); -- expect SG6129
select citus_add_local_table_to_metadata('plan');
select 1;
