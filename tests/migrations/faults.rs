//! Migrations cut off at random points: the runner killed, or the server, between steps and inside of them.
//!
//! `SCHEMAGEN_FAULT_POINTS` says how many points each server is tried at; `scripts/faults` sets it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::server::{Kind, Server};
use crate::tool;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("faults: postgres, cut off at random points", || cut_off(Kind::Postgres)),
        Trial::test("faults: mysql, cut off at random points", || cut_off(Kind::MySql)),
        Trial::test("faults: mariadb, cut off at random points", || cut_off(Kind::MariaDb)),
        Trial::test("faults: postgres, two runners at once", || two_runners(Kind::Postgres)),
        Trial::test("faults: mysql, two runners at once", || two_runners(Kind::MySql)),
        Trial::test("faults: mariadb, two runners at once", || two_runners(Kind::MariaDb)),
        Trial::test("faults: postgres, a lock is not to be had", || lock_timeout(Kind::Postgres)),
        Trial::test("faults: mysql, a lock is not to be had", || lock_timeout(Kind::MySql)),
        Trial::test("faults: mariadb, a lock is not to be had", || lock_timeout(Kind::MariaDb)),
        Trial::test("faults: postgres, the disk is full", disk_full),
        Trial::test("faults: postgres, a unique index that fails is cleared away", failed_index),
    ]
}

/// A migration: its script, and for every step a query that is 1 once the step is in place.
struct Case {
    name: &'static str,
    up: &'static str,
    witnesses: &'static [&'static str],
}

const POSTGRES: &[Case] = &[
    Case {
        name: "1_base",
        up: "create table item (id bigint primary key, v int not null, t text);\n\
             insert into item select n, n, repeat('x', 50) from generate_series(1, 4000) as n;\n\
             create table note (id bigint primary key, item_id bigint not null references item, words text);\n\
             insert into note select id, id, 'n' from item where id % 2 = 0;\n",
        witnesses: &[
            "select count(*) from pg_class where relname = 'item'",
            "select case when to_regclass('item') is null then 0 when exists (select 1 from pg_class where relname = 'note') then 1 else 0 end",
            "select count(*) from pg_class where relname = 'note'",
            "select count(*) from pg_class where relname = 'note'",
        ],
    },
    Case {
        name: "2_filled",
        up: "alter table item add w int;\n\
             -- schemagen: backfill item by id batch 250\n\
             update item set w = v * 2 where w is null;\n\
             create index concurrently item_w on item (w);\n\
             alter table item add constraint w_set check (w is not null) not valid;\n\
             -- schemagen: commit\n\
             alter table item validate constraint w_set;\n\
             -- schemagen: commit\n\
             alter table item alter column w set not null;\n\
             alter table item drop constraint w_set;\n",
        witnesses: &[
            "select count(*) from pg_attribute where attname = 'w' and attrelid = 'item'::regclass",
            "select case when (select count(*) from item) > 0 and not exists (select 1 from item where to_jsonb(item) ->> 'w' is null) then 1 else 0 end",
            "select count(*) from pg_class c join pg_index i on i.indexrelid = c.oid where relname = 'item_w' and indisvalid",
            "select case when exists (select 1 from pg_constraint where conname = 'w_set') or exists (select 1 from pg_attribute where attname = 'w' and attrelid = 'item'::regclass and attnotnull) then 1 else 0 end",
            "select case when exists (select 1 from pg_constraint where conname = 'w_set' and convalidated) or exists (select 1 from pg_attribute where attname = 'w' and attrelid = 'item'::regclass and attnotnull) then 1 else 0 end",
            "select count(*) from pg_attribute where attname = 'w' and attrelid = 'item'::regclass and attnotnull",
            "select count(*) from pg_attribute where attname = 'w' and attrelid = 'item'::regclass and attnotnull",
        ],
    },
    Case {
        name: "3_indexes",
        up: "create unique index concurrently item_v on item (v);\n\
             reindex index concurrently item_v;\n\
             drop index concurrently item_w;\n\
             update item set t = 'y' where id % 3 = 0;\n\
             create table done (id int);\n",
        witnesses: &[
            "select count(*) from pg_class c join pg_index i on i.indexrelid = c.oid where relname = 'item_v' and indisvalid",
            "",
            "select 1 - count(*) from pg_class where relname = 'item_w'",
            "select count(*) from pg_class where relname = 'done'",
            "select count(*) from pg_class where relname = 'done'",
        ],
    },
];

