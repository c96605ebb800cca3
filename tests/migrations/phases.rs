//! What is renamed in several migrations, while programs of before and programs of afterwards write rows.

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::server::{Kind, Server};
use crate::tool;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, name) in
        [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::MariaDb, "mariadb")]
    {
        let words = format!("phases: {name}, both names are written until the old one goes");
        trials.push(Trial::test(words, move || columns(kind)));
        let words = format!("phases: {name}, a table has both names until the old one goes");
        trials.push(Trial::test(words, move || tables(kind)));
    }
    trials
}

pub(super) fn target(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres => "postgres >= 15",
        Kind::MySql => "mysql >= 8.4",
        Kind::MariaDb => "mariadb >= 10.11",
    }
}

/// A place with two designs, and a server.
pub(super) struct Place {
    pub folder: tempfile::TempDir,
    pub server: Server,
    pub url: String,
    pub engine: &'static str,
}

impl Place {
    /// The folder has a migration 10 to the first design, and the phases from 20 on to the second.
    pub fn new(kind: Kind, before: &str, after: &str) -> Result<Place, Failed> {
        let place = Place::unproven(kind, before, after)?;
        let verify = ["migrate", "verify", "--design", "after.sgen", "--on", place.engine];
        expect(&place.run(&verify)?, 0)?;
        Ok(place)
    }

    /// The same, where rows that are made up would have no place.
    pub fn unproven(kind: Kind, before: &str, after: &str) -> Result<Place, Failed> {
        let place = Place::before(kind, before, after)?;
        expect(&place.phases()?, 0)?;
        Ok(place)
    }

    /// What writes the phases.
    pub fn phases(&self) -> std::io::Result<std::process::Output> {
        let words =
            ["migrate", "new", "second", "--number", "20", "--to", "after.sgen", "--phases"];
        self.run(&[&words[..], &["--on", self.engine]].concat())
    }

    /// With one migration between the designs, for which there are more words.
    pub fn at_once(kind: Kind, before: &str, after: &str, words: &[&str]) -> Result<Place, Failed> {
        let place = Place::before(kind, before, after)?;
        let new = ["migrate", "new", "second", "--number", "20", "--to", "after.sgen"];
        expect(&place.run(&[&new[..], &["--on", place.engine], words].concat())?, 0)?;
        let verify = ["migrate", "verify", "--design", "after.sgen", "--on", place.engine];
        expect(&place.run(&verify)?, 0)?;
        Ok(place)
    }

    /// With the migration 10 alone.
    pub fn before(kind: Kind, before: &str, after: &str) -> Result<Place, Failed> {
        let server = Server::start(kind, None)?;
        server.renew()?;
        if kind == Kind::MariaDb {
            // What a design means that says nothing of texts; that of a server is as it was built.
            let mut live = server.live()?;
            live.run("alter database shop character set utf8mb4 collate utf8mb4_unicode_ci")
                .map_err(|error| Failed::from(error.to_string()))?;
        }
        let folder = designs(kind, before, after)?;
        let url = server.url("shop");
        let engine = engine(kind);
        let place = Place { folder, server, url, engine };
        let first = ["migrate", "new", "first", "--number", "10", "--to", "before.sgen"];
        expect(&place.run(&[&first[..], &["--on", engine]].concat())?, 0)?;
        Ok(place)
    }

    pub fn run(&self, words: &[&str]) -> std::io::Result<std::process::Output> {
        let mut command = tool::schemagen(self.folder.path());
        command.env("SCHEMAGEN_DATABASE", &self.url).args(words).output()
    }

    pub fn up(&self, to: &str) -> Result<(), Failed> {
        expect(&self.run(&["migrate", "up", "--to", to])?, 0)
    }

    pub fn down(&self, to: &str) -> Result<(), Failed> {
        expect(&self.run(&["migrate", "down", "--to", to])?, 0)
    }

    pub fn write(&self, sql: &str) -> Result<(), Failed> {
        let mut live = self.server.live()?;
        live.run(sql).map_err(|error| Failed::from(format!("{sql}: {error}")))
    }

    pub fn is(&self, sql: &str, wanted: &str) -> Result<(), Failed> {
        let found = self.server.value(sql)?;
        if found == wanted { Ok(()) } else { Err(format!("{sql}: {found}, not {wanted}").into()) }
    }

    pub fn equals(&self, design: &str) -> Result<(), Failed> {
        let on = if self.server.kind == Kind::Postgres { self.url.as_str() } else { self.engine };
        expect(&self.run(&["diff", &self.url, design, "--on", on])?, 0)
    }

    /// What a file of a migration says.
    pub fn says(&self, migration: &str, words: &str) -> Result<(), Failed> {
        let path = self.folder.path().join("migrations-out").join(migration).join("up.sql");
        let text = std::fs::read_to_string(&path)?;
        match text.contains(words) {
            true => Ok(()),
            false => Err(format!("{migration} does not say `{words}`:\n{text}").into()),
        }
    }
}

/// A folder with the two designs.
pub(super) fn designs(kind: Kind, before: &str, after: &str) -> Result<tempfile::TempDir, Failed> {
    let folder = tempfile::tempdir()?;
    for (name, text) in [("before.sgen", before), ("after.sgen", after)] {
        let text = format!("schema s targets {}\n{text}", target(kind));
        std::fs::write(folder.path().join(name), text)?;
    }
    Ok(folder)
}

/// Where steps are walked.
pub(super) fn engine(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres => "embedded",
        Kind::MySql => "local:mysql",
        Kind::MariaDb => "local:mariadb",
    }
}

