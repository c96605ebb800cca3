//! Changes that ask for values, on a running database with rows: what is said without them, and what becomes of
//! the rows with them; and what is said of how large a table is, and of one without rows.

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::server::{Kind, Server};
use crate::tool;

pub fn trials() -> Vec<Trial> {
    let of = |name: &str, kind: Kind| {
        Trial::test(format!("values: {name}, rows get what the change asks for"), move || {
            check(kind)
        })
    };
    vec![
        of("postgres", Kind::Postgres),
        of("mysql", Kind::MySql),
        of("mariadb", Kind::MariaDb),
        Trial::test("values: sqlite, rows get what the change asks for", sqlite),
    ]
}

const POSTGRES: [&str; 2] = [
    "create type state as enum ('draft', 'sent', 'paid');
     create table bill (id bigint primary key, city text, s state not null default 'draft', ss state[]);
     create table other (id uuid primary key, v text);
     create table vacant (id int primary key, note text);
     insert into bill select n, case when n % 3 = 0 then 'Rome' end, (array['draft', 'sent', 'paid'])[n % 3 + 1]::state,
       array['sent', 'paid']::state[] from generate_series(1, 3000) as n;
     insert into other select gen_random_uuid(), case when n % 2 = 0 then 'v' end from generate_series(1, 2500) as n;
     analyze",
    "create type state as enum ('paid', 'draft', 'posted');
     create table bill (id bigint primary key, city text not null, s state not null default 'draft', ss state[],
       zip varchar(10) not null, check (length(zip) > 0));
     create table other (id uuid primary key, v text not null);
     create table vacant (id int primary key, more text not null);",
];

const MYSQL: [&str; 2] = [
    "create table bill (id bigint primary key, city varchar(50), s enum('draft', 'sent', 'paid') not null default 'draft');
     create table other (id varchar(40) primary key, v varchar(20));
     create table vacant (id int primary key, note varchar(20));
     insert into bill with recursive n (n) as (select 1 union all select n + 1 from n where n < 1000)
       select n, case when n % 3 = 0 then 'Rome' end, elt(n % 3 + 1, 'draft', 'sent', 'paid') from n;
     insert into bill select id + 1000, city, s from bill;
     insert into bill select id + 2000, case when id % 3 = 1 then 'Rome' end, elt((id + 2) % 3 + 1, 'draft', 'sent', 'paid') from bill where id <= 1000;
     insert into other select uuid(), case when id % 2 = 0 then 'v' end from bill where id <= 2500;
     analyze table bill, other, vacant",
    "create table bill (id bigint primary key, city varchar(50) not null, s enum('paid', 'draft', 'posted') not null default 'draft',
       zip varchar(10) not null, unique key bill_zip (zip, id));
     create table other (id varchar(40) primary key, v varchar(20) not null);
     create table vacant (id int primary key, more varchar(20) not null);",
];

