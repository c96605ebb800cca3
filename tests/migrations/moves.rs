//! Columns that move from one table to another, and tables that come together or part, with rows, there and back.

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::phases::{Place, numbers};
use super::server::Kind;
use crate::tool;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, name) in
        [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::MariaDb, "mariadb")]
    {
        let words = format!("moves: {name}, values go where the design has them, and come back");
        trials.push(Trial::test(words, move || merged(kind)));
        let words = format!("moves: {name}, what parts has other names, and comes back");
        trials.push(Trial::test(words, move || parted(kind)));
        let words = format!("moves: {name}, each value once gets a number, and comes back");
        trials.push(Trial::test(words, move || numbered(kind)));
        let words = format!("moves: {name}, values that contradict each other get no number");
        trials.push(Trial::test(words, move || contradicted(kind)));
    }
    trials.push(Trial::test(
        "moves: sqlite, values go where the design has them, and come back",
        merged_in_file,
    ));
    trials.push(Trial::test(
        "moves: sqlite, each value once gets a number, and comes back",
        numbered_in_file,
    ));
    trials
}

const BEFORE: &str = "entity address {
  id: bigint identity primary key
  city: varchar(80)
  zip: varchar(10)?
}
entity customer {
  id: bigint identity primary key
  name: varchar(80)
  address_id: ref address?
}
entity profile {
  customer_id: ref customer primary key
  bio: text?
  nick: varchar(40)
}
entity brand {
  id: bigint identity primary key
  title: varchar(40) unique
}
entity product {
  id: bigint identity primary key
  brand_id: ref brand
  label: varchar(80)?
  weight: int?
}
entity line {
  id: bigint identity primary key
  product_id: ref product
}
";

const AFTER: &str = "entity customer {
  id: bigint identity primary key
  name: varchar(80)
  town: varchar(80)? was address.city
  zip: varchar(10) default '-' was address.zip
  bio: text? was profile.bio
  nick: varchar(40)? was profile.nick
}
entity product {
  id: bigint identity primary key
  brand: varchar(40) was brand.title
  weight: int?
}
entity line {
  id: bigint identity primary key
  product_id: ref product
  label: varchar(80)? was product.label
}
";

/// What the tables hold at first, and a row of which nobody takes anything.
fn rows(numbers: &str) -> [String; 8] {
    [
        "insert into address (id, city, zip) values (1, 'Rome', '00100'), (2, 'Bonn', null), (3, 'Oslo', null)".to_owned(),
        format!(
            "insert into customer (id, name, address_id) \
             select n, concat('c', n), case when n % 3 = 0 then null else n % 3 end from {numbers}"
        ),
        "insert into profile values (1, null, 'one'), (3, 'three', 'drei')".to_owned(),
        "insert into brand (id, title) values (7, 'Acme'), (8, 'Zeta')".to_owned(),
        "insert into product (id, brand_id, label, weight) values (1, 7, 'p', 5), (2, 7, null, 6), (3, 8, 'q', 7)".to_owned(),
        "insert into line (id, product_id) values (1, 1), (2, 1), (3, 2)".to_owned(),
        // As if they had been numbered.
        "delete from product where id = 4".to_owned(),
        "delete from brand where id = 9".to_owned(),
    ]
}

/// Queries, with what is found afterwards, and what is found when all is back.
const THERE: [(&str, &str); 5] = [
    (
        "select concat(count(*), ' ', count(town), ' ', count(bio), ' ', count(nick)) from customer",
        "2500 1667 1 2",
    ),
    ("select count(*) from customer where town = 'Rome' and zip = '00100' and id % 3 = 1", "834"),
    ("select count(*) from customer where zip = '-'", "1666"),
    ("select concat(min(brand), max(brand), count(*)) from product", "AcmeZeta3"),
    ("select concat(count(label), min(label), max(id)) from line", "2p3"),
];

const BACK: [(&str, &str); 6] = [
    (
        "select count(*) from customer c join address a on a.id = c.address_id \
         where a.city = case c.id % 3 when 1 then 'Rome' else 'Bonn' end",
        "1667",
    ),
    ("select count(*) from customer where address_id is null", "833"),
    ("select count(*) from address", "1667"),
    ("select concat(count(*), ' ', count(bio), ' ', min(nick)) from profile", "2 1 drei"),
    (
        "select concat(count(*), min(b.title), max(b.title), sum(p.weight)) from product p \
         join brand b on b.id = p.brand_id",
        "3AcmeZeta18",
    ),
    ("select concat(count(label), min(label)) from product", "1p"),
];

const ALLOWED: [&str; 6] = [
    "--allow",
    "destructive:address",
    "--allow",
    "destructive:brand",
    "--allow",
    "destructive:product.label",
];