const MYSQL: &[Case] = &[
    Case {
        name: "1_base",
        up: "create table item (id bigint primary key, v int not null, t text);\n\
             insert into item with recursive n (id) as (select 1 union all select id + 1 from n where id < 1000) select id, id, repeat('x', 50) from n;\n\
             insert into item select id + 1000, v + 1000, t from item;\n\
             insert into item select id + 2000, v + 2000, t from item;\n\
             create table note (id bigint primary key, item_id bigint not null, words text, foreign key (item_id) references item (id));\n\
             insert into note select id, id, 'n' from item where id % 2 = 0;\n",
        witnesses: &[
            "select count(*) from information_schema.tables where table_schema = database() and table_name = 'item'",
            "select count(*) >= 1000 from item",
            "select count(*) >= 2000 from item",
            "select count(*) = 4000 from item",
            "select count(*) from information_schema.tables where table_schema = database() and table_name = 'note'",
            "select count(*) = 2000 from note",
        ],
    },
    Case {
        name: "2_filled",
        up: "alter table item add column w int;\n\
             -- schemagen: backfill item by id batch 250\n\
             update item set w = v * 2 where w is null;\n\
             create index item_w on item (w);\n\
             alter table item modify column w int not null;\n\
             alter table item add constraint w_set check (w > 0);\n",
        witnesses: &[
            "select count(*) from information_schema.columns where table_schema = database() and table_name = 'item' and column_name = 'w'",
            "",
            "select count(*) from information_schema.statistics where table_schema = database() and index_name = 'item_w'",
            "select count(*) from information_schema.columns where table_schema = database() and table_name = 'item' and column_name = 'w' and is_nullable = 'NO'",
            "select count(*) from information_schema.table_constraints where table_schema = database() and constraint_name = 'w_set'",
        ],
    },
    Case {
        name: "3_indexes",
        up: "create unique index item_v on item (v);\n\
             drop index item_w on item;\n\
             update item set t = 'y' where id % 3 = 0;\n\
             create view item_y as select id from item where t = 'y';\n\
             create trigger note_words before insert on note for each row set new.words = upper(new.words);\n\
             rename table note to remark;\n\
             create table done (id int);\n",
        witnesses: &[
            "select count(*) from information_schema.statistics where table_schema = database() and index_name = 'item_v'",
            "select 1 - count(*) from information_schema.statistics where table_schema = database() and index_name = 'item_w'",
            "select count(*) = 1333 from item where t = 'y'",
            "select count(*) from information_schema.views where table_schema = database() and table_name = 'item_y'",
            "select count(*) from information_schema.triggers where trigger_schema = database() and trigger_name = 'note_words'",
            "select count(*) from information_schema.tables where table_schema = database() and table_name = 'remark'",
            "select count(*) from information_schema.tables where table_schema = database() and table_name = 'done'",
        ],
    },
];

fn cases(kind: Kind) -> &'static [Case] {
    match kind {
        Kind::Postgres => POSTGRES,
        Kind::MySql | Kind::MariaDb => MYSQL,
    }
}

/// What the rows come to when all is done.
fn sums(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Postgres => (
            "select count(*) || ' ' || sum(v) || ' ' || sum(w) || ' ' || (select count(*) from note) || ' ' || count(*) filter (where t = 'y') from item",
            "4000 8002000 16004000 2000 1333",
        ),
        Kind::MySql | Kind::MariaDb => (
            "select concat(count(*), ' ', sum(v), ' ', sum(w), ' ', (select count(*) from remark), ' ', sum(t = 'y')) from item",
            "4000 8002000 16004000 2000 1333",
        ),
    }
}

/// Writes a folder of migrations with its list.
fn folder(cases: &[Case]) -> Result<tempfile::TempDir, Failed> {
    let place = tempfile::tempdir()?;
    for case in cases {
        let folder = place.path().join("migrations-out").join(case.name);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("up.sql"), case.up)?;
    }
    let accepted =
        tool::run(place.path(), &["migrate", "lint", "--accept", "--quiet", "--fail-on", "error"]);
    // Exit 1 is what the rules say of these scripts.
    if accepted.status.code().is_none_or(|code| code > 1) {
        return Err(tool::text(&accepted.stderr).into());
    }
    Ok(place)
}

fn spawn(place: &Path, url: &str, words: &[&str]) -> Result<Child, Failed> {
    let mut command = tool::schemagen(place);
    command
        .args(words)
        .env("SCHEMAGEN_DATABASE", url)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(command.spawn()?)
}

const UP: [&str; 6] = ["migrate", "up", "--log-format", "json", "--wait", "60s"];

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below.max(1)
    }
}