/// The numbers from 1 to 2500.
pub(super) fn numbers(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres => "(select n from generate_series(1, 2500) as n) as numbers",
        _ => {
            "(with recursive one as (select 1 as n union all select n + 1 from one where n < 50) \
             select (a.n - 1) * 50 + b.n as n from one as a, one as b) as numbers"
        }
    }
}

const BEFORE: &str = "entity customer {
  id: bigint identity primary key
  mail: varchar(200) unique
  fon: varchar(30)?
  state: varchar(10) default 'new'
  index (fon)
}
view mails { select id, mail from customer }
";

const AFTER: &str = "entity customer {
  id: bigint identity primary key
  email: varchar(200) unique was mail
  phone: varchar(30)? was fon
  status: varchar(10) default 'new' was state
  index (phone)
}
view mails { select id, email from customer }
";

fn columns(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, BEFORE, AFTER)?;
    place.up("10")?;
    let numbers = numbers(kind);
    place.write(&format!(
        "insert into customer (mail, fon) select concat('m', n), concat('f', n) from {numbers}"
    ))?;
    place.up("20")?;
    // Programs of before, and such as know the new names.
    place.write("insert into customer (mail, fon, state) values ('old', '1', 'kept')")?;
    place.write("insert into customer (email, phone) values ('new', '2')")?;
    place.write("update customer set mail = 'older' where mail = 'old'")?;
    // To a collation it may be the same.
    place.write("update customer set mail = 'OLDER' where mail = 'older'")?;
    place.write("update customer set email = 'newer', phone = null where email = 'new'")?;
    let apart = match kind {
        Kind::Postgres => {
            "select count(*) from customer where email is not null and \
             (mail is distinct from email or fon is distinct from phone or state is distinct from status)"
        }
        _ => {
            "select count(*) from customer where email is not null and \
             not (cast(mail as binary) <=> cast(email as binary) and fon <=> phone and state <=> status)"
        }
    };
    place.is(apart, "0")?;
    place.is("select count(*) from customer where email in ('OLDER', 'newer')", "2")?;
    place.is("select count(*) from customer where status = 'kept'", "1")?;
    place.up("21")?;
    place.write("insert into customer (mail, state) values ('late', 'own')")?;
    place.write("insert into customer (email) values ('later')")?;
    place.is(apart, "0")?;
    place.is("select count(*) from customer where email is null", "0")?;
    place.is("select count(*) from customer where status = 'own'", "1")?;
    place.is("select count(*) from customer where phone is not null", "2501")?;
    place.up("22")?;
    place.write("insert into customer (email, phone) values ('last', '3')")?;
    place.equals("after.sgen")?;
    // And back: the old names hold what the new ones held.
    place.down("10")?;
    place.is(
        "select concat(count(*), ' ', count(mail), ' ', count(fon), ' ', count(state)) from customer",
        "2505 2505 2502 2505",
    )?;
    place.is("select count(*) from customer where state in ('kept', 'own')", "2")?;
    place.equals("before.sgen")?;
    if kind != Kind::Postgres {
        place.says("20_second_expand", "algorithm = instant")?;
        place.says("21_second_backfill", "-- schemagen: backfill customer by id")?;
        place.says("21_second_backfill", "lock = none")?;
    }
    Ok(())
}

const TABLE_BEFORE: &str = "entity client {
  id: bigint identity primary key
  name: varchar(80)
}
entity deal {
  id: bigint identity primary key
  client_id: ref client
  total: decimal(10, 2) default 0
  note: text?
}
view large { select id, total from deal where total > 100 }
";

const TABLE_AFTER: &str = "entity client {
  id: bigint identity primary key
  name: varchar(80)
}
entity purchase was deal {
  id: bigint identity primary key
  client_id: ref client
  amount: decimal(10, 2) default 0 was total
  note: text?
}
view large { select id, amount from purchase where amount > 100 }
";

fn tables(kind: Kind) -> Result<(), Failed> {
    let place = Place::new(kind, TABLE_BEFORE, TABLE_AFTER)?;
    place.up("10")?;
    place.write("insert into client (name) values ('a')")?;
    let numbers = numbers(kind);
    place.write(&format!(
        "insert into deal (client_id, total, note) select 1, n, 'n' from {numbers}"
    ))?;
    place.up("20")?;
    place.write("insert into deal (client_id, total) values (1, 5000)")?;
    place.write("insert into purchase (client_id, amount) values (1, 5001)")?;
    place.write("update deal set total = 5002 where total = 5001")?;
    place.write("delete from deal where total = 1")?;
    place.is("select concat(count(*), ' ', count(total)) from deal", "2501 2501")?;
    place.is("select count(*) from purchase where amount in (5000, 5002)", "2")?;
    place.up("21")?;
    place.write("insert into deal (client_id, total) values (1, 6000)")?;
    place.write("insert into deal (client_id) values (1)")?;
    place.is("select count(*) from purchase where amount >= 5000", "3")?;
    place.is("select count(*) from purchase where amount is null", "0")?;
    place.is("select count(*) from large where amount >= 5000", "3")?;
    place.up("22")?;
    place.write("insert into purchase (client_id, amount) values (1, 7000)")?;
    place.equals("after.sgen")?;
    place.down("10")?;
    place.is("select concat(count(*), ' ', count(total)) from deal", "2504 2504")?;
    place.is("select count(*) from deal where total >= 5000", "4")?;
    place.equals("before.sgen")
}