fn merged(kind: Kind) -> Result<(), Failed> {
    let place = Place::at_once(kind, BEFORE, AFTER, &ALLOWED)?;
    place.up("10")?;
    for sql in rows(numbers(kind)) {
        place.write(&sql)?;
    }
    // A database that is asked knows of whom nobody takes anything.
    let asked = || place.run(&["plan", "after.sgen", "--from", &place.url, "--on", place.engine]);
    let said = tool::text(&asked()?.stdout);
    for table in ["table `address`", "column `product.label`"] {
        let words =
            format!("the plan drops {table}, and what it holds in rows that belong to no row of");
        if !said.contains(&words) {
            return Err(format!("nothing is said of {table}:\n{said}").into());
        }
    }
    if said.contains("table `brand`, and") {
        return Err(format!("each brand has a product:\n{said}").into());
    }
    place.write("delete from address where id = 3")?;
    place.write("insert into line (id, product_id) values (4, 3)")?;
    expect(&asked()?, 0)?;
    place.write("delete from line where id = 4")?;
    place.up("20")?;
    for (sql, wanted) in THERE {
        place.is(sql, wanted)?;
    }
    place.equals("after.sgen")?;
    place.says("20_second", "-- schemagen: backfill customer by id")?;
    place.down("10")?;
    for (sql, wanted) in BACK {
        place.is(sql, wanted)?;
    }
    place.equals("before.sgen")?;
    // Numbers go on where they were.
    place.write("insert into brand (title) values ('new')")
}

fn merged_in_file() -> Result<(), Failed> {
    let place = File::new(BEFORE, AFTER, &ALLOWED)?;
    for sql in rows(NUMBERS_IN_FILE) {
        place.write(&sql)?;
    }
    place.write("delete from address where id = 3")?;
    place.there_and_back(&THERE, &BACK)
}

const NUMBERS_IN_FILE: &str = "(with recursive one as (select 1 as n union all select n + 1 from one where n < 2500) select n from one) as numbers";

/// A SQLite database with the first of two designs, and one migration to the second.
struct File {
    folder: tempfile::TempDir,
    connection: rusqlite::Connection,
}

impl File {
    fn new(before: &str, after: &str, words: &[&str]) -> Result<File, Failed> {
        let folder = tempfile::tempdir()?;
        for (name, text) in [("before.sgen", before), ("after.sgen", after)] {
            std::fs::write(folder.path().join(name), format!("schema s targets sqlite\n{text}"))?;
        }
        let run = |words: &[&str]| tool::run(folder.path(), words);
        let new = ["migrate", "new", "--on", "sqlite"];
        let first = ["first", "--number", "10", "--to", "before.sgen"];
        expect(&run(&[&new[..], &first].concat()), 0)?;
        let second = ["second", "--number", "20", "--to", "after.sgen"];
        expect(&run(&[&new[..], &second, words].concat()), 0)?;
        let verify = ["migrate", "verify", "--design", "after.sgen", "--on", "sqlite"];
        expect(&run(&verify), 0)?;
        expect(&run(&["migrate", "up", "--to", "10", "--database", "sqlite:shop.db"]), 0)?;
        let connection = rusqlite::Connection::open(folder.path().join("shop.db"))?;
        Ok(File { folder, connection })
    }

    fn write(&self, sql: &str) -> Result<(), Failed> {
        self.connection.execute_batch(sql).map_err(|error| format!("{sql}: {error}").into())
    }

    fn is(&self, sql: &str, wanted: &str) -> Result<(), Failed> {
        let value: rusqlite::types::Value = self.connection.query_row(sql, [], |row| row.get(0))?;
        let found = match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        if found == wanted { Ok(()) } else { Err(format!("{sql}: {found}, not {wanted}").into()) }
    }

    /// Queries, with what is found when the second migration is through, and when it is undone.
    fn there_and_back(&self, there: &[(&str, &str)], back: &[(&str, &str)]) -> Result<(), Failed> {
        for (words, to, queries) in [("up", "20", there), ("down", "10", back)] {
            let words = ["migrate", words, "--to", to, "--database", "sqlite:shop.db"];
            expect(&tool::run(self.folder.path(), &words), 0)?;
            for (sql, wanted) in queries {
                self.is(sql, wanted)?;
            }
        }
        Ok(())
    }
}

const WHOLE: &str = "entity customer {
  id: bigint identity primary key
  name: varchar(80)
  bio: text?
  zip: varchar(10)?
  city: varchar(80)?
}
";

const PARTS: &str = "entity customer {
  id: bigint identity primary key
  name: varchar(80)
  zip: varchar(10)?
  ref (zip) to area (code)
}
entity area {
  code: varchar(10) primary key was customer.zip
  town: varchar(80)? was customer.city
}
entity profile {
  customer_id: ref customer primary key was customer.id
  about: text? was customer.bio
}
";

