//! Columns that several rows share become a table of their own in several migrations, while programs of before write the
//! columns and programs of afterwards the table.

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::parted::apart;
use super::parts::meanwhile;
use super::phases::{Place, numbers};
use super::server::Kind;
use crate::tool;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, name) in
        [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::MariaDb, "mariadb")]
    {
        let words =
            format!("lookups: {name}, columns and what they share are written until they go");
        trials.push(Trial::test(words, move || there_and_back(kind)));
        let words = format!("lookups: {name}, nothing is lost that is written meanwhile");
        trials.push(Trial::test(words, move || written_meanwhile(kind)));
        let words = format!("lookups: {name}, rows that contradict each other are shown");
        trials.push(Trial::test(words, move || contradicted(kind)));
        let words = format!("lookups: {name}, what belongs to nobody is refused");
        trials.push(Trial::test(words, move || homeless(kind)));
        let words = format!("lookups: {name}, what cannot follow is refused");
        trials.push(Trial::test(words, move || refused(kind)));
    }
    trials.push(Trial::test(
        "lookups: postgres, what an older snapshot does not see is not lost",
        older_snapshot,
    ));
    trials.push(Trial::test(
        "lookups: postgres, rows that share a key say the same at once",
        told_at_once,
    ));
    trials.push(Trial::test(
        "lookups: postgres, names, types and keys may be of any kind",
        of_any_kind,
    ));
    trials
}

const BEFORE: &str = "entity address {
  id: bigint identity primary key
  street: varchar(80)
  zip: varchar(10)
  city: varchar(60)?
  state: varchar(5) default 'NA'
  index (zip)
}
entity mirror {
  zip: varchar(10) primary key
  city: varchar(60)?
  state: varchar(5)
}
view town { select zip, city from address }
";

const AFTER: &str = "entity address {
  id: bigint identity primary key
  street: varchar(80)
  zip: ref place
  index (zip)
}
entity place {
  zip: varchar(10) primary key was address.zip
  town: varchar(60)? was address.city
  state: varchar(5) default 'NA' was address.state
}
entity mirror {
  zip: varchar(10) primary key
  city: varchar(60)?
  state: varchar(5)
}
view town { select zip, town as city from place }
";

/// Ten times as many rows as there are numbers, and a tenth of them as keys.
fn fill(place: &Place, kind: Kind, parts: u32) -> Result<(), Failed> {
    let numbers = numbers(kind);
    for part in 0..parts {
        place.write(&format!(
            "insert into address (id, street, zip, city, state) \
             select n * {parts} + {part}, concat('s', n), concat('z', n % 250), \
             case when n % 250 % 3 = 0 then null else concat('c', n % 250) end, \
             case when n % 2 = 0 then 'S' else 'NA' end from {numbers}"
        ))?;
    }
    Ok(())
}

/// How many rows say something else in the columns than in the table.
const BESIDE: &str = "select count(*) from address a left join place p on p.zip = a.zip \
                      where p.zip is null or coalesce(a.city, '-') <> coalesce(p.town, '-') or a.state <> p.state or a.state is null";

