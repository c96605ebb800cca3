//! The clock moves on, month by month, and `partitions maintain` is run: no row misses its partition, and none that
//! `keep` covers is lost.

use libtest_mimic::{Failed, Trial};

use super::server::{Kind, Server};
use crate::tool;

const DESIGN: &str = "\
schema log targets postgres >= 13, mysql >= 8.0, mariadb >= 10.6

entity entry {
  id: bigint
  at: TYPE
  note: varchar(200)?

  primary key (id, at)
  partition by range (at) every 1 month starting '2026-01-01' ahead 2 keep 3 months
}

entity other {
  id: bigint primary key
}
";

const KINDS: [(Kind, &str); 3] =
    [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::MariaDb, "mariadb")];

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, name) in KINDS {
        for of_type in ["timestamp", "timestamptz(0)", "date"] {
            let words = format!("partitions: {name}, month by month, {of_type}");
            trials.push(Trial::test(words, move || months(kind, of_type)));
        }
        let words = format!("partitions: {name}, after a long time");
        trials.push(Trial::test(words, move || long_after(kind)));
        let words = format!("partitions: {name}, what is over is archived");
        trials.push(Trial::test(words, move || archived(kind)));
    }
    for (kind, name) in KINDS.into_iter().skip(1) {
        let words = format!("partitions: {name}, by events of the server");
        trials.push(Trial::test(words, move || by_events(kind, name)));
    }
    for (kind, name) in KINDS {
        let words = format!("partitions: {name}, many cost no more questions");
        trials.push(Trial::test(words, move || many(kind)));
    }
    trials.push(Trial::test("partitions: postgres, cut off while one leaves", cut_off));
    trials
}

/// A server with the tables of a design on its first day, and commands run on it on other days.
struct Place {
    folder: tempfile::TempDir,
    server: Server,
    url: String,
}

impl Place {
    fn new(kind: Kind, of_type: &str) -> Result<Place, Failed> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("log.sgen"), DESIGN.replace("TYPE", of_type))?;
        let server = Server::start(kind, None)?;
        server.renew()?;
        let url = server.url("shop");
        let place = Place { folder, server, url };
        let day = "2026-01-15";
        // Nothing is there yet: that is said, and is no crash.
        place.partitions(day, "status", &[], 1)?;
        let plan = ["plan", "log.sgen", "--from", &place.url, "--format", "json", "-o", "p.json"];
        place.run(day, &plan, 0)?;
        place.run(day, &["apply", "p.json", "--to", &place.url], 0)?;
        place.partitions(day, "status", &[], 0)?;
        Ok(place)
    }

    fn command(&self, day: &str, words: &[&str]) -> std::process::Command {
        let mut command = tool::schemagen(self.folder.path());
        command.args(words).env("SCHEMAGEN_AS_OF", day);
        command
    }

    /// What a command prints; it has to end with this code.
    fn run(&self, day: &str, words: &[&str], code: i32) -> Result<String, Failed> {
        let output = self.command(day, words).output()?;
        let said = tool::text(&output.stdout);
        if output.status.code() == Some(code) {
            return Ok(said);
        }
        let errors = tool::text(&output.stderr);
        Err(format!("{day} {words:?}: exit {:?}\n{said}{errors}", output.status.code()).into())
    }

    fn partitions(
        &self,
        day: &str,
        verb: &str,
        more: &[&str],
        code: i32,
    ) -> Result<String, Failed> {
        let words = ["partitions", verb, "log.sgen", "--to", &self.url, "--on", &self.url];
        self.run(day, &[&words[..], more].concat(), code)
    }

    fn sql(&self, sql: &str) -> Result<(), Failed> {
        self.server.live()?.run(sql).map_err(|error| format!("{sql}: {error}").into())
    }

    fn count(&self, sql: &str) -> Result<i32, Failed> {
        Ok(self.server.value(sql)?.parse()?)
    }

    /// Three rows of a month, numbered from the first month on.
    fn rows_of(&self, month: i32) -> Result<(), Failed> {
        let (year, number) = (2026 + month / 12, month % 12 + 1);
        for (place, day) in [1, 14, 28].into_iter().enumerate() {
            let id = month * 3 + place as i32 + 1;
            self.sql(&format!(
                "insert into entry (id, at) values ({id}, '{year}-{number:02}-{day:02} 12:00:00')"
            ))?;
        }
        Ok(())
    }

    /// Where two run at the same time, each ends well, whichever does the work.
    fn twice_at_once(&self, day: &str) -> Result<(), Failed> {
        let words = ["partitions", "maintain", "log.sgen", "--to", &self.url, "--on", &self.url];
        let start = || {
            let mut command = self.command(day, &words);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.spawn()
        };
        let (one, other) = (start()?, start()?);
        for child in [one, other] {
            let output = child.wait_with_output()?;
            if output.status.code() != Some(0) {
                let said = tool::text(&output.stdout);
                return Err(format!("{day}: {said}{}", tool::text(&output.stderr)).into());
            }
        }
        Ok(())
    }
}