fn cut_off(kind: Kind) -> Result<(), Failed> {
    let points: u64 = std::env::var("SCHEMAGEN_FAULT_POINTS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(8);
    let cases = cases(kind);
    let place = folder(cases)?;
    let mut server = Server::start(kind, None)?;
    // As many lines as a run says when nobody disturbs it.
    server.renew()?;
    let whole = spawn(place.path(), &server.url("shop"), &UP)?.wait_with_output()?;
    expect(&whole, 0)?;
    let lines = tool::text(&whole.stderr).lines().count() as u64;
    check_end(&server, kind, place.path())?;
    let mut numbers = Numbers(0x5eed_0000 + kind as u64 + 1);
    let (mut cut, mut killed) = (0, 0);
    for point in 0..points {
        server.renew()?;
        let (at, pause) = (numbers.next(lines), Duration::from_micros(numbers.next(6000)));
        let kill_server = numbers.next(2) == 0;
        let mut child = spawn(place.path(), &server.url("shop"), &UP)?;
        let stderr = child.stderr.take().ok_or("no stderr")?;
        let mut reader = BufReader::new(stderr);
        let mut line = String::new();
        for _ in 0..=at {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                break;
            }
        }
        std::thread::sleep(pause);
        let words = format!(
            "point {point}, {} killed {pause:?} after line {at}: {}",
            if kill_server { "server" } else { "runner" },
            line.trim()
        );
        if kill_server {
            server.kill();
            killed += 1;
        } else {
            child.kill()?;
        }
        std::io::copy(&mut reader, &mut std::io::sink())?;
        cut += u64::from(child.wait()?.code() != Some(0));
        if kill_server {
            server.restart()?;
        }
        truth(&server, kind, place.path())
            .map_err(|error| format!("{words}: {}", error.message().unwrap_or_default()))?;
        let again = spawn(place.path(), &server.url("shop"), &UP)?.wait_with_output()?;
        expect(&again, 0)
            .map_err(|error| format!("{words}: {}", error.message().unwrap_or_default()))?;
        check_end(&server, kind, place.path())
            .map_err(|error| format!("{words}: {}", error.message().unwrap_or_default()))?;
    }
    eprintln!(
        "{kind:?}: {points} points, {cut} runs cut off, {killed} times by killing the server"
    );
    Ok(())
}

/// What the status says is what the catalog says.
fn truth(server: &Server, kind: Kind, place: &Path) -> Result<(), Failed> {
    let output = spawn(place, &server.url("shop"), &["migrate", "status", "--format", "json"])?
        .wait_with_output()?;
    let document: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("no JSON ({error}): {}", tool::text(&output.stderr)))?;
    for (case, said) in
        cases(kind).iter().zip(document["migrations"].as_array().into_iter().flatten())
    {
        let state = said["state"].as_str().unwrap_or_default();
        let done = match state {
            "applied" => continue,
            "pending" => 0,
            _ => said["steps_done"].as_u64().unwrap_or_default(),
        };
        for (step, witness) in (1..).zip(case.witnesses) {
            // The step behind the last that is recorded may be in place: that is what is found out next.
            let is_known = step <= done || step > done + 1 || state == "pending";
            if !is_known || witness.is_empty() || (state == "pending" && step > 1) {
                continue;
            }
            // What cannot be asked is not there.
            let there = server.value(witness).is_ok_and(|value| value == "1");
            let wanted = step <= done;
            let joins = kind == Kind::Postgres && step > done;
            if there != wanted && !joins {
                return Err(format!(
                    "{}: {state}, {done} steps done, but step {step} is in place: {there}",
                    case.name
                )
                .into());
            }
        }
        return Ok(());
    }
    Ok(())
}

fn check_end(server: &Server, kind: Kind, place: &Path) -> Result<(), Failed> {
    let (query, expected) = sums(kind);
    let found = server.value(query)?;
    if found != expected {
        return Err(format!("the rows come to {found}, not to {expected}").into());
    }
    for case in cases(kind) {
        let last =
            case.witnesses.iter().rfind(|witness| !witness.is_empty()).copied().unwrap_or_default();
        if server.value(last).is_err() && case.name.starts_with('3') {
            return Err(format!("{} is not in place", case.name).into());
        }
    }
    let status = spawn(place, &server.url("shop"), &["migrate", "status"])?.wait_with_output()?;
    expect(&status, 0)
}

