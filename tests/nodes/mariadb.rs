//! What is expected of MariaDB is in its knowledge base: "Spider Storage Engine Overview", "Spider Table Parameters",
//! "Partition Pruning and Selection", and "Partitioning Types" on how rows find their partition.

use std::collections::BTreeSet;

use libtest_mimic::Failed;
use schemagen::dialect::Dialects;
use schemagen::engine::Engine;

use super::{broken, cluster, refused, same, texts};

pub fn routed() -> Result<(), Failed> {
    let dialects = Dialects::builtin()?;
    // Throwaway servers listen on sockets alone, which the script does not speak of.
    let (mut coordinator, mut shards) = cluster(
        "spider",
        "local:mariadb",
        &dialects,
        |script, number, reach| {
            let start = format!("execute immediate concat('create server shard_{number} ");
            let lines = script.lines().map(|line| match line.starts_with(&start) {
                true => format!(
                    "create server shard_{number} foreign data wrapper mysql options (socket '{}', database '{}', \
                     user '{}');",
                    reach.host, reach.database, reach.user
                ),
                false => line.to_owned(),
            });
            lines.collect::<Vec<String>>().join("\n")
        },
    )?;
    let c = &mut coordinator;
    for sql in [
        "insert into tenant (id, slug, name)
           select concat('00000000-0000-4000-8000-', lpad(seq * 7919, 12, '0')), concat('t', seq), 'n' from seq_1_to_40",
        "insert into plan (code, monthly_price) values ('small', 1), ('large', 9)",
        "insert into member (tenant_id, email) select id, concat(slug, '@example.org') from tenant",
        "insert into project (tenant_id, name) select id, 'p' from tenant",
        "insert into task (tenant_id, project_id, title) select tenant_id, id, 'a' from project",
        "insert into task (tenant_id, project_id, title) select tenant_id, id, 'b' from project",
        "insert into subscription (tenant_id, started_on, plan_code) select id, '2026-01-01', 'small' from tenant",
    ] {
        c.execute(sql)?;
    }

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
        for copied in [
            "select id, slug, updated_at from tenant order by id",
            "select code, monthly_price from plan order by code",
        ] {
            same(copied, texts(shard, copied)?, texts(c, copied)?)?;
        }
        let shared: Vec<&String> = all.intersection(&own).collect();
        same("tenants on both shards", shared, Vec::new())?;
        all.extend(own);
    }
    same("tenants with a shard", all.len(), 40)?;

    // What one shard can hold is held, whoever writes.
    let first = texts(c, "select min(id) from tenant")?.concat();
    refused(
        c,
        &format!("insert into member (tenant_id, email) values ('{first}', 't1@example.org')"),
        "Duplicate entry",
    )?;
    refused(
        c,
        &format!("insert into task (tenant_id, project_id, title) values ('{first}', uuid(), 'x')"),
        "a foreign key constraint fails",
    )?;
    refused(c, "delete from plan where code = 'small'", "a foreign key constraint fails")?;
    // Changes of a copied table come to its copies, and what they carry along is carried along there.
    c.execute(&format!("update tenant set name = 'new' where id = '{first}'"))?;
    c.execute("delete from tenant where slug in ('t2', 't3', 't4')")?;
    same("members", texts(c, "select count(*) from member")?, vec!["37".to_owned()])?;
    for shard in &mut shards {
        let sql = "select id, slug, name, updated_at from tenant order by id";
        same("the copy of tenant after changes", texts(shard, sql)?, texts(c, sql)?)?;
    }
    // A row whose key is changed goes where its key says.
    c.execute(&format!("delete from subscription where tenant_id <> '{first}'"))?;
    for tenant in texts(c, "select id from tenant")? {
        c.execute(&format!("update subscription set tenant_id = '{tenant}'"))?;
        let sql = format!("select count(*) from subscription where tenant_id = '{tenant}'");
        same(&sql, texts(c, &sql)?, vec!["1".to_owned()])?;
    }

    // One shard answers for one tenant, and all do where none is named.
    c.execute("set spider_disable_group_by_handler = on")?;
    let one = format!("where t.tenant_id = '{first}'");
    let both = "p.tenant_id = t.tenant_id and p.id = t.project_id";
    for (sql, count) in [
        (format!("select * from task t {one}"), 1),
        (format!("select * from task t join project p on {both} {one}"), 1),
        (format!("update task t set title = 'd' {one}"), 1),
        ("select count(*) from task t where title = 'a'".to_owned(), 2),
    ] {
        let plan = texts(c, &format!("explain partitions {sql}"))?;
        let cells = plan.iter().flat_map(|cell| cell.split(','));
        let asked: BTreeSet<&str> = cells.filter(|name| name.starts_with("shard_")).collect();
        same(&format!("shards asked for {sql}: {plan:?}"), asked.len(), count)?;
    }
    coordinator.close()?;
    shards.into_iter().try_for_each(Engine::close)?;
    Ok(())
}

/// All parts lie on the first shard.
pub fn wrong_link() -> Result<(), Failed> {
    broken(
        ("spider", "local:mariadb"),
        "partition.hbs",
        "partition {{name}} remote_server = 'shard_0'",
        "and the coordinator sees",
    )
}
