//! Workloads that nobody would write by hand, beside a query that is still advised on.

use std::fmt::Write;

use libtest_mimic::{Failed, Trial};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("advice beside a query of 5,000 lines", || beside(&long())),
        Trial::test("advice beside 5,000 nested parentheses", || beside(&nested())),
        Trial::test("advice beside bytes that are no text", no_text),
    ]
}

/// Thousands of alternatives, each on a line.
fn long() -> String {
    let mut sql = "select id from item where colour = 'none'\n".to_owned();
    for number in 0..5_000 {
        let _ = writeln!(sql, "  or colour = 'colour {number}' and id <> {number}");
    }
    sql
}

fn nested() -> String {
    let deep = 5_000;
    format!("select id from item where {}colour = 'x'{}", "(".repeat(deep), ")".repeat(deep))
}

const DESIGN: &str = "schema odd targets postgres >= 15\n\nentity item {\n  \
    id: bigint identity primary key\n  owner_id: bigint\n  colour: varchar(20)\n\n  rows 1M\n  \
    distinct owner_id 50k\n}\n";

/// Whatever the one query is, the other gets its index, and nothing panics.
fn beside(odd: &str) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("design.sgen"), DESIGN)?;
    let queries = format!("{odd};\n\nselect id, colour from item where owner_id = $1;\n");
    std::fs::write(folder.path().join("queries.sql"), queries)?;
    let output = tool::run(
        folder.path(),
        &["advise", "design.sgen", "--queries", "queries.sql", "--format", "sql"],
    );
    let (sql, said) = (tool::text(&output.stdout), tool::text(&output.stderr));
    if output.status.success() && sql.contains("on item (owner_id)") && !said.contains("panicked") {
        return Ok(());
    }
    Err(format!("{:?}\n{sql}\n{said:.2000}", output.status).into())
}

/// A file that cannot be read as text is named; that is an error of the input.
fn no_text() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("design.sgen"), DESIGN)?;
    std::fs::write(
        folder.path().join("queries.sql"),
        b"select id from item where colour = '\xff'",
    )?;
    let output = tool::run(folder.path(), &["advise", "design.sgen", "--queries", "queries.sql"]);
    let said = tool::text(&output.stderr);
    match output.status.code() == Some(2) && said.contains("queries.sql") {
        true => Ok(()),
        false => Err(format!("{:?}\n{said}", output.status).into()),
    }
}
