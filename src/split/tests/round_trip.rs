use super::Direction;
use super::engines::{ENGINES, Stage};
use crate::normal::rewrite::Form;

const CUSTOMER: &str = "
entity country {
  code: char(2) primary key
}

entity customer {
  id: bigint primary key
  name: varchar(200)
  zip: varchar(10)?
  /// Where the zip lies.
  city: varchar(100)?
  region: varchar(100)? default 'none'
  country_code: ref country?

  fd zip -> city, region
  /// A city has a name.
  check city_named (city <> '')
  index (zip)
  index (city, region)
}

entity visit {
  id: bigint primary key
  customer_id: ref customer on delete cascade
}
";

const ROWS: [&str; 4] = [
    "insert into country values ('de'), ('fr')",
    "insert into customer (id, name, zip, city, region, country_code) values \
     (1, 'Ada', '10115', 'Berlin', 'east', 'de'), (2, 'Bob', '10115', 'Berlin', 'east', null), \
     (3, 'It''s \"me\"', '69001', 'Lyon', null, 'fr'), (4, 'Cy', null, null, null, 'de'), \
     (5, 'Cy', null, null, null, 'de'), (6, 'Di', '00000', null, null, null), \
     (7, 'Eve', '20095', 'Hamburg \u{2603} \\\\ ; --', 'north', 'de')",
    "insert into visit values (1, 1), (2, 1), (3, 4)",
    "create table kept as select * from customer",
];

const COLUMNS: &str = "id, name, zip, city, region, country_code";

#[test]
fn rows_go_there_and_back_and_are_what_they_were() {
    for name in ENGINES {
        let mut stage = Stage::new(name, CUSTOMER, "customer", Form::Third);
        for sql in ROWS {
            stage.run(sql);
        }
        stage.go(Direction::Up).unwrap_or_else(|error| panic!("{name}: {error}"));
        stage.expect_same(
            "select c.id, c.name, c.zip, a.city, a.region, c.country_code from customer as c \
             left join zip_area as a on a.zip = c.zip",
            &format!("select {COLUMNS} from kept"),
        );
        // No row of nulls, each zip once, nothing deleted by a cascade.
        stage.expect_same("select count(*) from zip_area", "select 4");
        stage.expect_same("select count(*) from visit", "select 3");
        stage.run("drop table kept");
        stage.expect_schema(true);
        stage.run(
            "create table kept as select c.id, c.name, c.zip, a.city, a.region, c.country_code \
             from customer as c left join zip_area as a on a.zip = c.zip",
        );
        stage.go(Direction::Down).unwrap_or_else(|error| panic!("{name}: {error}"));
        stage.expect_same(
            &format!("select {COLUMNS} from customer"),
            &format!("select {COLUMNS} from kept"),
        );
        stage.expect_same("select count(*) from visit", "select 3");
        stage.run("drop table kept");
        stage.expect_schema(false);
        stage.engine.close().unwrap();
    }
}

#[test]
fn rows_that_contradict_the_dependency_are_refused_and_shown() {
    for name in ENGINES {
        let mut stage = Stage::new(name, CUSTOMER, "customer", Form::Third);
        for sql in ROWS {
            stage.run(sql);
        }
        stage.run(
            "insert into customer (id, name, zip, city, region) values (8, 'x', '10115', 'Bonn', 'west')",
        );
        let error = stage.go(Direction::Up).unwrap_err();
        for word in ["customer contradict zip -> city, region", "10115", "Berlin", "Bonn"] {
            assert!(error.contains(word), "{name}: no {word} in {error}");
        }
        stage.expect_same("select count(*) from customer where city is not null", "select 5");

        // A city without a zip would have no place to go.
        let mut stage = Stage::new(name, CUSTOMER, "customer", Form::Third);
        stage.run("insert into customer (id, name, zip, city, region) values (9, 'x', null, 'Nowhere', 'n')");
        let error = stage.go(Direction::Up).unwrap_err();
        assert!(error.contains("Nowhere"), "{name}: {error}");
    }
}

#[test]
fn chains_and_keys_that_change_go_there_and_back() {
    let booking = "
entity booking {
  id: bigint primary key
  flight_no: varchar(10)
  airline_code: char(2)
  airline_name: varchar(100)
  aircraft: varchar(20)?
  seat: varchar(4)

  fd flight_no -> airline_code, aircraft
  fd airline_code -> airline_name
}
";
    let lesson = "
entity lesson {
  student: varchar(50)
  subject: varchar(50)
  teacher: varchar(50)

  primary key (student, subject)
  fd teacher -> subject
}
";
    let cases = [
        (
            booking,
            "booking",
            "insert into booking values (1, 'LH1', 'LH', 'Lufthansa', 'A320', '1A'), \
             (2, 'LH1', 'LH', 'Lufthansa', 'A320', '1B'), (3, 'LH2', 'LH', 'Lufthansa', null, '1A'), \
             (4, 'AF9', 'AF', 'Air France', 'A350', '9F')",
            "id, flight_no, airline_code, airline_name, aircraft, seat",
        ),
        (
            lesson,
            "lesson",
            "insert into lesson values ('Ada', 'Logic', 'Frege'), ('Bob', 'Logic', 'Frege'), \
             ('Bob', 'Algebra', 'Noether'), ('Eve', 'Algebra', 'Galois')",
            "student, subject, teacher",
        ),
    ];
    for name in ENGINES {
        for (text, entity, rows, columns) in cases {
            let mut stage = Stage::new(name, text, entity, Form::BoyceCodd);
            stage.run(rows);
            stage.run(&format!("create table kept as select * from {entity}"));
            stage.go(Direction::Up).unwrap_or_else(|error| panic!("{name}: {error}"));
            stage.go(Direction::Down).unwrap_or_else(|error| panic!("{name}: {error}"));
            stage.expect_same(
                &format!("select {columns} from {entity}"),
                &format!("select {columns} from kept"),
            );
            stage.run("drop table kept");
            stage.expect_schema(false);
            stage.engine.close().unwrap();
        }
    }
}