fn check(kind: Kind) -> Result<(), Failed> {
    let [before, after] = if kind == Kind::Postgres { POSTGRES } else { MYSQL };
    let server = Server::start(kind, None)?;
    server.renew()?;
    for statement in before.split(";\n") {
        server.live()?.run(statement).map_err(|error| format!("{statement}: {error}"))?;
    }
    let place = tempfile::tempdir()?;
    std::fs::write(place.path().join("after.sql"), after)?;
    let url = server.url("shop");
    let plan = |more: &[&str]| {
        let words = ["plan", "after.sql", "--from", &url, "--on", &url];
        tool::run(place.path(), &[&words[..], more].concat())
    };

    // Without values: said, and a column of a table without rows may go unasked.
    let silent = plan(&[]);
    expect(&silent, 0)?;
    let said = tool::text(&silent.stdout) + &tool::text(&silent.stderr);
    let sent = if kind == Kind::Postgres { "--map state:sent=" } else { "--map bill.s:sent=" };
    for words in [
        "`bill.city` becomes not null, and rows may be without it",
        "--fill bill.zip=",
        "--fill other.v=",
        sent,
        "column `vacant.note` may go: no row is in `vacant`",
        "about 3k rows",
    ] {
        // Estimates of MySQL and MariaDB are near, and no more.
        let rounded = words.starts_with("about") && said.contains("about 2.");
        if !(said.contains(words) || rounded) {
            return Err(format!("nothing is said of {words}:\n{said}").into());
        }
    }
    if said.contains("vacant.more") {
        return Err(format!("a table without rows asks for a value:\n{said}").into());
    }

    let map = if kind == Kind::Postgres { "state:sent=posted" } else { "bill.s:sent=posted" };
    let given = [
        "--fill",
        "bill.city='unknown'",
        "--fill",
        "bill.zip=coalesce(city, '?')",
        "--fill",
        "other.v='none'",
        "--map",
        map,
    ];
    let saved = plan(&[&given[..], &["--format", "json", "-o", "plan.json"]].concat());
    expect(&saved, 0)?;
    let words = ["apply", "plan.json", "--to", &url, "--log-format", "json"];
    let applied = tool::run(place.path(), &words);
    expect(&applied, 0)?;
    let log = tool::text(&applied.stderr);
    let batches = log.lines().filter(|line| line.contains("\"event\":\"rows\"")).count();
    if batches < 3 + 3 + 3 {
        return Err(format!("{batches} batches, of 1000 rows each:\n{log}").into());
    }
    let sum = "select concat(count(*), ' ', sum(case when city = 'unknown' then 1 end), ' ', \
               sum(case when s = 'posted' then 1 end), ' ', sum(case when zip in ('Rome', 'unknown', '?') then 1 end)) from bill";
    let found = server.value(sum)?;
    let posted = if kind == Kind::Postgres { 1000 } else { 1001 };
    if found != format!("3000 2000 {posted} 3000") {
        return Err(format!("bill comes to {found}").into());
    }
    let found = server
        .value("select concat(count(*), ' ', sum(case when v = 'none' then 1 end)) from other")?;
    if found != "2500 1250" {
        return Err(format!("other comes to {found}").into());
    }
    expect(&tool::run(place.path(), &["diff", &url, "after.sql", "--on", &url]), 0)?;
    expect(&plan(&["--fill", "bill.nowhere=1"]), 2)?;
    expect(&plan(&["--map", "nothing"]), 2)
}

fn sqlite() -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    let connection = rusqlite::Connection::open(place.path().join("shop.db"))?;
    connection.execute_batch(
        "create table bill (id integer primary key, city text, s text not null check (s in ('draft', 'sent')));
         insert into bill values (1, null, 'sent'), (2, 'Rome', 'draft');",
    )?;
    std::fs::write(
        place.path().join("after.sql"),
        "create table bill (id integer primary key, city text not null, s text not null check (s in ('draft', 'posted')), \
         zip text not null);",
    )?;
    let words = ["plan", "after.sql", "--from", "sqlite:shop.db"];
    let silent = tool::run(place.path(), &words);
    let said = tool::text(&silent.stdout);
    if !said.contains("--fill bill.city=") || !said.contains("about 2 rows") {
        return Err(said.into());
    }
    let given =
        ["--fill", "bill.city='unknown'", "--fill", "bill.zip=city", "--map", "bill.s:sent=posted"];
    let saved = tool::run(
        place.path(),
        &[&words[..], &given, &["--format", "json", "-o", "plan.json"]].concat(),
    );
    // The new column is filled from the old ones, where rows have no city yet.
    expect(&saved, 0)?;
    expect(&tool::run(place.path(), &["apply", "plan.json", "--to", "sqlite:shop.db"]), 3)?;
    let given = [&given[..2], &["--fill", "bill.zip=coalesce(city, '?')"], &given[4..]].concat();
    let saved = tool::run(
        place.path(),
        &[&words[..], &given, &["--format", "json", "-o", "plan.json"]].concat(),
    );
    expect(&saved, 0)?;
    expect(&tool::run(place.path(), &["apply", "plan.json", "--to", "sqlite:shop.db"]), 0)?;
    let rows: String = connection.query_row(
        "select group_concat(city || s || zip, ' ') from (select * from bill order by id)",
        [],
        |row| row.get(0),
    )?;
    match rows == "unknownposted? RomedraftRome" {
        true => Ok(()),
        false => Err(rows.into()),
    }
}