fn there_and_back(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, BEFORE, AFTER)?;
    place.up("10")?;
    fill(&place, kind, 1)?;
    place.up("20")?;
    // Programs of before: what they write is in both.
    let add = "insert into address (id, street, zip, city, state) values";
    place.write(&format!(
        "{add} (9001, 'old', 'new', 'Old', 'O'), (9002, 'old', 'new', 'Old', 'O')"
    ))?;
    place.is("select concat(town, state) from place where zip = 'new'", "OldO")?;
    place.write("update address set city = 'Other' where zip = 'new'")?;
    place.is("select concat(town, state) from place where zip = 'new'", "OtherO")?;
    place.write("update address set city = 'First' where zip = 'z7'")?;
    place.is("select concat(town, state) from place where zip = 'z7'", "FirstNA")?;
    // Programs of afterwards say nothing of the columns, and write the table.
    place.write("insert into address (id, street, zip) values (9003, 'late', 'new')")?;
    place.is("select concat(city, state) from address where id = 9003", "OtherO")?;
    place.write("update address set zip = 'new' where id = 12")?;
    place.is("select concat(city, state) from address where id = 12", "OtherO")?;
    place.write("update place set town = 'Late' where zip = 'new'")?;
    place.is("select count(*) from address where city = 'Late' and state = 'O'", "4")?;
    place.write("insert into place (zip, town) values ('z8', 'Eight'), ('none', 'None')")?;
    place.is("select count(*) from address where city = 'Eight' and state = 'NA'", "10")?;
    place.is("select count(*) from place", "4")?;
    place.up("21")?;
    place.is(BESIDE, "0")?;
    place.is("select count(*) from place", "252")?;
    place.is("select count(*) from town where city is null", "84")?;
    // All of it again, now that each key has its row.
    place.write("update address set city = 'late' where zip like 'z_1'")?;
    place.write("update place set town = 'later', state = 'es' where zip like 'z_2'")?;
    place.write("update address set city = null where zip like 'z_3'")?;
    place.write("update place set town = null where zip like 'z_4'")?;
    place.write("update address set zip = 'z5' where zip = 'z6'")?;
    place.write("update address set zip = 'moved', city = 'Moved' where zip = 'z9'")?;
    place.is("select concat(town, state) from place where zip = 'moved'", "MovedNA")?;
    place.write("delete from address where zip = 'z10'")?;
    place.write("delete from place where zip = 'z10'")?;
    place.write("insert into address (id, street, zip) values (9004, 'plain', 'z12')")?;
    place.write(&format!("{add} (9005, 'said', 'z13', 'Said', 'NA')"))?;
    if kind == Kind::Postgres {
        place.is("select count(*) from address where city = 'Said'", "11")?;
    } else {
        // Its own table is closed to a trigger: the other rows of the key say it when they are written.
        place.is("select town from place where zip = 'z13'", "Said")?;
        place.write("update address set city = 'Said' where zip = 'z13'")?;
    }
    place.is(BESIDE, "0")?;
    let gone = place.write("delete from place where zip = 'z5'");
    if gone.is_ok() {
        return Err("what rows refer to can be deleted".into());
    }
    let sums = "select concat(count(*), ' ', count(town), ' ', max(town), ' ', max(state), ' ', min(zip)) from place";
    let before = place.server.value(sums)?;
    place.up("22")?;
    place.is(sums, &before)?;
    place.equals("after.sgen")?;
    place.write("insert into address (id, street, zip) values (9006, 'last', 'z14')")?;
    place.write("update place set town = 'Last' where zip = 'z14'")?;
    place.down("20")?;
    place.is(BESIDE, "0")?;
    place.is("select count(*) from address where city = 'Last' and state = 'S'", "11")?;
    place.write("update address set city = 'back' where zip = 'z14'")?;
    place.is("select town from place where zip = 'z14'", "back")?;
    place.down("10")?;
    place.is("select concat(count(*), ' ', count(state)) from address", "2496 2496")?;
    place.is("select distinct concat(city, state) from address where zip = 'z22'", "lateres")?;
    place.equals("before.sgen")
}

/// What a program of before does, in the columns and in a table that nobody follows.
fn old_program(n: u64, _: Kind) -> Vec<String> {
    let key = format!("z{}", (n * 7919) % 250);
    let both = |set: &str| {
        vec![
            format!("update address set {set} where zip = '{key}'"),
            format!("update mirror set {set} where zip = '{key}'"),
        ]
    };
    match n % 6 {
        0 => vec![
            format!(
                "insert into address (id, street, zip, city, state) values ({}, 'new', 'n{n}', 'n{n}', 'N')",
                50000 + n
            ),
            format!("insert into mirror (zip, city, state) values ('n{n}', 'n{n}', 'N')"),
        ],
        1 | 2 => both(&format!("city = 'o{n}'")),
        3 => both("city = null"),
        4 => both(&format!("state = 'o{}'", n % 100)),
        _ => vec![format!("delete from address where id = {}", (n * 7919) % 20000)],
    }
}

