//! Columns that become a table of their own in several migrations, while programs of before write the columns and programs
//! of afterwards the table.

use std::sync::atomic::{AtomicBool, Ordering};

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::parted::apart;
use super::phases::{Place, numbers};
use super::server::Kind;
use crate::tool;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, name) in KINDS {
        let words =
            format!("parts: {name}, columns and their table are written until the columns go");
        trials.push(Trial::test(words, move || there_and_back(kind)));
        let words = format!("parts: {name}, nothing is lost that is written meanwhile");
        trials.push(Trial::test(words, move || written_meanwhile(kind)));
        let words = format!("parts: {name}, what cannot follow is refused");
        trials.push(Trial::test(words, move || refused(kind)));
    }
    trials.push(Trial::test(
        "parts: postgres, what an older snapshot does not see is not lost",
        older_snapshot,
    ));
    trials
}

const KINDS: [(Kind, &str); 3] =
    [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::MariaDb, "mariadb")];

const BEFORE: &str = "entity customer {
  id: bigint identity primary key
  name: varchar(80)
  bio: varchar(200)?
  lang: varchar(5) default 'en'
  index (lang)
}
entity mirror {
  id: bigint primary key
  bio: varchar(200)?
  lang: varchar(5)?
}
view speaker { select id, lang from customer }
";

const AFTER: &str = "entity customer {
  id: bigint identity primary key
  name: varchar(80)
}
entity profile {
  customer_id: ref customer primary key was customer.id
  about: varchar(200)? was customer.bio
  lang: varchar(5) default 'en' was customer.lang
  index (lang)
}
entity mirror {
  id: bigint primary key
  bio: varchar(200)?
  lang: varchar(5)?
}
view speaker { select customer_id, lang from profile }
";

fn fill(place: &Place, kind: Kind, parts: u32) -> Result<(), Failed> {
    let numbers = numbers(kind);
    for part in 0..parts {
        place.write(&format!(
            "insert into customer (id, name, bio, lang) select n * {parts} + {part}, concat('c', n), \
             case when n % 3 = 0 then null else concat('b', n) end, case when n % 2 = 0 then 'de' else 'en' end from {numbers}"
        ))?;
    }
    Ok(())
}

/// How many rows say something else in the columns than in the table.
const BESIDE: &str = "select count(*) from customer c join profile p on p.customer_id = c.id \
                      where coalesce(c.bio, '-') <> coalesce(p.about, '-') or c.lang <> p.lang or c.lang is null";

fn there_and_back(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, BEFORE, AFTER)?;
    place.up("10")?;
    fill(&place, kind, 1)?;
    place.up("20")?;
    // Programs of before: what they write is in both.
    place.write("insert into customer (id, name, bio) values (9001, 'old', 'says')")?;
    place.write("update customer set bio = 'other' where id = 9001")?;
    place.write("update customer set bio = 'first', lang = 'fr' where id = 7")?;
    place.is("select concat(about, lang) from profile where customer_id = 9001", "otheren")?;
    place.is("select concat(about, lang) from profile where customer_id = 7", "firstfr")?;
    place.write("delete from customer where id = 8")?;
    place.write("delete from customer where id = 9001")?;
    place.is("select count(*) from profile", "1")?;
    // Programs of afterwards: a row, and then what belongs to it.
    place.write("insert into customer (id, name) values (9002, 'new')")?;
    place.write("insert into profile (customer_id, about, lang) values (9002, 'new', 'it')")?;
    place.is("select concat(bio, lang) from customer where id = 9002", "newit")?;
    place.write("update profile set about = null where customer_id = 9002")?;
    place
        .is("select count(*) from customer where id = 9002 and bio is null and lang = 'it'", "1")?;
    place.is(BESIDE, "0")?;
    place.up("21")?;
    place.is(BESIDE, "0")?;
    place.is("select count(*) from profile", "2500")?;
    place.is("select count(*) from speaker where lang = 'de'", "1249")?;
    // All of it again, now that each row has its part.
    place.write("update customer set bio = 'late' where id % 100 = 1")?;
    place.write("update profile set about = 'later', lang = 'es' where customer_id % 100 = 2")?;
    place.write("update customer set bio = null where id % 100 = 3")?;
    place.write("update profile set about = null where customer_id % 100 = 4")?;
    if kind == Kind::Postgres {
        place.write("update customer set id = id + 5000 where id % 100 = 5")?;
    }
    place.write("delete from customer where id % 100 = 6")?;
    place.write("insert into customer (id, name) values (9003, 'plain')")?;
    place.is(BESIDE, "0")?;
    // Somebody whose profile was taken away has none.
    place.write("delete from profile where customer_id = 10")?;
    place
        .is("select count(*) from customer where id = 10 and bio is null and lang is null", "1")?;
    // In which nobody has said anything comes at the end, where a trigger cannot let it give way.
    let plain = "select count(*) from profile where customer_id = 9003";
    if kind != Kind::Postgres {
        place.is(plain, "0")?;
        place.write("insert into profile (customer_id) values (9003)")?;
    }
    place.is("select concat(count(*), ' ', count(about)) from profile", "2475 1633")?;
    place.write("insert into customer (id, name) values (9005, 'quiet')")?;
    place.write("delete from customer where id = 9005")?;
    place.write("insert into customer (id, name) values (9006, 'still')")?;
    place.write("delete from profile where customer_id = 9006")?;
    place.write("update customer set lang = 'pt' where id = 9006")?;
    let sums = "select concat(count(*), ' ', count(about), ' ', sum(customer_id), ' ', max(about), ' ', max(lang)) from profile";
    let before = place.server.value(sums)?;
    place.up("22")?;
    place.is(sums, &before)?;
    place.is(plain, "1")?;
    place.equals("after.sgen")?;
    place.write("insert into customer (id, name) values (9004, 'last')")?;
    place.write("insert into profile (customer_id, about) values (9004, 'last')")?;
    place.down("20")?;
    place.is(BESIDE, "0")?;
    place.write("update customer set bio = 'back' where id = 9004")?;
    place.is("select about from profile where customer_id = 9004", "back")?;
    place.down("10")?;
    place.is(
        "select concat(count(*), ' ', count(bio), ' ', count(lang)) from customer",
        "2478 1634 2478",
    )?;
    place.is("select concat(bio, lang) from customer where id = 2", "lateres")?;
    place.equals("before.sgen")
}