fn months(kind: Kind, of_type: &str) -> Result<(), Failed> {
    let place = Place::new(kind, of_type)?;
    // What is no partition is nobody's business here.
    place.sql("create table beside (id int primary key)")?;
    for month in 0..8 {
        let today = format!("{}-{:02}-20", 2026 + month / 12, month % 12 + 1);
        // Rows of this month come before anybody has kept anything up in it.
        place.rows_of(month)?;
        if month > 0 {
            place.partitions(&today, "status", &[], 1)?;
        }
        let planned = place.partitions(&today, "maintain", &["--dry-run"], 0)?;
        if month > 0 && !planned.contains("missing") {
            return Err(format!("{today}: nothing is missing?\n{planned}").into());
        }
        match month % 2 {
            0 => place.partitions(&today, "maintain", &[], 0).map(|_| ())?,
            _ => place.twice_at_once(&today)?,
        }
        place.partitions(&today, "status", &[], 0)?;
        // Done is done.
        let again = place.partitions(&today, "maintain", &[], 0)?;
        if again.contains("missing") || again.contains("over") {
            return Err(format!("{today}: {again}").into());
        }
        // All of this month and of the three before it, and nothing of earlier ones than their partition's.
        let (oldest, least) = (month - 3, 3 * 4.min(month + 1));
        let rows = place.count("select count(*) from entry")?;
        let first = place.count("select min(id) from entry")?;
        if rows < least || (oldest > 0 && first > oldest * 3 + 1) {
            return Err(
                format!("{today}: {rows} rows from {first} on, and {least} must be there").into()
            );
        }
        if month > 5 && rows > least + 3 {
            return Err(format!("{today}: {rows} rows: what is over was not dropped").into());
        }
    }
    match place.count("select count(*) from beside")? {
        0 => Ok(()),
        _ => Err("a table that is not in the design went".into()),
    }
}

/// Nobody kept anything up for so long that all there is is over.
fn long_after(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, "timestamp")?;
    place.rows_of(0)?;
    let day = "2026-11-20";
    let said = place.partitions(day, "maintain", &[], 0)?;
    let right = ["missing: ", "p2026_08", "p2027_01", "over: ", "p2026_01", "p2026_03"];
    if !right.iter().all(|word| said.contains(word)) {
        return Err(said.into());
    }
    place.partitions(day, "status", &[], 0)?;
    place.rows_of(10)?;
    match place.count("select count(*) from entry")? {
        3 => Ok(()),
        other => Err(format!("{other} rows").into()),
    }
}

/// No row is lost, and what is over is found elsewhere.
fn archived(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, "timestamp")?;
    let home = if kind == Kind::Postgres { "schema" } else { "database" };
    place.sql(&format!("create {home} kept"))?;
    for month in 0..3 {
        place.rows_of(month)?;
    }
    let day = "2026-06-20";
    place.partitions(day, "maintain", &["--archive", "kept"], 0)?;
    place.partitions(day, "status", &[], 0)?;
    let again = place.partitions(day, "maintain", &["--archive", "kept"], 0)?;
    let left = place.count("select count(*) from entry")?;
    let kept = [1, 2].map(|month| {
        let table = format!("kept.entry_p2026_0{month}");
        place
            .count(&format!("select count(*) from {table}"))
            .map_err(|error| format!("{table}: {}", error.message().unwrap_or_default()))
    });
    match (left, kept) {
        (3, [Ok(3), Ok(3)]) if !again.contains("over") => Ok(()),
        other => Err(format!("{other:?}\n{again}").into()),
    }
}

/// A partition that is half out of its table, and one that is out and was not dropped, go next time.
fn cut_off() -> Result<(), Failed> {
    let place = Place::new(Kind::Postgres, "timestamp")?;
    place.rows_of(0)?;
    place.rows_of(1)?;
    // Whoever reads the table in a transaction keeps a partition from leaving it.
    let mut reader = place.server.live()?;
    let run = |live: &mut dyn schemagen::engine::live::Live, sql: &str| {
        live.run(sql).map_err(|error| format!("{sql}: {error}"))
    };
    run(reader.as_mut(), "begin")?;
    run(reader.as_mut(), "select count(*) from entry")?;
    let mut other = place.server.live()?;
    run(other.as_mut(), "set statement_timeout = '500ms'")?;
    if other.run("alter table entry detach partition entry_p2026_01 concurrently").is_ok() {
        return Err("nothing was in the way".into());
    }
    run(reader.as_mut(), "commit")?;
    let pending = "select count(*) from pg_inherits where inhdetachpending";
    if place.count(pending)? != 1 {
        return Err("no partition is half out".into());
    }
    let mark = "schemagen: was a partition of entry, and is over";
    place.sql(&format!("comment on table entry_p2026_02 is '{mark}'"))?;
    place.sql("alter table entry detach partition entry_p2026_02")?;
    let day = "2026-06-20";
    place.partitions(day, "maintain", &[], 0)?;
    place.partitions(day, "status", &[], 0)?;
    let left =
        place.count("select count(*) from pg_class where relname ~ '^entry_p2026_0[12]$'")?;
    match (place.count(pending)?, left) {
        (0, 0) => Ok(()),
        other => Err(format!("still there: {other:?}").into()),
    }
}

