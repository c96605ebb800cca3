//! `plan` from a live Postgres database of 1,000 and of 10,000 tables to a design, beside `pg_dump -s` of the same: when
//! nothing differs, and when 100 tables do.
//!
//!     eval "$(scripts/test-servers)"; eval "$(scripts/real-schemas)"; cargo bench --bench plan

mod database;
mod generator;
mod measure;

use std::path::Path;
use std::process::Command;

use database::Databases;
use measure::{measure, print_head};

const CHANGED: usize = 100;

fn main() {
    // `cargo test --benches` passes --test: nothing is timed there.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let databases = Databases::start();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    print_head("x dump");
    for count in [1_000, 10_000] {
        let design = generator::design(count);
        let same = folder.path().join(format!("same_{count}.sgen"));
        let changed = folder.path().join(format!("changed_{count}.sgen"));
        std::fs::write(&same, &design).expect("a file is written");
        std::fs::write(&changed, change(&design, count)).expect("a file is written");
        let ddl = ddl(&same);
        let statements: Vec<&str> = ddl.split("\n\n").collect();
        let scripts = statements.chunks(500).map(|some| some.join("\n"));
        let url = databases.make(&format!("tables_{count}"), scripts);
        let dump = measure(root, &databases.pg_dump, &["-s".to_owned(), format!("--dbname={url}")]);
        dump.print(&format!("pg_dump -s, {count} tables"), dump.median);
        for (name, file) in [("nothing differs", &same), ("100 tables differ", &changed)] {
            let arguments =
                ["plan", &file.display().to_string(), "--from", &url].map(str::to_owned);
            let plan = measure(root, env!("CARGO_BIN_EXE_schemagen"), &arguments);
            plan.print(&format!("plan, {count}, {name}"), dump.median);
        }
    }
}

/// A longer code and one more attribute in a hundred entities, spread over all.
fn change(design: &str, count: usize) -> String {
    let every = count / CHANGED;
    let mut text = String::with_capacity(design.len() + CHANGED * 40);
    let mut entity = 0;
    for line in design.lines() {
        if let Some(rest) = line.strip_prefix("entity thing_") {
            entity = rest.trim_end_matches(" {").parse().expect("a number");
        }
        match line {
            "  code: varchar(40) unique" if entity % every == 0 => {
                text.push_str("  code: varchar(60) unique\n  extra: text?\n");
            }
            _ => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

fn ddl(design: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_schemagen"))
        .arg("emit")
        .arg(design)
        .args(["--dialect", "postgres"])
        .output()
        .expect("schemagen runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("SQL is text")
}