/// What a program of before does, in the columns and in a table that nobody follows.
fn old_program(n: u64, _: Kind) -> Vec<String> {
    let one = (n * 7919) % 20000 + 8;
    let both = |words: &dyn Fn(&str) -> String| vec![words("customer"), words("mirror")];
    match n % 6 {
        0 => vec![
            format!("insert into customer (id, name, bio) values ({}, 'new', 'n{n}')", 50000 + n),
            format!("insert into mirror (id, bio, lang) values ({}, 'n{n}', 'en')", 50000 + n),
        ],
        1 => both(&|table| {
            format!("update {table} set bio = 'o{n}' where id between {one} and {}", one + 20)
        }),
        2 => both(&|table| format!("update {table} set bio = null where id = {one}")),
        3 => both(&|table| format!("delete from {table} where id between {one} and {}", one + 2)),
        4 => both(&|table| format!("update {table} set lang = 'o' where id = {one}")),
        _ => both(&|table| format!("update {table} set id = id + 100000 where id = {one}")),
    }
}

/// What a program of afterwards does. It sees the rows that have come over.
fn new_program(n: u64, kind: Kind) -> Vec<String> {
    let one = (n * 6271) % 20000 + 8;
    let few = format!("customer_id between {one} and {}", one + 5);
    let set = |value: &str| match kind {
        Kind::Postgres => vec![format!(
            "with done as (update profile set about = {value} where {few} returning customer_id) \
             update mirror set bio = {value} from done where mirror.id = done.customer_id"
        )],
        // What is read to be written keeps others out of the whole range.
        _ => vec![
            format!("update profile set about = {value} where {few}"),
            format!(
                "update mirror set bio = {value} where id in (select customer_id from profile where {few})"
            ),
        ],
    };
    match n % 4 {
        0 => vec![
            format!("insert into customer (id, name) values ({}, 'neu')", 500_000 + n),
            format!(
                "insert into profile (customer_id, about, lang) values ({}, 'p{n}', 'it')",
                500_000 + n
            ),
            format!("insert into mirror (id, bio, lang) values ({}, 'p{n}', 'it')", 500_000 + n),
        ],
        1 => set(&format!("'p{n}'")),
        2 => set("null"),
        _ if kind == Kind::Postgres => vec![format!(
            "with done as (delete from profile where customer_id = {one} returning customer_id) \
             delete from mirror using done where mirror.id = done.customer_id"
        )],
        _ => vec![
            format!(
                "delete from mirror where id in (select customer_id from profile where customer_id = {one})"
            ),
            format!("delete from profile where customer_id = {one}"),
        ],
    }
}

/// The statements of one transaction, by its number.
pub(super) type Changes = fn(u64, Kind) -> Vec<String>;

