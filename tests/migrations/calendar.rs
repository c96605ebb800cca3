//! The clock moves on, month by month, and `partitions maintain` is run: no row misses its partition, and none that
//! `keep` covers is lost.

use libtest_mimic::{Failed, Trial};

use super::server::{Kind, Server};
use crate::tool;

const DESIGN: &str = "\
schema log targets postgres >= 13, mysql >= 8.0, mariadb >= 10.6

entity entry {
  id: bigint
  at: timestamp
  note: varchar(200)?

  primary key (id, at)
  partition by range (at) every 1 month starting '2026-01-01' ahead 2 keep 3 months
}

entity other {
  id: bigint primary key
}
";

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("partitions: postgres, month by month", months),
        Trial::test("partitions: mysql, what is missing is said", || said(Kind::MySql)),
        Trial::test("partitions: mariadb, what is missing is said", || said(Kind::MariaDb)),
    ]
}

/// A folder with the design, and commands run in it on a day.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Result<Place, Failed> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("log.sgen"), DESIGN)?;
        Ok(Place { folder })
    }

    /// What a command prints; it has to end with this code.
    fn run(&self, day: &str, words: &[&str], code: i32) -> Result<String, Failed> {
        let mut command = tool::schemagen(self.folder.path());
        let output = command.args(words).env("SCHEMAGEN_AS_OF", day).output()?;
        let said = tool::text(&output.stdout);
        if output.status.code() == Some(code) {
            return Ok(said);
        }
        let errors = tool::text(&output.stderr);
        Err(format!("{day} {words:?}: exit {:?}\n{said}{errors}", output.status.code()).into())
    }
}

/// Where tables would be copied whole, nothing is run, and what there is to do is said.
fn said(kind: Kind) -> Result<(), Failed> {
    let server = Server::start(kind, None)?;
    server.renew()?;
    let url = server.url("shop");
    let place = Place::new()?;
    let first = "2026-01-15";
    place.run(
        first,
        &["plan", "log.sgen", "--from", &url, "--format", "json", "-o", "p.json"],
        0,
    )?;
    place.run(first, &["apply", "p.json", "--to", &url], 0)?;
    place.run(first, &["partitions", "status", "log.sgen", "--to", &url], 0)?;
    let words = ["partitions", "status", "log.sgen", "--to", &url];
    let status = place.run("2026-05-20", &words, 1)?;
    let right = status.contains("missing: p2026_04, p2026_05, p2026_06, p2026_07")
        && status.contains("over: p2026_01");
    if !right {
        return Err(status.into());
    }
    place.run("2026-05-20", &["partitions", "maintain", "log.sgen", "--to", &url], 2)?;
    let after = place.run("2026-05-20", &words, 1)?;
    if after == status { Ok(()) } else { Err(format!("something was run: {after}").into()) }
}

fn months() -> Result<(), Failed> {
    let server = Server::start(Kind::Postgres, None)?;
    server.renew()?;
    let url = server.url("shop");
    let place = Place::new()?;
    let run = |day: &str, words: &[&str], code: i32| place.run(day, words, code);
    let maintain = ["partitions", "maintain", "log.sgen", "--to", &url];
    let status = ["partitions", "status", "log.sgen", "--to", &url];
    // Nothing is there yet: that is said, and is no crash.
    run("2026-01-15", &status, 1)?;
    run(
        "2026-01-15",
        &["plan", "log.sgen", "--from", &url, "--format", "json", "-o", "p.json"],
        0,
    )?;
    run("2026-01-15", &["apply", "p.json", "--to", &url], 0)?;
    run("2026-01-15", &status, 0)?;
    // What is no partition is nobody's business here.
    server
        .live()?
        .run("create table beside (id int primary key)")
        .map_err(|error| error.to_string())?;
    let mut id = 0;
    for month in 0..8 {
        let (year, number) = (2026 + month / 12, month % 12 + 1);
        // Rows of this month come before anybody has kept anything up in it.
        for day in [1, 14, 28] {
            id += 1;
            let row = format!(
                "insert into entry (id, at) values ({id}, '{year}-{number:02}-{day:02} 12:00:00')"
            );
            server.live()?.run(&row).map_err(|error| format!("{row}: {error}"))?;
        }
        let today = format!("{year}-{number:02}-20");
        if month > 0 {
            run(&today, &status, 1)?;
        }
        let planned = run(&today, &[&maintain[..], &["--dry-run"]].concat(), 0)?;
        if month > 0 && !planned.contains("missing") {
            return Err(format!("{today}: nothing is missing?\n{planned}").into());
        }
        run(&today, &maintain, 0)?;
        run(&today, &status, 0)?;
        // Done is done.
        let again = run(&today, &maintain, 0)?;
        if again.contains("missing") || again.contains("over") {
            return Err(format!("{today}: {again}").into());
        }
        // All of this month and of the three before it, and nothing of earlier ones than their partition's.
        let (oldest, least) = (month - 3, 3 * 4.min(month + 1));
        let rows: i32 = server.value("select count(*) from entry")?.parse()?;
        let first = server.value("select min(id) from entry")?.parse::<i32>()?;
        if rows < least || (oldest > 0 && first > oldest * 3 + 1) {
            return Err(
                format!("{today}: {rows} rows from {first} on, and {least} must be there").into()
            );
        }
        if month > 5 && rows > least + 3 {
            return Err(format!("{today}: {rows} rows: what is over was not dropped").into());
        }
    }
    let beside = server.value("select count(*) from beside")?;
    if beside != "0" {
        return Err("a table that is not in the design went".into());
    }
    Ok(())
}
