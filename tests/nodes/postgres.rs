//! What is expected of PostgreSQL is in its manual: "postgres_fdw", "Partition Pruning" in "Table Partitioning", and
//! "INSERT" and "UPDATE" on how rows find their partition.

use std::collections::BTreeSet;

use libtest_mimic::Failed;
use schemagen::dialect::Dialects;
use schemagen::engine::Engine;

use super::{broken, cluster, refused, same, texts};

pub fn routed(version: &str) -> Result<(), Failed> {
    let dialects = Dialects::builtin()?;
    let spec = format!("local:postgres@{version}");
    let (mut coordinator, mut shards) =
        cluster("postgres_fdw", &spec, &dialects, |script, number, reach| {
            let mut script = script.to_owned();
            for (name, value) in [
                ("host", reach.host.clone()),
                ("port", reach.port.to_string()),
                ("dbname", reach.database.clone()),
                ("user", reach.user.clone()),
                ("password", "none is asked for".to_owned()),
            ] {
                script =
                    script.replace(&format!(":'shard_{number}_{name}'"), &format!("'{value}'"));
            }
            script
        })?;
    let c = &mut coordinator;
    c.execute(
        "insert into tenant (id, slug, name)
           select format('00000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid, 't' || n, 'n' from generate_series(1, 40) n;
         insert into plan (code, monthly_price) values ('small', 1), ('large', 9);
         insert into member (tenant_id, email) select id, slug || '@example.org' from tenant;
         insert into project (tenant_id, name) select id, 'p' from tenant;
         insert into task (tenant_id, project_id, title) select tenant_id, id, 'a' from project;
         insert into task (tenant_id, project_id, title) select tenant_id, id, 'b' from project;
         insert into subscription (tenant_id, started_on, plan_code) select id, '2026-01-01', 'small' from tenant",
    )?;

    // Each shard has rows of its own tenants alone, and of each of those all.
    let mut all = BTreeSet::new();
    for (number, shard) in shards.iter_mut().enumerate() {
        let own: BTreeSet<String> =
            texts(shard, "select distinct tenant_id from task")?.into_iter().collect();
        if own.is_empty() {
            return Err(format!("shard {number} has no rows").into());
        }
        for table in ["member", "project", "subscription"] {
            let there =
                texts(shard, &format!("select tenant_id from {table}"))?.into_iter().collect();
            same(&format!("tenants of {table} on shard {number}"), own.clone(), there)?;
        }
        let tasks = texts(shard, "select count(*) from task")?;
        same("tasks", tasks, vec![(own.len() * 2).to_string()])?;
        for copied in ["tenant", "plan"] {
            let sql = format!("select t::text from {copied} t order by 1");
            same(&format!("the copy of {copied}"), texts(shard, &sql)?, texts(c, &sql)?)?;
        }
        let shared: Vec<&String> = all.intersection(&own).collect();
        same("tenants on both shards", shared, Vec::new())?;
        all.extend(own);
    }
    same("tenants with a shard", all.len(), 40)?;

    // What one shard can hold is held, whoever writes.
    let first = "(select id from tenant order by id limit 1)";
    refused(
        c,
        &format!("insert into member (tenant_id, email) values ({first}, 't1@example.org')"),
        "duplicate key",
    )?;
    refused(
        c,
        &format!(
            "insert into task (tenant_id, project_id, title) values ({first}, gen_random_uuid(), 'x')"
        ),
        "violates foreign key constraint",
    )?;
    refused(c, "delete from plan where code = 'small'", "foreign key constraint")?;
    // A row of another shard is no row of this one.
    refused(
        c,
        "insert into member_shard_0 (tenant_id, id, email, updated_at)
           select tenant_id, gen_random_uuid(), 'x@example.org', now() from member_shard_1 limit 1",
        "violates check constraint \"member_shard\"",
    )?;
    // Changes of a copied table come to its copies, and what they carry along is carried along there.
    c.execute(&format!("update tenant set name = 'new' where id = {first}"))?;
    c.execute("delete from tenant where slug in ('t2', 't3', 't4')")?;
    same("members", texts(c, "select count(*) from member")?, vec!["37".to_owned()])?;
    for shard in &mut shards {
        let sql = "select t::text from tenant t order by 1";
        same("the copy of tenant after changes", texts(shard, sql)?, texts(c, sql)?)?;
    }
    // `on update` is the coordinator's: one clock for all shards.
    c.execute("update task set title = 'c' where title = 'b'")?;
    let stale = texts(
        c,
        "select count(*) from task where title = 'c' and updated_at <= (select max(updated_at) from task where title = 'a')",
    )?;
    same("tasks changed without their time", stale, vec!["0".to_owned()])?;

    // One shard answers for one tenant, and all do where none is named.
    c.execute("set enable_partitionwise_join = on")?;
    let one = "where t.tenant_id = '00000000-0000-4000-8000-000000000007'";
    for (sql, shards) in [
        (format!("select * from task t {one}"), 1),
        (format!("select * from task t join project p on p.tenant_id = t.tenant_id and p.id = t.project_id {one}"), 1),
        (format!("update task t set title = 'd' {one}"), 1),
        (format!("delete from task t {one}"), 1),
        ("select count(*) from task t where title = 'a'".to_owned(), 2),
        ("select * from task t join project p on p.tenant_id = t.tenant_id and p.id = t.project_id".to_owned(), 2),
    ] {
        let plan = texts(c, &format!("explain (verbose) {sql}"))?.join("\n");
        let asked: BTreeSet<&str> = ["task_shard_0", "task_shard_1", "project_shard_0", "project_shard_1"]
            .into_iter()
            .filter(|link| plan.contains(&format!("public.{link}")))
            .map(|link| link.rsplit('_').next().unwrap_or_default())
            .collect();
        same(&format!("shards asked for {sql}\n{plan}"), asked.len(), shards)?;
    }
    coordinator.close()?;
    shards.into_iter().try_for_each(Engine::close)?;
    Ok(())
}

/// All parts lie on the first shard.
pub fn wrong_link() -> Result<(), Failed> {
    broken(
        ("postgres_fdw", "local:postgres@15"),
        "link_partition.hbs",
        "create foreign table {{name}} partition of {{parent}} for values with (modulus {{{modulus}}}, remainder {{{remainder}}}) server shard_0 options (schema_name {{literal schema}}, table_name {{literal table}})",
        "shard_1 has 0 of its rows",
    )
}

/// What changes is not copied.
pub fn wrong_copy() -> Result<(), Failed> {
    broken(
        ("postgres_fdw", "local:postgres@15"),
        "copies_function.hbs",
        "create function {{function}}() returns trigger language plpgsql as $$ begin return null; end $$",
        "its copy on shard_0 is another",
    )
}
