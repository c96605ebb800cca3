//! A folder of migrations and a SQLite file: what a person does with them.

use std::path::Path;
use std::process::{Command, Output};

use libtest_mimic::{Failed, Trial};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("migrate: there and back again", there_and_back),
        Trial::test("migrate: what was changed is not run", changed_files),
        Trial::test("migrate: what came in late is not run unasked", out_of_order),
        Trial::test("migrate: a failed step leaves what was before it", failed_step),
        Trial::test("migrate: lists of checksums merge in git", merge),
        Trial::test("migrate: a chain is proven there and back", verify),
        Trial::test("migrate: roles stay when what they may use goes", roles),
        Trial::test("migrate: what commutes is moved, what does not stays", rebase),
        Trial::test("migrate: the shop's chain is proven and ends at its design", shop),
        Trial::test("migrate: other tools' folders are the beginning", import),
    ]
}

/// A folder with a database beside it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Result<Place, Failed> {
        Ok(Place { folder: tempfile::tempdir()? })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = tool::schemagen(self.path());
        command.env("SCHEMAGEN_DATABASE", "sqlite:shop.db");
        command.args(words).output().expect("the binary was built by cargo")
    }

    /// Makes a migration with these files.
    fn add(&self, number: &str, up: &str, down: &str) -> Result<(), Failed> {
        expect(&self.run(&["migrate", "new", "step", "--number", number]), 0)?;
        let folder = self.path().join(format!("migrations-out/{number}_step"));
        std::fs::write(folder.join("up.sql"), up)?;
        std::fs::write(folder.join("down.sql"), down)?;
        expect(&self.run(&["migrate", "lint", "--accept", "--dialect", "sqlite", "--quiet"]), 0)
    }

    /// `version:state` of every migration.
    fn states(&self) -> Result<String, Failed> {
        let output = self.run(&["migrate", "status", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let migrations = document["migrations"].as_array().into_iter().flatten();
        let states = migrations.map(|one| {
            format!(
                "{}:{}",
                one["version"].as_str().unwrap_or(""),
                one["state"].as_str().unwrap_or("")
            )
        });
        Ok(states.collect::<Vec<_>>().join(" "))
    }

    fn entities(&self) -> String {
        tool::text(&self.run(&["inspect", "sqlite:shop.db"]).stdout)
    }
}

pub fn expect(output: &Output, code: i32) -> Result<(), Failed> {
    if output.status.code() == Some(code) {
        return Ok(());
    }
    Err(format!(
        "expected exit {code}, got {:?}\n{}{}",
        output.status,
        tool::text(&output.stdout),
        tool::text(&output.stderr)
    )
    .into())
}

fn holds(what: bool, words: impl Into<String>) -> Result<(), Failed> {
    if what { Ok(()) } else { Err(words.into().into()) }
}

fn there_and_back() -> Result<(), Failed> {
    let place = Place::new()?;
    place.add(
        "1",
        "create table a (id integer primary key, v int);\ninsert into a values (1, 2), (3, 4);",
        "drop table a;",
    )?;
    place.add("2", "alter table a add column w int;\n-- schemagen: backfill a by id batch 1\nupdate a set w = v * 2;", "alter table a drop column w;")?;
    holds(place.states()? == "1:pending 2:pending", place.states()?)?;
    expect(&place.run(&["migrate", "up", "--to", "1"]), 0)?;
    holds(place.states()? == "1:applied 2:pending", place.states()?)?;
    let before = place.entities();
    expect(&place.run(&["migrate", "up"]), 0)?;
    expect(&place.run(&["migrate", "status"]), 0)?;
    holds(place.entities().contains("w: int?"), place.entities())?;
    expect(&place.run(&["migrate", "down"]), 0)?;
    holds(place.entities() == before, place.entities())?;
    expect(&place.run(&["migrate", "down"]), 0)?;
    holds(place.states()? == "1:pending 2:pending", place.states()?)?;
    holds(!place.entities().contains("entity"), place.entities())?;
    expect(&place.run(&["migrate", "up"]), 0)
}

fn changed_files() -> Result<(), Failed> {
    let place = Place::new()?;
    place.add("1", "create table a (id integer primary key);", "drop table a;")?;
    expect(&place.run(&["migrate", "up"]), 0)?;
    let up = place.path().join("migrations-out/1_step/up.sql");
    std::fs::write(&up, "create table b (id integer primary key);")?;
    // The list says so without a database, the record even where the list was made to agree.
    let refused = place.run(&["migrate", "up"]);
    expect(&refused, 2)?;
    holds(tool::text(&refused.stderr).contains("1_step/up.sql"), tool::text(&refused.stderr))?;
    expect(&place.run(&["migrate", "lint", "--accept", "--dialect", "sqlite"]), 0)?;
    let refused = place.run(&["migrate", "up"]);
    expect(&refused, 1)?;
    holds(tool::text(&refused.stderr).contains("changed after it ran"), tool::text(&refused.stderr))
}

fn out_of_order() -> Result<(), Failed> {
    let place = Place::new()?;
    place.add("1", "create table a (id integer primary key);", "drop table a;")?;
    place.add("3", "create table c (id integer primary key);", "drop table c;")?;
    expect(&place.run(&["migrate", "up"]), 0)?;
    // As another branch brings it.
    let late = place.path().join("migrations-out/2_late");
    std::fs::create_dir(&late)?;
    std::fs::write(late.join("up.sql"), "create table b (id integer primary key);")?;
    expect(&place.run(&["migrate", "lint", "--accept", "--dialect", "sqlite"]), 0)?;
    expect(&place.run(&["migrate", "up"]), 1)?;
    holds(!place.entities().contains("entity b"), place.entities())?;
    expect(&place.run(&["migrate", "up", "--out-of-order"]), 0)?;
    holds(place.entities().contains("entity b"), place.entities())
}

fn failed_step() -> Result<(), Failed> {
    let place = Place::new()?;
    place.add("1", "create table a (id integer primary key);\n-- schemagen: commit\ncreate table b (id integer primary key);\n\
         insert into nowhere values (1);", "drop table b; drop table a;")?;
    let failed = place.run(&["migrate", "up"]);
    expect(&failed, 3)?;
    let words = tool::text(&failed.stderr);
    holds(words.contains("step 3 of 3 failed, the step before it is in place"), words)?;
    holds(place.states()? == "1:applying", place.states()?)?;
    holds(
        place.entities().contains("entity a") && !place.entities().contains("entity b"),
        place.entities(),
    )?;
    std::fs::write(
        place.path().join("migrations-out/1_step/up.sql"),
        "create table a (id integer primary key);\n-- schemagen: commit\ncreate table b (id integer primary key);",
    )?;
    expect(&place.run(&["migrate", "lint", "--accept", "--dialect", "sqlite"]), 0)?;
    expect(&place.run(&["migrate", "up"]), 1)
}

fn merge() -> Result<(), Failed> {
    let place = Place::new()?;
    let git = |words: &[&str]| -> Result<(), Failed> {
        let output = Command::new("git")
            .current_dir(place.path())
            .args([
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "init.defaultBranch=main",
            ])
            .args(words)
            .output()?;
        expect(&output, 0)
    };
    git(&["init", "-q"])?;
    place.add("1", "create table a (id integer primary key);", "drop table a;")?;
    git(&["add", "."])?;
    git(&["commit", "-qm", "one"])?;
    git(&["checkout", "-qb", "other"])?;
    place.add("3", "create table c (id integer primary key);", "drop table c;")?;
    git(&["add", "."])?;
    git(&["commit", "-qm", "three"])?;
    git(&["checkout", "-q", "main"])?;
    place.add("2", "create table b (id integer primary key);", "drop table b;")?;
    git(&["add", "."])?;
    git(&["commit", "-qm", "two"])?;
    git(&["merge", "-q", "--no-edit", "other"])?;
    expect(&place.run(&["migrate", "up"]), 0)?;
    holds(place.states()? == "1:applied 2:applied 3:applied", place.states()?)
}

fn verify() -> Result<(), Failed> {
    let place = Place::new()?;
    place.add("1", "create table a (id integer primary key, v integer not null check (v > 100), u text unique);\n\
         create table b (id integer primary key, a_id integer not null references a (id), kind text check (kind in ('x', 'y')));",
        "drop table b; drop table a;")?;
    place.add("2", "alter table a add column w integer;", "alter table a drop column w;")?;
    let words = ["migrate", "verify", "--dialect", "sqlite"];
    let proven = place.run(&words);
    expect(&proven, 0)?;
    let said = tool::text(&proven.stdout);
    // Six rows in each of the two tables: checks, keys and references are met.
    holds(said.contains("2_step  up, down, up again, over 12 rows"), said)?;
    std::fs::write(place.path().join("design.sql"), "create table a (id integer primary key);")?;
    let other = place.run(&["migrate", "verify", "--dialect", "sqlite", "--design", "design.sql"]);
    expect(&other, 3)?;
    // A way back that forgets something, and a way there that loses rows without saying so.
    place.add(
        "3",
        "create table c (id integer primary key); create index c_id on c (id);",
        "select 1;",
    )?;
    let wrong = place.run(&words);
    let said = tool::text(&wrong.stdout) + &tool::text(&wrong.stderr);
    expect(&wrong, 3)?;
    holds(said.contains("already exists") || said.contains("`down.sql` does not lead back"), said)
}

/// A role is the server's: no way back drops it, and none is wrong because of that.
fn roles() -> Result<(), Failed> {
    let place = Place::new()?;
    std::fs::write(
        place.path().join("design.sgen"),
        "schema s targets postgres >= 15\nrole teller_of_trials\n\
         entity t { id: bigint identity primary key }\ngrant select on t to teller_of_trials\n",
    )?;
    expect(&place.run(&["migrate", "new", "first", "--to", "design.sgen", "--on", "embedded"]), 0)?;
    let words = ["migrate", "verify", "--design", "design.sgen", "--on", "embedded"];
    expect(&place.run(&words), 0)
}

/// The chain that is shown to readers, with rows in every table that it meets.
fn shop() -> Result<(), Failed> {
    let words =
        ["--dir", "samples/shop/migrations-out", "--design", "samples/shop", "--on", "embedded"];
    let output = tool::run(tool::repository(), &[&["migrate", "verify"], &words[..]].concat());
    expect(&output, 0)?;
    let said = tool::text(&output.stdout);
    let last = said.lines().find(|line| line.contains("_review_titles")).unwrap_or_default();
    let rows = last.split_whitespace().rev().nth(1).and_then(|number| number.parse::<u64>().ok());
    holds(rows.is_some_and(|rows| rows > 50) && !said.contains("made up for `review`"), said)
}

fn rebase() -> Result<(), Failed> {
    let place = Place::new()?;
    place.add("1", "create table a (id integer primary key);", "drop table a;")?;
    place.add("2", "create table b (id integer primary key);", "drop table b;")?;
    place.add("3", "create index b_id on b (id);", "drop index b_id;")?;
    let stays = place.run(&["migrate", "rebase", "2", "--number", "9", "--on", "sqlite"]);
    expect(&stays, 1)?;
    holds(tool::text(&stays.stdout).contains("does not commute"), tool::text(&stays.stdout))?;
    let moved = place.run(&["migrate", "rebase", "1", "--number", "9", "--on", "sqlite"]);
    expect(&moved, 0)?;
    expect(&place.run(&["migrate", "up"]), 0)?;
    holds(place.states()? == "2:applied 3:applied 9:applied", place.states()?)
}

fn import() -> Result<(), Failed> {
    let place = Place::new()?;
    place.add("1", "create table a (id integer primary key);", "drop table a;")?;
    place.add("2", "insert into a values (1);", "delete from a;")?;
    for format in ["flyway", "golang-migrate", "goose", "dbmate", "liquibase", "sqlx"] {
        let (out, back) = (format!("{format}-out"), format!("{format}-back"));
        let words = ["migrate", "export", "--format", format, "-o", &out, "--dialect", "sqlite"];
        expect(&place.run(&words), 0)?;
        expect(&place.run(&["migrate", "import", &out, "--format", format, "--dir", &back]), 0)?;
        let database = format!("sqlite:{format}.db");
        expect(&place.run(&["migrate", "up", "--dir", &back, "--database", &database]), 0)?;
        expect(&place.run(&["migrate", "down", "--dir", &back, "--database", &database]), 0)?;
        expect(&place.run(&words), 2)?;
    }
    // A list that stands on every file tells that one was changed.
    let words =
        ["migrate", "export", "--format", "atlas", "-o", "atlas-out", "--dialect", "sqlite"];
    expect(&place.run(&words), 0)?;
    let import =
        |to: &str| place.run(&["migrate", "import", "atlas-out", "--format", "atlas", "--dir", to]);
    expect(&import("atlas-back"), 0)?;
    std::fs::write(place.path().join("atlas-out/2_step.sql"), "insert into a values (2);\n")?;
    let refused = import("atlas-again");
    expect(&refused, 2)?;
    holds(tool::text(&refused.stderr).contains("`2_step.sql`"), tool::text(&refused.stderr))
}
