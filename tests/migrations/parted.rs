//! Tables that come to have partitions in several migrations, while programs of before write rows.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::phases::{Place, designs, engine, numbers};
use super::server::Kind;
use crate::tool;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, name) in
        [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::MariaDb, "mariadb")]
    {
        let words = format!("parted: {name}, rows are followed into partitions and back");
        trials.push(Trial::test(words, move || there_and_back(kind)));
        let words = format!("parted: {name}, programs write all the while");
        trials.push(Trial::test(words, move || written_meanwhile(kind)));
        let words = format!("parted: {name}, a backfill that is killed goes on");
        trials.push(Trial::test(words, move || killed(kind)));
        let words = format!("parted: {name}, what cannot follow is refused");
        trials.push(Trial::test(words, move || refused(kind)));
    }
    trials.push(Trial::test("parted: postgres, a row without a partition is said before", || {
        outside(Kind::Postgres)
    }));
    trials.push(Trial::test(
        "parted: postgres, an older snapshot deletes no row that is carried behind it",
        older_snapshot,
    ));
    trials
}

const BEFORE: &str = "entity customer {
  id: bigint identity primary key
  name: varchar(80)
}
entity event {
  id: bigint identity primary key
  customer_id: bigint
  placed_on: date
  note: varchar(80)?
  total: int default 0
  index (customer_id)
  check (total >= 0)
}
view large { select id, note from event where total > 10 }
";

const AFTER: &str = "entity customer {
  id: bigint identity primary key
  name: varchar(80)
}
entity event {
  id: bigint identity
  customer_id: bigint
  placed_on: date
  note: varchar(80)?
  total: int default 0
  primary key (id, placed_on)
  index (customer_id)
  check (total >= 0)
  partition by range (placed_on) {
    y2025: below ('2026-01-01')
    y2026: from ('2026-01-01') to ('2027-01-01')
    later: from ('2027-01-01') to (maxvalue)
  }
}
view large { select id, note from event where total > 10 }
";

/// How many rows two tables do not have in common.
pub(super) fn apart(columns: &str, one: &str, other: &str) -> String {
    let rows =
        |a: &str, b: &str| format!("select {columns} from {a} except select {columns} from {b}");
    format!(
        "select count(*) from (select * from ({}) as a union all select * from ({}) as b) as c",
        rows(one, other),
        rows(other, one)
    )
}

fn fill(place: &Place, kind: Kind) -> Result<(), Failed> {
    let numbers = numbers(kind);
    let day = match kind {
        Kind::Postgres => "date '2025-01-01' + n::int % 700",
        _ => "date '2025-01-01' + interval n % 700 day",
    };
    place.write(&format!(
        "insert into event (customer_id, placed_on, note, total) select n % 50, {day}, concat('n', n), n from {numbers}"
    ))
}

fn there_and_back(kind: Kind) -> Result<(), Failed> {
    const EVENT: &str = "id, customer_id, placed_on, note, total";
    // Elsewhere no two tables have checks of one name.
    let after = match kind {
        Kind::Postgres => AFTER.to_owned(),
        _ => AFTER.replace("check (", "check event_positive ("),
    };
    let place = Place::new(kind, BEFORE, &after)?;
    place.up("10")?;
    fill(&place, kind)?;
    place.up("20")?;
    // As programs write that know nothing of it.
    place.write(
        "insert into event (customer_id, placed_on, note) values (1, '2026-05-01', 'new')",
    )?;
    place.write("update event set total = total + 1, note = null where id % 10 = 3")?;
    // Into another partition.
    place.write("update event set placed_on = '2027-02-01' where id % 100 = 7")?;
    // Another key, and one that was left before.
    place.write("update event set id = id + 10000 where id > 2400 and id < 2450")?;
    place.write("update event set id = id - 10000 where id > 12425")?;
    place.write("delete from event where id % 10 = 4")?;
    let rows = "2251";
    place.is("select count(*) from event", rows)?;
    let only = "select count(*) from (select * from event_parted except select * from event) as a";
    place.is(only, "0")?;
    place.up("21")?;
    let apart = apart(EVENT, "event", "event_parted");
    place.is(&apart, "0")?;
    place.write("update event set placed_on = '2025-03-01' where id % 100 = 7")?;
    place.write("delete from event where id % 100 = 15")?;
    place.write("insert into event (customer_id, placed_on) values (2, '2031-01-01')")?;
    place.is(&apart, "0")?;
    let sums = "select concat(count(*), ' ', sum(total), ' ', count(note), ' ', max(id), ' ', max(placed_on)) from event";
    let before = place.server.value(sums)?;
    place.up("22")?;
    place.is(sums, &before)?;
    place.equals("after.sgen")?;
    // Numbers go on where they were, though the last row is gone.
    place.write(
        "insert into event (customer_id, placed_on, note) values (3, '2026-07-01', 'behind')",
    )?;
    if kind == Kind::Postgres {
        place.is("select id from event where note = 'behind'", "2503")?;
    }
    place.is("select count(*) from large where note = 'n20'", "1")?;
    let before = place.server.value(sums)?;
    place.down("10")?;
    place.is(sums, &before)?;
    place.equals("before.sgen")
}