fn two_runners(kind: Kind) -> Result<(), Failed> {
    let place = folder(cases(kind))?;
    let server = Server::start(kind, None)?;
    server.renew()?;
    let children: Vec<Child> =
        (0..3).map(|_| spawn(place.path(), &server.url("shop"), &UP)).collect::<Result<_, _>>()?;
    let mut applied = 0;
    for child in children {
        let output = child.wait_with_output()?;
        expect(&output, 0)?;
        applied += tool::text(&output.stderr)
            .lines()
            .filter(|line| line.contains("\"event\":\"end\""))
            .count();
    }
    if applied != cases(kind).len() {
        return Err(format!("{applied} migrations ran, of {}", cases(kind).len()).into());
    }
    check_end(&server, kind, place.path())
}

fn lock_timeout(kind: Kind) -> Result<(), Failed> {
    let case = Case { name: "2_more", up: "alter table item add column w int;\n", witnesses: &[] };
    let first = Case {
        name: "1_base",
        up: "create table item (id int primary key);\ninsert into item values (1);\n",
        witnesses: &[],
    };
    let place = folder(&[first, case])?;
    let server = Server::start(kind, None)?;
    server.renew()?;
    let url = server.url("shop");
    expect(&spawn(place.path(), &url, &["migrate", "up", "--to", "1"])?.wait_with_output()?, 0)?;
    {
        let mut holder = server.live()?;
        holder
            .begin()
            .and_then(|()| holder.rows("select * from item"))
            .map_err(|error| error.to_string())?;
        let words = ["migrate", "up", "--lock-timeout", "100ms", "--attempts", "2"];
        let refused = spawn(place.path(), &url, &words)?.wait_with_output()?;
        expect(&refused, 3)?;
        let said = tool::text(&refused.stderr);
        if !said.contains("attempt 2") || !said.contains("somebody holds the lock") {
            return Err(said.into());
        }
        let status = spawn(place.path(), &url, &["migrate", "status"])?.wait_with_output()?;
        if !tool::text(&status.stdout).contains("2_more  pending") {
            return Err(tool::text(&status.stdout).into());
        }
    }
    expect(&spawn(place.path(), &url, &UP)?.wait_with_output()?, 0)?;
    if server.value("select count(*) from item where w is null")? == "1" {
        Ok(())
    } else {
        Err("no column".into())
    }
}

/// A server whose files cannot grow any more says so, and what was before the step stays.
fn disk_full() -> Result<(), Failed> {
    const LARGEST: u64 = 24 << 20;
    let cases = [
        Case {
            name: "1_base",
            up: "create table item (id bigint primary key, t text);\n-- schemagen: commit\n\
                insert into item select n, md5(n::text) from generate_series(1, 1000) as n;\n",
            witnesses: &[],
        },
        Case {
            name: "2_full",
            up: "create table big as select n as id, repeat(md5(n::text), 30) as t from generate_series(1, 60000) as n;\n",
            witnesses: &[],
        },
    ];
    let place = folder(&cases)?;
    let server = Server::start(Kind::Postgres, Some(LARGEST))?;
    server.renew()?;
    let url = server.url("shop");
    let full = spawn(place.path(), &url, &UP)?.wait_with_output()?;
    expect(&full, 3)?;
    let said = tool::text(&full.stderr);
    if !said.contains("2_full: step 1 of 1 failed, nothing of it is in place") {
        return Err(said.into());
    }
    let status = spawn(place.path(), &url, &["migrate", "status"])?.wait_with_output()?;
    let said = tool::text(&status.stdout);
    if !said.contains("1_base  applied") || !said.contains("2_full  pending") {
        return Err(said.into());
    }
    if server.value("select count(*) from item")? == "1000" {
        Ok(())
    } else {
        Err("rows are lost".into())
    }
}

/// Duplicates fail the build; the invalid index that the server leaves goes, and the next run finds nothing.
fn failed_index() -> Result<(), Failed> {
    let cases = [
        Case {
            name: "1_base",
            up: "create table item (v int);\ninsert into item values (1), (1);\n",
            witnesses: &[],
        },
        Case {
            name: "2_unique",
            up: "create unique index concurrently item_v on item (v);\n",
            witnesses: &[],
        },
    ];
    let place = folder(&cases)?;
    let server = Server::start(Kind::Postgres, None)?;
    server.renew()?;
    let url = server.url("shop");
    let refused = spawn(place.path(), &url, &UP)?.wait_with_output()?;
    expect(&refused, 3)?;
    if server.value("select count(*) from pg_index where not indisvalid")? != "0" {
        return Err("the invalid index is still there".into());
    }
    let mut live = server.live()?;
    live.run("delete from item where ctid = '(0,1)'").map_err(|error| error.to_string())?;
    drop(live);
    expect(&spawn(place.path(), &url, &UP)?.wait_with_output()?, 0)
}
