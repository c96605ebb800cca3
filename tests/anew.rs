//! Changes of SQLite's tables, there and back with rows, three ways: the script of a plan run by a client, a saved
//! plan that is applied, and migrations that are proven, run, undone and run again.
//!
//! A case is a folder of `tests/cases/anew` with `before.sql`, `after.sql` and `rows.sql`. Afterwards the schema is
//! the one that is wanted, a new plan is empty, and every value of a column that is on both sides is what it was.

use std::collections::BTreeMap;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use rusqlite::Connection;

use crate::tool;

pub fn trials() -> Vec<Trial> {
    let cases = tool::repository().join("tests/cases/anew");
    tool::find(&cases, &|path| path.file_name().is_some_and(|name| name == "before.sql"))
        .into_iter()
        .map(|path| {
            let folder = path.parent().unwrap_or(&cases).to_owned();
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Trial::test(format!("anew: {name}"), move || check(&folder))
        })
        .collect()
}

fn check(case: &Path) -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    for file in ["before.sql", "after.sql", "rows.sql"] {
        std::fs::copy(case.join(file), place.path().join(file))?;
    }
    let place = Place { case, folder: place.path() };
    place.by_client()?;
    place.by_apply()?;
    place.by_migrations()
}

struct Place<'p> {
    case: &'p Path,
    folder: &'p Path,
}

/// By table and column, every value as the server writes it.
type Values = BTreeMap<(String, String), Vec<String>>;

impl Place<'_> {
    /// A case may have a file that says what cannot be asked of it.
    fn has(&self, mark: &str) -> bool {
        self.case.join(mark).exists()
    }

    /// Where to go, and what has to be there then.
    fn ways<'v>(&self, rows: &'v Values, none: &'v Values) -> Vec<(&'static str, &'v Values)> {
        let there = ("after.sql", rows);
        if self.has("one-way") { vec![there] } else { vec![there, ("before.sql", none)] }
    }

    fn fails(&self, words: &str) -> Failed {
        words.to_owned().into()
    }

    fn run(&self, words: &[&str]) -> Result<String, Failed> {
        let output = tool::run(self.folder, words);
        match output.status.success() {
            true => Ok(tool::text(&output.stdout)),
            false => Err(self.fails(&format!(
                "{words:?}: {:?}\n{}{}",
                output.status.code(),
                tool::text(&output.stdout),
                tool::text(&output.stderr)
            ))),
        }
    }

    fn open(&self, file: &str) -> Result<Connection, Failed> {
        Ok(Connection::open(self.folder.join(file))?)
    }

    fn fresh(&self, file: &str) -> Result<Values, Failed> {
        let connection = self.open(file)?;
        for script in ["before.sql", "rows.sql"] {
            connection.execute_batch(&std::fs::read_to_string(self.folder.join(script))?)?;
        }
        values(&connection)
    }

    /// The database is what the file says, with the rows it had.
    fn arrived(&self, file: &str, design: &str, wanted: &Values) -> Result<(), Failed> {
        let source = format!("sqlite:{file}");
        self.run(&["diff", &source, design])?;
        let again = self.run(&["plan", design, "--from", &source, "--format", "sql"])?;
        if again.lines().any(|line| !line.starts_with("--") && !line.is_empty()) {
            return Err(self.fails(&format!("a second plan is not empty:\n{again}")));
        }
        let connection = self.open(file)?;
        let sound: String = connection.query_row("pragma integrity_check", [], |row| row.get(0))?;
        let broken: i64 =
            connection
                .query_row("select count(*) from pragma_foreign_key_check", [], |row| row.get(0))?;
        if sound != "ok" || broken > 0 {
            return Err(self.fails(&format!("{sound}, {broken} rows refer to nothing")));
        }
        let found = values(&connection)?;
        for (place, wanted) in wanted {
            if let Some(found) = found.get(place)
                && found != wanted
            {
                return Err(self.fails(&format!("{place:?} was {wanted:?} and is {found:?}")));
            }
        }
        Ok(())
    }

    fn plan(&self, file: &str, design: &str, format: &str) -> Result<String, Failed> {
        let source = format!("sqlite:{file}");
        let words = ["plan", design, "--from", &source, "--format", format];
        self.run(&[&words[..], &["--allow", "destructive:*"]].concat())
    }

    fn by_client(&self) -> Result<(), Failed> {
        let rows = self.fresh("client.db")?;
        for (design, wanted) in self.ways(&rows, &Values::new()) {
            let script = self.plan("client.db", design, "sql")?;
            self.open("client.db")?
                .execute_batch(&script)
                .map_err(|error| self.fails(&format!("{error}\n{script}")))?;
            self.arrived("client.db", design, wanted)?;
        }
        Ok(())
    }

    fn by_apply(&self) -> Result<(), Failed> {
        let rows = self.fresh("applied.db")?;
        for (design, wanted) in self.ways(&rows, &Values::new()) {
            let plan = self.plan("applied.db", design, "json")?;
            std::fs::write(self.folder.join("plan.json"), plan)?;
            self.run(&["apply", "plan.json", "--to", "sqlite:applied.db", "--quiet"])?;
            self.arrived("applied.db", design, wanted)?;
        }
        Ok(())
    }

    fn by_migrations(&self) -> Result<(), Failed> {
        for (number, design) in [("1", "before.sql"), ("2", "after.sql")] {
            let words = ["migrate", "new", "step", "--number", number, "--to", design];
            self.run(&[&words[..], &["--dialect", "sqlite", "--allow", "destructive:*"]].concat())?;
        }
        if !self.has("own-rows-only") && !self.has("one-way") {
            self.run(&["migrate", "verify", "--dialect", "sqlite", "--design", "after.sql"])?;
        }
        let migrate = |words: &[&str]| {
            self.run(&[&["migrate"], words, &["--database", "sqlite:moved.db", "--quiet"]].concat())
        };
        migrate(&["up", "--to", "1"])?;
        let connection = self.open("moved.db")?;
        connection.execute_batch(&std::fs::read_to_string(self.folder.join("rows.sql"))?)?;
        let rows = values(&connection)?;
        drop(connection);
        migrate(&["up"])?;
        self.arrived("moved.db", "after.sql", &rows)?;
        if self.has("one-way") {
            return Ok(());
        }
        migrate(&["down", "--to", "1"])?;
        self.arrived("moved.db", "before.sql", &Values::new())?;
        migrate(&["up"])?;
        self.arrived("moved.db", "after.sql", &Values::new())
    }
}

fn values(connection: &Connection) -> Result<Values, Failed> {
    let mut columns = connection.prepare(
        "select t.name, c.name from pragma_table_list t join pragma_table_info(t.name) c \
         where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite%' and t.name not like 'schemagen%' \
         order by 1, 2",
    )?;
    let places: Vec<(String, String)> = columns
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut values = Values::new();
    for (table, column) in places {
        let text = format!("coalesce(cast({} as text), 'none')", quoted(&column));
        let sql = format!("select {text} from {} order by 1", quoted(&table));
        let found = connection
            .prepare(&sql)?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        values.insert((table, column), found);
    }
    // The numbers that tables remember to have given.
    let remembers = "select count(*) from sqlite_schema where name = 'sqlite_sequence'";
    if connection.query_row(remembers, [], |row| row.get::<_, i64>(0))? > 0 {
        let mut numbers = connection.prepare("select name, seq from sqlite_sequence order by 1")?;
        let found: Vec<(String, i64)> = numbers
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (name, seq) in found {
            values.insert((name, String::new()), vec![seq.to_string()]);
        }
    }
    Ok(values)
}