const MIRRORED: &str = "entity mirror {
  id: bigint primary key
  name: varchar(80)
  amount: int
}
";

fn mirrored(kind: Kind, split: &str) -> String {
    // Elsewhere nothing refers to what has partitions.
    let entry = match kind {
        Kind::Postgres => {
            "entity entry {
  id: bigint identity primary key
  account_id: ref account on delete cascade on update cascade
  index (account_id)
}
"
        }
        _ => "",
    };
    format!(
        "{MIRRORED}{entry}entity account {{
  id: bigint primary key
  name: varchar(80)
  amount: int
  index (name)
  {split}
}}
"
    )
}

const SPLIT: &str = "partition by hash (id) partitions 4";
const ACCOUNT: &str = "id, name, amount";

/// A place with many rows, each of them in another table too.
fn place_of_many(kind: Kind) -> Result<Place, Failed> {
    let place = Place::new(kind, &mirrored(kind, ""), &mirrored(kind, SPLIT))?;
    place.up("10")?;
    let numbers = numbers(kind);
    for part in 0..8 {
        place.write(&format!(
            "insert into account select n * 8 + {part}, concat('n', n % 100), 0 from {numbers}"
        ))?;
    }
    place.write("insert into mirror select * from account")?;
    if kind == Kind::Postgres {
        place.write("insert into entry (account_id) select id from account")?;
    }
    Ok(place)
}

/// Writes rows into both tables until it is told to end; how many changes came to stand.
fn program(place: &Place, ends: &AtomicBool) -> Result<u64, Failed> {
    let mut live = place.server.live()?;
    let mut done = 0;
    for n in 0_u64.. {
        if ends.load(Ordering::Relaxed) {
            break;
        }
        let one = (n * 7919) % 20000 + 8;
        let change = |table: &str| match n % 5 {
            0 => {
                format!("insert into {table} (id, name, amount) values ({}, 'new', {n})", 50000 + n)
            }
            1 => format!(
                "update {table} set amount = amount + 1 where id between {one} and {}",
                one + 20
            ),
            2 => format!("update {table} set name = 'other' where id = {one}"),
            3 => format!("delete from {table} where id between {one} and {}", one + 2),
            _ => format!("update {table} set id = id + 100000 where id = {one}"),
        };
        let both = live
            .run("begin")
            .and_then(|()| live.run(&change("account")))
            .and_then(|()| live.run(&change("mirror")))
            .and_then(|()| match place.server.kind {
                Kind::Postgres if n % 5 == 0 => {
                    live.run(&format!("insert into entry (account_id) values ({})", 50000 + n))
                }
                _ => Ok(()),
            })
            .and_then(|()| live.run("commit"));
        match both {
            Ok(()) => done += 1,
            // Whoever is in the way of a batch may be asked to try again.
            Err(_) => live.run("rollback").map_err(|error| error.to_string())?,
        }
    }
    Ok(done)
}

