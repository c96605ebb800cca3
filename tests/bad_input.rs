//! Input that no one should give and someone will: a clear message and the documented exit code,
//! never a panic (exit 4) and never a signal.

use std::path::Path;
use std::process::Output;

use libtest_mimic::{Failed, Trial};

use crate::tool;

/// The file's bytes, the exit code of `check`, and words its message must hold.
type BadFile = (&'static str, fn() -> Vec<u8>, i32, &'static [&'static str]);

const FILES: [BadFile; 9] = [
    ("an empty file", Vec::new, 0, &[]),
    ("a binary file", || vec![0x7f, b'E', b'L', b'F', 0, 1, 2, 0xff], 2, &["is not text"]),
    ("latin-1", || b"entity caf\xe9 {}".to_vec(), 2, &["UTF-8"]),
    ("ten megabytes of braces", || vec![b'{'; 10 << 20], 2, &["error[SG0"]),
    (
        "ten megabytes of parentheses",
        || [b"entity a { x: int check ".to_vec(), vec![b'('; 10 << 20]].concat(),
        2,
        &["error[SG0"],
    ),
    (
        "an unterminated string",
        || b"entity a {\n  x: text default 'oops\n}\n".to_vec(),
        2,
        &["a.sgen:2:", "never closed"],
    ),
    (
        "an unterminated comment",
        || b"entity a {\n  x: int /* oops\n}\n".to_vec(),
        2,
        &["a.sgen:2:", "never closed"],
    ),
    ("one long line", || vec![b'a'; 4 << 20], 2, &["error[SG0"]),
    (
        "deep nesting in SQL",
        || {
            let deep = 5_000;
            format!("entity a {{ x: int check ({}1{} > 0) }}\n", "(".repeat(deep), ")".repeat(deep))
                .into_bytes()
        },
        2,
        &["error[SG0"],
    ),
];

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = FILES
        .iter()
        .map(|(name, bytes, code, words)| {
            Trial::test(format!("bad input: {name}"), move || {
                let folder = tempfile::tempdir()?;
                std::fs::write(folder.path().join("a.sgen"), bytes())?;
                for arguments in [
                    &["check", "a.sgen"][..],
                    &["fmt", "--check", "a.sgen"],
                    &["plan", "a.sgen"],
                    &["emit", "a.sgen"],
                ] {
                    let output = tool::run(folder.path(), arguments);
                    no_crash(&output)?;
                    if arguments[0] == "check" {
                        holds(&output, *code, words)?;
                    }
                }
                Ok(())
            })
        })
        .collect();
    trials.extend([
        Trial::test("bad input: a folder without entities", || {
            let folder = tempfile::tempdir()?;
            holds(&tool::run(folder.path(), &["check", "."]), 2, &["has no `.sgen` file"])
        }),
        Trial::test("bad input: a path that is not there", || {
            let folder = tempfile::tempdir()?;
            std::fs::write(folder.path().join("shop.sgen"), "")?;
            holds(
                &tool::run(folder.path(), &["check", "shp.sgen"]),
                2,
                &["does not exist", "did you mean"],
            )
        }),
        Trial::test("bad input: an unreadable file", unreadable),
        Trial::test("bad input: a URL that refuses", || {
            let folder = design("entity a { id: int primary key }\n")?;
            let url = "postgres://someone:hunter2@127.0.0.1:1/things";
            let output = tool::run(folder.path(), &["verify", ".", "--on", url]);
            holds(&output, 3, &["127.0.0.1", "port 1", "someone", "things"])?;
            lacks(&output, "hunter2")
        }),
        Trial::test("bad input: a URL with a mistyped scheme keeps its password", || {
            let folder = design("entity a { id: int primary key }\n")?;
            let output = tool::run(
                folder.path(),
                &["verify", ".", "--on", "postgre://someone:hunter2@host/things"],
            );
            holds(&output, 2, &[])?;
            lacks(&output, "hunter2")
        }),
        Trial::test("bad input: no room in the temporary folder", no_room),
        Trial::test("bad input: an unknown dialect", || {
            let folder = design("entity a { id: int primary key }\n")?;
            holds(
                &tool::run(folder.path(), &["emit", ".", "--dialect", "postgre"]),
                2,
                &["did you mean `postgres`"],
            )
        }),
        Trial::test("bad input: output is never half written", half_written),
        Trial::test("init makes a folder that plan accepts", || {
            let folder = tempfile::tempdir()?;
            holds(&tool::run(folder.path(), &["init", "new"]), 0, &["plan new"])?;
            holds(&tool::run(folder.path(), &["plan", "new"]), 0, &[])?;
            holds(&tool::run(folder.path(), &["init", "new"]), 2, &["exists already"])?;
            holds(&tool::run(folder.path(), &["fmt", "--check", "new"]), 0, &[])
        }),
    ]);
    trials
}

fn design(text: &str) -> Result<tempfile::TempDir, Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("a.sgen"), text)?;
    Ok(folder)
}

fn no_crash(output: &Output) -> Result<(), Failed> {
    match output.status.code() {
        Some(0..=3) => Ok(()),
        other => Err(format!("exit {other:?}: {}", excerpt(output)).into()),
    }
}

fn holds(output: &Output, code: i32, words: &[&str]) -> Result<(), Failed> {
    no_crash(output)?;
    if output.status.code() != Some(code) {
        return Err(format!(
            "exit {:?}, expected {code}: {}",
            output.status.code(),
            excerpt(output)
        )
        .into());
    }
    let said = excerpt(output);
    match words.iter().find(|word| !said.contains(*word)) {
        Some(word) => Err(format!("no `{word}` in: {said}").into()),
        None => Ok(()),
    }
}

fn lacks(output: &Output, secret: &str) -> Result<(), Failed> {
    let said = excerpt(output);
    if said.contains(secret) { Err(format!("the secret was shown: {said}").into()) } else { Ok(()) }
}

fn excerpt(output: &Output) -> String {
    let said = format!("{}{}", tool::text(&output.stdout), tool::text(&output.stderr));
    said.chars().take(4_000).collect()
}

/// Root reads everything, so the file is made a folder with the name of one, which nobody reads.
fn unreadable() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::create_dir(folder.path().join("a.sgen"))?;
    holds(&tool::run(folder.path(), &["check", "a.sgen"]), 2, &["a.sgen"])
}

/// A temporary folder that takes no files stands for a full one: the same calls fail.
fn no_room() -> Result<(), Failed> {
    let folder = design("entity a { id: int primary key }\n")?;
    let output = tool::schemagen(folder.path())
        .args(["verify", ".", "--on", "local:postgres"])
        .env("TMPDIR", Path::new("/proc/nowhere"))
        .env("XDG_CACHE_HOME", Path::new("/proc/nowhere"))
        .output()?;
    no_crash(&output)
}

fn half_written() -> Result<(), Failed> {
    let folder = design("entity a { id: int primary key }\n")?;
    let output = tool::run(folder.path(), &["emit", ".", "-o", "missing/out.sql"]);
    holds(&output, 2, &["missing/out.sql"])?;
    let left: Vec<_> =
        std::fs::read_dir(folder.path())?.flatten().map(|entry| entry.file_name()).collect();
    if left.len() == 1 { Ok(()) } else { Err(format!("left behind: {left:?}").into()) }
}