/// The server's own event does what `maintain` does.
fn by_events(kind: Kind, dialect: &str) -> Result<(), Failed> {
    for of_type in ["timestamp", "timestamptz(0)", "date"] {
        let place = Place::new(kind, of_type)?;
        let words = ["partitions", "emit", "log.sgen", "--for", "events", "--dialect", dialect];
        let script = place.run("2026-01-15", &words, 0)?;
        let parts =
            script.split_once("delimiter //\n").and_then(|(_, rest)| rest.split_once("//\n"));
        let (procedure, rest) = parts.ok_or_else(|| format!("no procedure: {script}"))?;
        let event = rest.trim_start_matches("delimiter ;").trim().trim_end_matches(';');
        // By today's clock it would run at once.
        place.sql("set global event_scheduler = off")?;
        place.sql(procedure)?;
        place.sql(event)?;
        let mut session = place.server.live()?;
        for month in 0..8 {
            place.rows_of(month)?;
            let today = format!("2026-{:02}-20", month + 1);
            for sql in [
                "set session time_zone = '+00:00'",
                &format!("set timestamp = unix_timestamp('{today} 03:00:00')"),
                "call entry_keep_partitions()",
                // Done is done.
                "call entry_keep_partitions()",
            ] {
                session.run(sql).map_err(|error| format!("{of_type}, {today}, {sql}: {error}"))?;
            }
            place.partitions(&today, "status", &[], 0)?;
            let rows = place.count("select count(*) from entry")?;
            if rows != 3 * 4.min(month + 1) {
                return Err(format!("{of_type}, {today}: {rows} rows").into());
            }
        }
        place.sql("alter event entry_keep_partitions on schedule every 1 second")?;
        place.sql("set global event_scheduler = on")?;
        let ran = "select count(*) from information_schema.events where last_executed is not null";
        let mut tries = 0;
        while place.count(ran)? == 0 {
            tries += 1;
            if tries > 100 {
                return Err("the event was not run".into());
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    }
    Ok(())
}

/// Days of one table, and what reading and planning it asks of a server.
fn many(kind: Kind) -> Result<(), Failed> {
    let counted = [20, 400].map(|days| questions(kind, days));
    let [few, many] = counted;
    let (few, many) = (few?, many?);
    match few == many && few.iter().all(|count| *count > 0) {
        true => Ok(()),
        false => Err(format!("statements for 20 partitions: {few:?}, for 400: {many:?}").into()),
    }
}

/// How many statements `inspect` and `plan` take.
fn questions(kind: Kind, days: u32) -> Result<[usize; 2], Failed> {
    let folder = tempfile::tempdir()?;
    let design = DESIGN
        .replace("TYPE", "date")
        .replace(
            "every 1 month starting '2026-01-01' ahead 2 keep 3 months",
            "every 1 day starting '2026-01-15' ahead DAYS",
        )
        .replace("DAYS", &days.to_string());
    std::fs::write(folder.path().join("log.sgen"), &design)?;
    std::fs::write(
        folder.path().join("next.sgen"),
        design.replace("note:", "more: int?\n  note:"),
    )?;
    let mut server = Server::start(kind, None)?;
    server.renew()?;
    let url = server.url("shop");
    server.note_statements()?;
    let place = Place { folder, server, url };
    let (day, url) = ("2026-01-15", place.url.clone());
    let on = ["--on", &url];
    let plan = ["plan", "log.sgen", "--from", &url, "--format", "json", "-o", "p.json"];
    place.run(day, &[&plan[..], &on].concat(), 0)?;
    place.run(day, &["apply", "p.json", "--to", &url], 0)?;
    let mut count = place.server.statements_noted()?;
    let mut since = || -> Result<usize, Failed> {
        let before = count;
        count = place.server.statements_noted()?;
        Ok(count - before)
    };
    let read = place.run(day, &["inspect", &url], 0)?;
    let inspected = since()?;
    if read.matches("2026").count() < days as usize {
        return Err(format!("not all partitions were read: {read}").into());
    }
    let planned = place.run(day, &[&["plan", "next.sgen", "--from", &url][..], &on].concat(), 0)?;
    if !planned.contains("add column more") && !planned.contains("add column `more`") {
        return Err(planned.into());
    }
    Ok([inspected, since()?])
}
