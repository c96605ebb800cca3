//! Many rows carried over into partitions while a program writes, or nobody is left to carry them.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::parted::apart;
use super::phases::{Place, numbers};
use super::server::Kind;
use crate::tool;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, name) in
        [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::MariaDb, "mariadb")]
    {
        let words = format!("parted: {name}, programs write all the while");
        trials.push(Trial::test(words, move || written_meanwhile(kind)));
        let words = format!("parted: {name}, a backfill that is killed goes on");
        trials.push(Trial::test(words, move || killed(kind)));
    }
    trials.push(Trial::test(
        "parted: postgres, an older snapshot deletes no row that is carried behind it",
        older_snapshot,
    ));
    trials
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