/// Makes changes until it is told to end; how many came to stand.
fn program(place: &Place, ends: &AtomicBool, changes: Changes) -> Result<u64, Failed> {
    let mut live = place.server.live()?;
    let mut done = 0;
    for n in 0_u64.. {
        if ends.load(Ordering::Relaxed) {
            break;
        }
        let mut words = vec!["begin".to_owned()];
        words.extend(changes(n, place.server.kind));
        words.push("commit".to_owned());
        let both = words.iter().try_for_each(|sql| live.run(sql));
        match both {
            Ok(()) => done += 1,
            // Whoever is in the way of another may be asked to try again.
            Err(_) => live.run("rollback").map_err(|error| error.to_string())?,
        }
    }
    Ok(done)
}

/// Brings the place up to a migration while a program of before and one of afterwards write.
pub(super) fn meanwhile(
    place: &Place,
    migration: &str,
    before: Changes,
    afterwards: Changes,
) -> Result<(), Failed> {
    let ends = AtomicBool::new(false);
    let (old, new) = std::thread::scope(|scope| {
        let old = scope.spawn(|| program(place, &ends, before));
        let new = scope.spawn(|| program(place, &ends, afterwards));
        let up = place.run(&["migrate", "up", "--to", migration, "--throttle", "2"]);
        ends.store(true, Ordering::Relaxed);
        let ended = |_| Failed::from("a program ended early");
        let (old, new) = (old.join().map_err(ended)??, new.join().map_err(ended)??);
        expect(&up?, 0)?;
        Ok::<_, Failed>((old, new))
    })?;
    if old < 20 || new < 20 {
        return Err(format!("no more than {old} and {new} changes were made meanwhile").into());
    }
    Ok(())
}

fn written_meanwhile(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, BEFORE, AFTER)?;
    place.up("10")?;
    fill(&place, kind, 8)?;
    place.write("insert into mirror select id, bio, lang from customer")?;
    place.up("20")?;
    meanwhile(&place, "21", old_program, new_program)?;
    let columns = "(select id, bio, lang from customer where lang is not null) as c";
    let part = "(select customer_id as id, about as bio, lang from profile) as p";
    place.is(&apart("id, bio, lang", part, "mirror"), "0")?;
    place.is(&apart("id, bio, lang", columns, "mirror"), "0")?;
    place.up("22")?;
    place.is(&apart("id, bio, lang", part, "mirror"), "0")?;
    place.equals("after.sgen")?;
    place.down("20")?;
    place.is(&apart("id, bio, lang", columns, "mirror"), "0")
}

/// What is carried over behind a snapshot is either changed from it, or the program is told.
fn older_snapshot() -> Result<(), Failed> {
    let place = Place::new(Kind::Postgres, BEFORE, AFTER)?;
    place.up("10")?;
    fill(&place, Kind::Postgres, 1)?;
    place.up("20")?;
    let mut live = place.server.live()?;
    let failed = |error| Failed::from(format!("{error}"));
    live.run("begin isolation level repeatable read").map_err(failed)?;
    live.rows("select count(*) from customer").map_err(failed)?;
    place.up("21")?;
    for change in
        ["delete from customer where id = 100", "update customer set bio = 'lost' where id = 101"]
    {
        live.run("savepoint before").map_err(failed)?;
        match live.run(change) {
            Err(error) if error.to_string().contains("could not serialize access") => {}
            Err(error) => return Err(error.to_string().into()),
            Ok(()) => return Err(format!("{change}: what was carried over is not seen").into()),
        }
        live.run("rollback to before").map_err(failed)?;
    }
    live.run("rollback").map_err(failed)
}

fn refused(kind: Kind) -> Result<(), Failed> {
    let before = "entity t { id: int primary key\n a: int?\n b: varchar(20)? }
        entity v { id: ref t primary key\n d: int? }";
    for (after, words) in [
        (
            "entity t { id: int primary key\n a: int?\n b: varchar(20)?\n d: int? was v.d }",
            "`t.d` comes from a table that is there",
        ),
        (
            "entity t { id: int primary key\n b: varchar(20)?\n ref (b) to u (b) }
             entity u { b: varchar(20) primary key was t.b\n a: int? was t.a }",
            "no index of `t` begins with (b)",
        ),
        (
            "entity t { id: int primary key\n b: varchar(20)? }
             entity u { id: int primary key was t.id\n a: int? was t.a }",
            "does not refer to `t`",
        ),
        (
            "entity t { id: int primary key\n b: varchar(20)? }
             entity u { id: ref t primary key was t.id\n a: bigint? was t.a }",
            "gets another type too",
        ),
        (
            "entity t { id: int primary key\n b: varchar(20)? }
             entity u { id: ref t primary key was t.id\n a: int? was t.a\n c: int }",
            "`u.c` has no value for the rows of before",
        ),
    ] {
        let place = Place::before(kind, before, after)?;
        let output = place.phases()?;
        expect(&output, 2)?;
        let said = tool::text(&output.stderr);
        if !said.contains(words) {
            return Err(format!("no `{words}` in: {said}").into());
        }
    }
    Ok(())
}