fn parted(kind: Kind) -> Result<(), Failed> {
    let place = Place::at_once(kind, WHOLE, PARTS, &[])?;
    place.up("10")?;
    let numbers = numbers(kind);
    place.write(&format!(
        "insert into customer (name, bio, zip, city) select concat('c', n), case when n % 2 = 0 then concat('b', n) end, \
         case when n % 5 > 0 then concat('z', n % 5) end, case when n % 5 > 0 then concat('t', n % 5) end from {numbers}"
    ))?;
    place.up("20")?;
    place.is("select concat(count(*), ' ', min(code), max(town)) from area", "4 z1t4")?;
    place.is("select concat(count(*), ' ', count(about)) from profile", "2500 1250")?;
    place.is("select count(*) from profile p join customer c on c.id = p.customer_id where about = concat('b', substring(name, 2))", "1250")?;
    place.equals("after.sgen")?;
    place.down("10")?;
    place.is(
        "select concat(count(*), ' ', count(bio), ' ', count(city)) from customer",
        "2500 1250 2000",
    )?;
    place
        .is("select count(*) from customer where substring(city, 2) = substring(zip, 2)", "2000")?;
    place
        .is("select count(*) from customer where bio = concat('b', substring(name, 2))", "1250")?;
    place.equals("before.sgen")
}

const SAID: &str = "entity address {
  id: bigint identity primary key
  street: varchar(80)
  city: varchar(60)
  country: varchar(40)?
  kind: varchar(20)?
}
";

const NUMBERED: &str = "entity address {
  id: bigint identity primary key
  street: varchar(80)
  city_id: ref city
  kind_id: ref address_kind?
  index (city_id)
}
entity city {
  id: bigint identity primary key
  name: varchar(60) was address.city
  land: varchar(40)? was address.country
  unique (name)
}
entity address_kind {
  id: int identity primary key
  word: varchar(20) was address.kind
  weight: int default 0
  unique (word)
}
";

fn said(numbers: &str) -> String {
    format!(
        "insert into address (id, street, city, country, kind) select n, concat('s', n), concat('c', n % 50), \
         case when n % 50 % 7 > 0 then concat('l', n % 50 % 7) end, case when n % 4 > 0 then concat('k', n % 4) end from {numbers}"
    )
}

const WITH_NUMBERS: [(&str, &str); 4] = [
    (
        "select concat(count(*), ' ', count(land), ' ', min(name), ' ', max(id)) from city",
        "50 42 c0 50",
    ),
    ("select concat(count(*), ' ', min(word), ' ', sum(weight)) from address_kind", "3 k1 0"),
    (
        "select count(*) from address a join city c on c.id = a.city_id where name = concat('c', a.id % 50)",
        "2500",
    ),
    (
        "select count(*) from address a join address_kind k on k.id = a.kind_id where word = concat('k', a.id % 4)",
        "1875",
    ),
];

const WITHOUT_NUMBERS: [(&str, &str); 2] = [
    (
        "select concat(count(*), ' ', count(country), ' ', count(kind)) from address",
        "2500 2100 1875",
    ),
    (
        "select count(*) from address where city = concat('c', id % 50) and coalesce(kind, 'k0') = concat('k', id % 4) \
         and coalesce(country, 'l0') = concat('l', id % 50 % 7)",
        "2500",
    ),
];

fn numbered(kind: Kind) -> Result<(), Failed> {
    let place = Place::at_once(kind, SAID, NUMBERED, &[])?;
    place.up("10")?;
    place.write(&said(numbers(kind)))?;
    place.up("20")?;
    for (sql, wanted) in WITH_NUMBERS {
        place.is(sql, wanted)?;
    }
    place.equals("after.sgen")?;
    place.says("20_second", "-- schemagen: backfill address by id")?;
    place.write("insert into city (name) values ('new')")?;
    place.write(
        "insert into address (id, street, city_id) select 9001, 'late', id from city where name = 'new'",
    )?;
    place.write("delete from address where street = 'late'")?;
    place.down("10")?;
    for (sql, wanted) in WITHOUT_NUMBERS {
        place.is(sql, wanted)?;
    }
    place.equals("before.sgen")
}

fn numbered_in_file() -> Result<(), Failed> {
    let place = File::new(SAID, NUMBERED, &[])?;
    place.write(&said(NUMBERS_IN_FILE))?;
    place.there_and_back(&WITH_NUMBERS, &WITHOUT_NUMBERS)
}

/// One city in two countries, and what a collation takes for one city.
fn contradicted(kind: Kind) -> Result<(), Failed> {
    let place = Place::at_once(kind, SAID, NUMBERED, &[])?;
    place.up("10")?;
    let add = "insert into address (id, street, city, country) values (1, 's', 'Rome', 'Italy'),";
    let mut rows = vec![("(2, 's', 'Rome', 'Georgia')", "'Rome'")];
    if kind != Kind::Postgres {
        rows.push(("(2, 's', 'ROME', 'Italy')", "'ROME', 'Italy' | 'Rome', 'Italy'"));
    }
    for (row, words) in rows {
        place.write(&format!("{add} {row}"))?;
        let output = place.run(&["migrate", "up", "--to", "20"])?;
        expect(&output, 3)?;
        let said = tool::text(&output.stderr);
        if !said.contains("rows of address contradict city -> ") || !said.contains(words) {
            return Err(format!("no `{words}` in: {said}").into());
        }
        place.write("delete from address")?;
    }
    place.write("insert into address (id, street, city) values (1, 's', 'Rome')")?;
    place.up("20")?;
    place.is("select count(*) from city where name = 'Rome'", "1")
}