fn written_meanwhile(kind: Kind) -> Result<(), Failed> {
    let place = place_of_many(kind)?;
    let ends = AtomicBool::new(false);
    let done = std::thread::scope(|scope| {
        let writer = scope.spawn(|| program(&place, &ends));
        let outcome = place
            .up("20")
            .and_then(|()| {
                let up = ["migrate", "up", "--to", "21", "--throttle", "2"];
                expect(&place.run(&up)?, 0)
            })
            .and_then(|()| place.up("22"));
        ends.store(true, Ordering::Relaxed);
        let done = writer.join().map_err(|_| Failed::from("the program ended early"))?;
        outcome.and(done)
    })?;
    if done < 20 {
        return Err(format!("no more than {done} changes were made meanwhile").into());
    }
    place.is(&apart(ACCOUNT, "account", "mirror"), "0")?;
    let rows = place.server.value("select count(*) from mirror")?;
    place.is("select count(*) from account", &rows)?;
    if kind == Kind::Postgres {
        // Each account has one, whether it came, went or got another number meanwhile.
        place.is(
            "select count(*) from entry join account on account.id = entry.account_id",
            &rows,
        )?;
        place.is("select count(*) from entry", &rows)?;
        place.says("21_second_backfill", "not valid")?;
        place.says("22_second_contract", "rename constraint entry_account_id_fkey_parted")?;
    }
    place.equals("after.sgen")?;
    place.down("10")?;
    place.is(&apart(ACCOUNT, "account", "mirror"), "0")?;
    place.equals("before.sgen")
}

fn killed(kind: Kind) -> Result<(), Failed> {
    let place = place_of_many(kind)?;
    place.up("20")?;
    let mut command = tool::schemagen(place.folder.path());
    command
        .args(["migrate", "up", "--to", "21", "--throttle", "5", "--log-format", "json"])
        .env("SCHEMAGEN_DATABASE", &place.url)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let mut lines = BufReader::new(child.stderr.take().ok_or("no stderr")?).lines();
    let batches =
        (&mut lines).map_while(Result::ok).filter(|line| line.contains("\"left\"")).take(3);
    let seen = batches.count();
    child.kill()?;
    child.wait()?;
    if seen < 3 {
        return Err("the backfill was over before it could be cut off".into());
    }
    // What is written while nobody carries rows.
    place.write("update account set amount = 7 where id % 3 = 0")?;
    place.write("update mirror set amount = 7 where id % 3 = 0")?;
    place.write("delete from account where id % 5 = 0")?;
    place.write("delete from mirror where id % 5 = 0")?;
    let some = place.server.value("select count(*) < 16000 from account_parted")?;
    if !["t", "true", "1"].contains(&some.as_str()) {
        return Err("all rows were carried over already".into());
    }
    let again = place.run(&["migrate", "up", "--to", "21"])?;
    expect(&again, 0)?;
    let said = format!("{}{}", tool::text(&again.stdout), tool::text(&again.stderr));
    if !said.contains("are filled") {
        return Err(format!("it began anew: {said}").into());
    }
    place.is(&apart(ACCOUNT, "account_parted", "mirror"), "0")?;
    place.up("22")?;
    place.is(&apart(ACCOUNT, "account", "mirror"), "0")
}

fn outside(kind: Kind) -> Result<(), Failed> {
    let after = AFTER.replace("    later: from ('2027-01-01') to (maxvalue)\n", "");
    let place = Place::unproven(kind, BEFORE, &after)?;
    place.up("10")?;
    fill(&place, kind)?;
    let add = "insert into event (customer_id, placed_on, note) values (1, '2030-01-01', 'late')";
    place.write(add)?;
    let refused = |to: &str, words: &str| -> Result<(), Failed> {
        let output = place.run(&["migrate", "up", "--to", to])?;
        expect(&output, 3)?;
        let said = tool::text(&output.stderr);
        if said.contains(words) { Ok(()) } else { Err(format!("no `{words}` in: {said}").into()) }
    };
    refused("20", "1 rows of event lie in no partition that the design has")?;
    // Nothing was done.
    if place.server.value("select count(*) from event_parted").is_ok() {
        return Err("a table is left".into());
    }
    place.write("delete from event where note = 'late'")?;
    place.up("20")?;
    // A program of before may write it all the same.
    place.write(add)?;
    place.up("21")?;
    refused("22", "1 rows of event came that lie in no partition that the design has")?;
    place.write(add)?;
    refused("22", "2 rows of event came")?;
    place.write("delete from event where note = 'late'")?;
    place.up("22")?;
    place.is("select count(*) from event", "2500")?;
    place.equals("after.sgen")
}

