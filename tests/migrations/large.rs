//! Of many tables, those alone are looked at that differ, with what belongs to them.

use std::fmt::Write;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use super::server::{Kind, Server};
use crate::tool;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("large: a change of a few of many tables", few_of_many),
        Trial::test("large: a change that the text tells all of", plain_of_many),
    ]
}

const TABLES: usize = 240;

/// Tables in families of twenty; the fourth family differs where `changed`. With what only a server says in words of
/// its own where `printed`: each family then has a view over its first table.
fn design(changed: bool, printed: bool) -> String {
    let mut text = "schema many targets postgres >= 13\n\nenum state { open, closed }\n".to_owned();
    for number in 0..TABLES {
        let differs = changed && number == 60;
        let _ = write!(text, "\nentity thing_{number} {{\n  id: bigint identity primary key\n");
        if number % 20 != 0 {
            let _ = writeln!(text, "  parent_id: ref thing_{}", number - 1);
        }
        let (price, more) =
            if differs { ("decimal(14,2)", "  note: text?\n") } else { ("decimal(12,2)", "") };
        // Only a server can say whether this is the same in its own words.
        let odd = if printed && number % 20 == 7 { "  check (length(label) > 0)\n" } else { "" };
        let _ = write!(
            text,
            "  price: {price}\n  state: state default 'open'\n  label: varchar(20)\n{more}\n  \
             check (price >= 0)\n  check (label in ('a', 'b'))\n{odd}  index (label)\n}}\n"
        );
        if printed && number % 20 == 0 {
            let _ = write!(
                text,
                "\nview priced_{number} {{\n  select id, price * 2 as twice from thing_{number} where price > 1\n}}\n"
            );
        }
    }
    if changed {
        text.push_str(
            "\nentity late {\n  id: bigint identity primary key\n  thing: ref thing_99\n}\n",
        );
    }
    text
}

fn run_in(folder: &Path, words: &[&str]) -> Result<String, Failed> {
    let output = tool::run(folder, words);
    match output.status.code() {
        Some(0) => Ok(tool::text(&output.stdout)),
        code => Err(format!(
            "{words:?}: exit {code:?}\n{}{}",
            tool::text(&output.stdout),
            tool::text(&output.stderr)
        )
        .into()),
    }
}

fn few_of_many() -> Result<(), Failed> {
    let server = Server::start(Kind::Postgres, None)?;
    server.renew()?;
    let url = server.url("shop");
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("same.sgen"), design(false, true))?;
    std::fs::write(folder.path().join("changed.sgen"), design(true, true))?;
    let run = |words: &[&str]| run_in(folder.path(), words);
    let plan = |file: &str| -> Result<Value, Failed> {
        let said = run(&["plan", file, "--from", &url, "--format", "json"])?;
        std::fs::write(folder.path().join("plan.json"), &said)?;
        Ok(serde_json::from_str(&said)?)
    };
    let steps = |plan: &Value| plan["steps"].as_array().map_or(0, Vec::len);

    plan("same.sgen")?;
    run(&["apply", "plan.json", "--to", &url])?;
    let same = plan("same.sgen")?;
    if steps(&same) != 0 {
        return Err(format!("nothing differs, and yet: {}", same["steps"]).into());
    }
    let changed = plan("changed.sgen")?;
    let proof = &changed["proofs"][0];
    let untouched = proof["untouched"].as_u64().unwrap_or(0);
    if proof["outcome"] != "proven" || untouched < 1_000 {
        return Err(format!("{proof}").into());
    }
    run(&["apply", "plan.json", "--to", &url])?;
    if steps(&plan("changed.sgen")?) != 0 {
        return Err("the steps do not lead to the design".into());
    }
    as_made_anew(&server, "changed.sgen", &run)
}

/// The database as a whole is what the design makes of an empty one.
fn as_made_anew(
    server: &Server,
    design: &str,
    run: &dyn Fn(&[&str]) -> Result<String, Failed>,
) -> Result<(), Failed> {
    let url = server.url("shop");
    let there = run(&["inspect", &url, "--format", "json"])?;
    let sql = run(&["emit", design, "--dialect", "postgres"])?;
    server.renew()?;
    server.live()?.run(&sql).map_err(|error| error.to_string())?;
    let fresh = run(&["inspect", &url, "--format", "json"])?;
    let sorted = |text: &str| -> Result<Value, Failed> {
        let mut schema: Value = serde_json::from_str(text)?;
        for columns in schema["tables"].as_array_mut().into_iter().flatten() {
            let by_name = |value: &Value| value["name"].to_string();
            if let Some(columns) = columns["columns"].as_array_mut() {
                columns.sort_by_key(by_name);
            }
        }
        Ok(schema["tables"].take())
    };
    if sorted(&there)? != sorted(&fresh)? {
        return Err("the database is not what the design makes of an empty one".into());
    }
    Ok(())
}

/// Types, columns, keys and names are as the text says them: nothing has to be started to hear so.
fn plain_of_many() -> Result<(), Failed> {
    let server = Server::start(Kind::Postgres, None)?;
    server.renew()?;
    let url = server.url("shop");
    let folder = tempfile::tempdir()?;
    let run = |words: &[&str]| run_in(folder.path(), words);
    let before = design(false, false);
    let plain = before
        .replacen(
            "entity thing_61 {",
            "entity thing_61 {\n  extra: varchar(9)? unique\n  late: ref late?\n  index (extra, late)",
            1,
        )
        .replacen("entity thing_62 {", "/// Another.\nentity thing_62 {", 1)
        + "\nentity late {\n  id: bigint identity primary key\n  of: ref thing_99\n}\n";
    // Only a server says how it prints this.
    let odd = plain.replacen("/// Another.", "/// Another. ", 1).replacen(
        "  extra: varchar(9)? unique",
        "  extra: varchar(9)? unique\n  check (length(extra) > 2)",
        1,
    );
    for (file, text) in [("before.sgen", &before), ("plain.sgen", &plain), ("odd.sgen", &odd)] {
        std::fs::write(folder.path().join(file), text)?;
    }
    let sql = run(&["plan", "before.sgen", "--from", &url, "--format", "sql"])?;
    server.live()?.run(&sql).map_err(|error| error.to_string())?;
    // No such server is there to be started.
    let nowhere = |file| {
        [
            "plan",
            file,
            "--from",
            &url,
            "--format",
            "sql",
            "--offline-ok",
            "--on",
            "local:postgres@99",
        ]
    };
    let sql = run(&nowhere("plain.sgen"))?;
    if run(&nowhere("odd.sgen")).is_ok() {
        return Err("what only a server knows was not asked of one".into());
    }
    server.live()?.run(&sql).map_err(|error| error.to_string())?;
    for format in ["sql", "json"] {
        let again = run(&["plan", "plain.sgen", "--from", &url, "--format", format])?;
        let is_empty = match format {
            "sql" => again.lines().all(|line| line.is_empty() || line.starts_with("--")),
            _ => serde_json::from_str::<Value>(&again)?["steps"]
                .as_array()
                .is_some_and(Vec::is_empty),
        };
        if !is_empty {
            return Err(format!("these steps do not lead to the design:\n{sql}\n{again}").into());
        }
    }
    as_made_anew(&server, "plain.sgen", &run)
}