/// What a program of afterwards does. It sees the keys that have come over.
fn new_program(n: u64, kind: Kind) -> Vec<String> {
    let key = format!("z{}", (n * 6271) % 250);
    let set = |column: &str, own: &str, value: &str| match kind {
        Kind::Postgres => vec![format!(
            "with done as (update place set {column} = {value} where zip = '{key}' returning zip) \
             update mirror set {own} = {value} from done where mirror.zip = done.zip"
        )],
        _ => vec![
            format!("update place set {column} = {value} where zip = '{key}'"),
            format!(
                "update mirror set {own} = {value} where zip in (select zip from place where zip = '{key}')"
            ),
        ],
    };
    match n % 4 {
        0 => vec![
            format!("insert into place (zip, town) values ('p{n}', 'p{n}')"),
            format!("insert into mirror (zip, city, state) values ('p{n}', 'p{n}', 'NA')"),
            format!(
                "insert into address (id, street, zip) values ({}, 'neu', 'p{n}')",
                500_000 + n
            ),
        ],
        1 => set("town", "city", &format!("'p{n}'")),
        2 => set("town", "city", "null"),
        _ => vec![format!(
            "update address set zip = 'z{}' where id = {}",
            n % 250,
            (n * 6271) % 20000
        )],
    }
}