fn refused(kind: Kind) -> Result<(), Failed> {
    let mut cases = vec![
        (
            "entity t { a: int\n b: int }",
            "entity t { a: int\n b: int\n partition by hash (a) partitions 2 }",
            "has no primary key",
        ),
        (
            "entity t { a: int primary key\n b: int }",
            "entity t { a: int\n b: int primary key\n partition by hash (b) partitions 2 }",
            "two rows might be taken for one",
        ),
        (
            "entity t { a: int primary key\n b: int }",
            "entity t { a: int primary key\n b: bigint\n partition by hash (a) partitions 2 }",
            "gets another type for `b`",
        ),
        (
            "entity t { a: int primary key\n b: int? }",
            "entity t { a: int\n b: int\n primary key (a, b)\n partition by hash (b) partitions 2 }",
            "has a `b` that may be null now",
        ),
        (
            "entity t { a: int primary key\n b: int }",
            "entity t { a: int primary key\n b: int\n check (b > 0)\n partition by hash (a) partitions 2 }",
            "gets the check",
        ),
    ];
    if kind != Kind::Postgres {
        cases.push((
            "entity t { a: int primary key }\nentity u { a: int primary key\n b: ref t }",
            "entity t { a: int primary key\n partition by hash (a) partitions 2 }\nentity u { a: int primary key\n b: int }",
            "is referred to",
        ));
        cases.push((
            "entity t { a: int primary key }",
            "entity t { a: int primary key\n partition by range (a) { low: below (5) } }",
            "has no partition for every value",
        ));
    }
    if kind == Kind::MySql {
        cases.push((
            "entity t { a: int primary key\n check (a > 0) }",
            "entity t { a: int primary key\n check (a > 0)\n partition by hash (a) partitions 2 }",
            "no two tables here may have one of the same name",
        ));
    }
    for (from, to, words) in cases {
        let folder = designs(kind, from, to)?;
        let new = |words: &[&str]| {
            let first = ["migrate", "new", "--on", engine(kind)];
            tool::run(folder.path(), &[&first[..], words].concat())
        };
        expect(&new(&["first", "--number", "10", "--to", "before.sgen"]), 0)?;
        let output = new(&["second", "--number", "20", "--to", "after.sgen", "--phases"]);
        expect(&output, 2)?;
        let said = tool::text(&output.stderr);
        if !said.contains(words) {
            return Err(format!("no `{words}` in: {said}").into());
        }
    }
    Ok(())
}

/// A row of an older snapshot that is carried over behind it is either deleted or the program is told.
fn older_snapshot() -> Result<(), Failed> {
    let place = place_of_many(Kind::Postgres)?;
    place.up("20")?;
    let mut live = place.server.live()?;
    let failed = |error| Failed::from(format!("{error}"));
    live.run("begin isolation level repeatable read").map_err(failed)?;
    live.rows("select count(*) from account").map_err(failed)?;
    place.up("21")?;
    match live.run("delete from account where id = 100") {
        Err(error) if error.to_string().contains("could not serialize access") => {}
        Err(error) => return Err(error.to_string().into()),
        Ok(()) => return Err("the row is deleted, and what was carried over is not seen".into()),
    }
    live.run("rollback").map_err(failed)?;
    live.run("begin isolation level repeatable read").map_err(failed)?;
    live.run("delete from account where id = 100").map_err(failed)?;
    live.run("commit").map_err(failed)?;
    place.is("select count(*) from account_parted where id = 100", "0")
}
