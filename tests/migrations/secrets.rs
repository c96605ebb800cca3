//! A password in an address reaches a server and nothing else: no output, no file that is written.

use libtest_mimic::{Failed, Trial};

use super::server::{Kind, Server};
use crate::tool;

const SECRET: &str = "open-sesame-4711";

const DESIGN: &str =
    "schema a targets postgres\n\nentity note {\n  id: int primary key\n  body: text\n}\n";

pub fn trials() -> Vec<Trial> {
    vec![Trial::test("secrets: a password stays in its address", stays)]
}

fn stays() -> Result<(), Failed> {
    let server = Server::start(Kind::Postgres, None)?;
    let address = server.url("postgres").replace("postgres@", &format!("postgres:{SECRET}@"));
    let (_, query) = address.split_once('?').ok_or("the address names a folder")?;
    let nowhere = format!("postgres://postgres:{SECRET}@/nowhere?{query}");
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("a.sgen"), DESIGN)?;
    let runs: &[&[&str]] = &[
        &["plan", "a.sgen", "--from", &address],
        &["plan", "a.sgen", "--from", &address, "--format", "json", "-o", "plan.json"],
        &["plan", "a.sgen", "--from", &address, "--format", "md", "-o", "plan.md"],
        &["plan", "a.sgen", "--from", &address, "--format", "sql", "-o", "plan.sql"],
        &["plan", &address, "--from", "a.sgen", "--allow", "destructive:note"],
        &["migrate", "new", "first", "--to", &address, "--dir", "made"],
        &["diff", &address, "a.sgen"],
        &["inspect", &address],
        &["erd", &address, "-o", "there.svg"],
        &["erd", "a.sgen", "--from", &address, "-o", "change.html"],
        &["doc", "a.sgen", "--from", &address, "-o", "document"],
        &["ci", "a.sgen", "--no-proof", "--database", &address, "--from", &address],
        &[
            "ci",
            "a.sgen",
            "--no-proof",
            "--from",
            &address,
            "--summary",
            "s.md",
            "--json",
            "s.json",
        ],
        &["apply", "plan.json", "--to", &address],
        &["migrate", "status", "--dir", "made", "--database", &address],
        &["advise", "a.sgen", "--stats", &address],
        // What goes wrong says no more.
        &["plan", "a.sgen", "--from", &nowhere],
        &["inspect", &nowhere],
        &["apply", "plan.json", "--to", &nowhere],
        &["migrate", "up", "--dir", "made", "--database", &nowhere],
    ];
    for words in runs {
        let output = tool::run(folder.path(), words);
        for text in [&output.stdout, &output.stderr] {
            if tool::text(text).contains(SECRET) {
                return Err(format!("{}: {}", words[0], tool::text(text)).into());
            }
        }
        // A command line that is no longer understood would keep any secret.
        let wrong =
            tool::text(&output.stderr).contains("Usage:") || output.status.code() == Some(4);
        let reached = words.iter().any(|word| *word == nowhere) || output.status.code() != Some(3);
        if wrong || !reached {
            return Err(format!("{words:?}: {}", tool::text(&output.stderr)).into());
        }
    }
    for file in tool::find(folder.path(), &|_| true) {
        let text = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
        if text.contains(SECRET) {
            return Err(format!("{} holds the password", file.display()).into());
        }
    }
    Ok(())
}
