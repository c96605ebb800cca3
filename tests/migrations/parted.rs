//! Tables that come to have partitions in several migrations, while programs of before write rows.

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
        let words = format!("parted: {name}, what cannot follow is refused");
        trials.push(Trial::test(words, move || refused(kind)));
    }
    trials.push(Trial::test("parted: postgres, a row without a partition is said before", || {
        outside(Kind::Postgres)
    }));
    for version in ["13", "15", "18"] {
        let words = format!("parted: PostgreSQL {version}, with all that belongs to a table");
        trials.push(Trial::test(words, move || each_version(version)));
    }
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

const RICH: &str = "enum kind { small large }
entity customer {
  id: bigint identity primary key
  name: varchar(80)
}
/// What came.
entity event {
  id: bigint identity always primary key
  customer_id: ref customer on delete cascade
  kind: kind default 'small'
  /// In words.
  note: text?
  total: decimal(10, 2) default 0
  twice: decimal(10, 2)? generated (total * 2) stored
  index (customer_id)
  unique (id, customer_id)
  check (total >= 0)
  policy seen for select using (total >= 0)
}
entity line {
  id: bigint identity primary key
  event_id: ref event on delete cascade
  n: int
  index (event_id)
}
view late { select id, note from event where total > 10 }
entity other {
  id: bigint identity primary key
}
";

/// A table with all that can belong to it, and another that changes too.
fn each_version(version: &str) -> Result<(), Failed> {
    const SPLIT: &str = "  partition by range (id) { low: below (1000), high: from (1000) to (1000000) }\n  policy seen";
    let after = RICH
        .replace("  policy seen", SPLIT)
        .replace("entity other {\n", "entity other {\n  told: text?\n");
    let folder = tempfile::tempdir()?;
    for (name, text) in [("before.sgen", RICH), ("after.sgen", after.as_str())] {
        let text = format!("schema s targets postgres >= 13\n{text}");
        std::fs::write(folder.path().join(name), text)?;
    }
    let engine = format!("local:postgres@{version}");
    let run = |words: &[&str]| {
        let words = [&["migrate"], words, &["--on", &engine]].concat();
        expect(&tool::run(folder.path(), &words), 0)
    };
    run(&["new", "first", "--number", "10", "--to", "before.sgen"])?;
    run(&["new", "second", "--number", "20", "--to", "after.sgen", "--phases"])?;
    run(&["verify", "--design", "after.sgen"])
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