fn written_meanwhile(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, BEFORE, AFTER)?;
    place.up("10")?;
    fill(&place, kind, 8)?;
    place.write("insert into mirror select distinct zip, city, state from address")?;
    place.up("20")?;
    meanwhile(&place, "21", old_program, new_program)?;
    let part = "(select zip, town as city, state from place) as p";
    let columns = "(select distinct zip, city, state from address) as c";
    place.is(&apart("zip, city, state", part, "mirror"), "0")?;
    // A key that no row has any more is known to the table alone.
    let known = "(select * from mirror where zip in (select zip from address)) as m";
    place.is(&apart("zip, city, state", columns, known), "0")?;
    place.up("22")?;
    place.is(&apart("zip, city, state", part, "mirror"), "0")?;
    place.equals("after.sgen")?;
    place.down("20")?;
    place.is(&apart("zip, city, state", columns, known), "0")
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
    live.rows("select count(*) from address").map_err(failed)?;
    place.up("21")?;
    for change in [
        "update address set city = 'lost' where zip = 'z1'",
        "update address set zip = 'z2' where id = 1",
        "insert into address (id, street, zip) values (9001, 'late', 'z4')",
    ] {
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

/// A program that knows of one row alone says it of all, also where its own statement contradicts itself.
fn told_at_once() -> Result<(), Failed> {
    let place = Place::new(Kind::Postgres, BEFORE, AFTER)?;
    place.up("10")?;
    let says = || -> Result<bool, Failed> {
        let output = place.run(&["plan", "after.sgen", "--from", &place.url])?;
        expect(&output, 0)?;
        let words = "`place` comes out of `address` while nobody writes to it";
        Ok(tool::text(&output.stderr).contains(words))
    };
    if says()? {
        return Err("nobody waits for a table without rows".into());
    }
    fill(&place, Kind::Postgres, 1)?;
    if !says()? {
        return Err("a plan does not say that there is a way by which programs may write".into());
    }
    place.up("20")?;
    for migration in ["20", "21"] {
        place.up(migration)?;
        place.write("update address set city = 'One' where id = 1")?;
        place.is("select count(*) from address where city = 'One'", "10")?;
        place.write("update address set city = concat('n', id), state = 'x' where zip = 'z2'")?;
        place.is(
            "select concat(count(distinct city), count(*)) from address where zip = 'z2'",
            "110",
        )?;
        place.write("insert into address (id, street, zip, city) select 9000 + n, 's', 'z4', concat('m', n) from generate_series(1, 3) n")?;
        place.is("select count(distinct city) from address where zip = 'z4'", "1")?;
        place.is("select count(*) from address a join place p using (zip) where (a.city, a.state) is distinct from (p.town, p.state)", "0")?;
        place.write("delete from address where id > 9000")?;
    }
    Ok(())
}

/// Names that have to be quoted, a key of two columns, and types of another schema than the table's.
fn of_any_kind() -> Result<(), Failed> {
    const BEFORE: &str = "enum Tier { low, high }
context shop {
  entity \"Order Line\" {
    \"Id\": bigint identity primary key
    \"user\": varchar(20)
    \"group\": int
    \"Say's\": varchar(40) default 'it''s'
    tier: Tier default 'low'
    amount: decimal(10,2)?
    tags: text[]?
    level: Tier default 'high'
    index (\"user\", \"group\")
  }
}
";
    const AFTER: &str = "enum Tier { low, high }
context shop {
  entity \"Order Line\" {
    \"Id\": bigint identity primary key
    \"user\": varchar(20)
    \"group\": int
    index (\"user\", \"group\")
    ref (\"user\", \"group\") to Team (\"Who\", \"group\")
  }
  entity Team {
    \"Who\": varchar(20) was \"Order Line\".\"user\"
    \"group\": int was \"Order Line\".\"group\"
    \"Says\": varchar(40) default 'it''s' was \"Order Line\".\"Say's\"
    tier: Tier default 'low' was \"Order Line\".tier
    amount: decimal(10,2)? was \"Order Line\".amount
    tags: text[]? was \"Order Line\".tags
    primary key (\"Who\", \"group\")
  }
  entity Extra {
    line: ref \"Order Line\" primary key was \"Order Line\".\"Id\"
    level: Tier default 'high' was \"Order Line\".level
  }
}
";
    let place = Place::new(Kind::Postgres, BEFORE, AFTER)?;
    place.up("10")?;
    place.write(
        "insert into shop.\"Order Line\" (\"user\", \"group\", \"Say's\", tier, amount, tags) \
         select 'u' || n % 7, n % 3, 'it''s ' || n % 7, 'high', 1.50, array['a', null] from generate_series(1, 2500) n",
    )?;
    place.up("21")?;
    place.write("update shop.\"Order Line\" set tags = '{b}', level = 'low' where \"Id\" = 5")?;
    place.write("update shop.\"Team\" set \"Says\" = 'new', tier = 'low' where \"group\" = 1")?;
    place.write(
        "insert into shop.\"Order Line\" (\"user\", \"group\") values ('u1', 1), ('new', 1)",
    )?;
    place.is(
        "select concat(count(*), ' ', count(*) filter (where (\"Says\", t.tags, t.amount, t.tier, e.level) \
         is distinct from (\"Say's\", o.tags, o.amount, o.tier, o.level))) \
         from shop.\"Order Line\" o join shop.\"Team\" t on (\"Who\", t.\"group\") = (\"user\", o.\"group\") \
         join shop.\"Extra\" e on e.line = \"Id\"",
        "2502 0",
    )?;
    place.up("22")?;
    place.equals("after.sgen")?;
    place.down("10")?;
    place.equals("before.sgen")?;
    place.is("select count(*) from shop.\"Order Line\" where tags = '{b}'", "119")
}

fn contradicted(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, BEFORE, AFTER)?;
    place.up("10")?;
    fill(&place, kind, 1)?;
    place.write("update address set city = 'apart' where id = 7")?;
    let output = place.run(&["migrate", "up", "--to", "20"])?;
    expect(&output, 3)?;
    let said = tool::text(&output.stderr);
    for words in
        ["rows of address contradict zip -> city, state:", "'z7': 'apart', 'NA' | 'c7', 'NA'"]
    {
        if !said.contains(words) {
            return Err(format!("no `{words}` in: {said}").into());
        }
    }
    if kind == Kind::Postgres {
        place.equals("before.sgen")?;
    }
    place.write("update address set city = 'apart' where zip = 'z7'")?;
    place.up("22")?;
    place.is("select town from place where zip = 'z7'", "apart")?;
    place.equals("after.sgen")
}

/// A row without a key says nothing of what the key decides.
fn homeless(kind: Kind) -> Result<(), Failed> {
    let loose = |text: &str| text.replacen("zip: varchar(10)\n", "zip: varchar(10)?\n", 1);
    let after = AFTER
        .replace("zip: ref place\n", "zip: ref place?\n")
        .replace("town: varchar(60)?", "town: varchar(60)");
    let place = Place::unproven(kind, &loose(BEFORE), &after)?;
    place.up("10")?;
    let add = "insert into address (id, street, zip, city, state) values";
    place.write(&format!("{add} (1, 's', 'a', 'A', 'S'), (2, 's', 'a', 'A', 'S')"))?;
    // One that has no key, and one whose key says too little.
    for (row, words) in [
        ("(3, 's', null, 'B', 'S')", "NULL: 'B', 'S'"),
        ("(3, 's', 'b', null, 'S')", "'b': NULL, 'S'"),
    ] {
        place.write(&format!("{add} {row}"))?;
        let output = place.run(&["migrate", "up", "--to", "20"])?;
        expect(&output, 3)?;
        let said = tool::text(&output.stderr);
        if !said.contains(words) {
            return Err(format!("no `{words}` in: {said}").into());
        }
        place.write("delete from address where id = 3")?;
    }
    place.up("20")?;
    for migration in ["20", "21"] {
        place.up(migration)?;
        place.write("insert into address (id, street) values (4, 's')")?;
        place.write("update address set street = 't' where id = 4")?;
        place.write("update address set zip = 'a' where id = 4")?;
        place.is("select concat(city, state) from address where id = 4", "AS")?;
        place.write("update address set zip = null where id = 4")?;
        place.is(
            "select count(*) from address where id = 4 and city is null and state is null",
            "1",
        )?;
        for (change, words) in [
            (
                "update address set city = 'C' where id = 4".to_owned(),
                "without zip says what zip decides",
            ),
            (format!("{add} (5, 's', null, 'C', 'S')"), "without zip says what zip decides"),
            (format!("{add} (5, 's', 'c', null, 'S')"), "no row of place has this zip yet"),
            (
                "update address set zip = 'd' where id = 4".to_owned(),
                "no row of place has this zip yet",
            ),
        ] {
            match place.write(&change) {
                Err(error) if error.message().is_some_and(|said| said.contains(words)) => {}
                other => return Err(format!("{change}: {other:?}").into()),
            }
        }
        place.write("delete from address where id = 4")?;
    }
    place.up("22")?;
    place.equals("after.sgen")
}

fn refused(kind: Kind) -> Result<(), Failed> {
    let before =
        "entity t { id: int primary key\n a: int?\n b: varchar(20)?\n c: int?\n index (b) }";
    for (after, words) in [
        (
            "entity t { id: int primary key\n a: int?\n c: int?\n ref (c) to u (c) }
             entity u { c: int primary key was t.c\n b: varchar(20)? was t.b }",
            "no index of `t` begins with (c)",
        ),
        (
            "entity t { id: int primary key\n b: varchar(20)?\n c: int? }
             entity u { b: varchar(20) primary key was t.b\n a: int? was t.a }",
            "`t` (b) does not refer to `u`",
        ),
        (
            "entity t { id: int primary key\n b: varchar(20)?\n ref (b) to u (b) }
             entity u { b: varchar(20) primary key was t.b\n c: int? was t.c\n ref (c) to v (c) }
             entity v { c: int primary key was t.c\n a: int? was t.a }",
            "does not stay where it is",
        ),
        (
            "entity t { id: int primary key\n b: varchar(20)?\n c: int? }
             entity u { id: int identity primary key\n b: varchar(20)? was t.b\n a: int? was t.a }",
            "not the whole primary key of `u` comes from `t`",
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
