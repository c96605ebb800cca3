//! Databases of SQLite, as its library tells of them: by its pragmas, and by the words of what it keeps where no
//! pragma says it.

use std::path::PathBuf;

use rusqlite::{Connection, Row};
use schemagen::dialect::Dialects;
use schemagen::sql::statements::{Item, Splitter};

use crate::round_trip::dump::Pieces;

pub struct Files {
    folder: tempfile::TempDir,
}

type Answer<T> = Result<T, String>;

fn said(error: rusqlite::Error) -> String {
    error.to_string()
}

impl Files {
    pub fn new() -> Answer<Files> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        Ok(Files { folder })
    }

    fn path(&self, database: &str) -> PathBuf {
        self.folder.path().join(format!("{database}.db"))
    }

    pub fn url(&self, database: &str) -> String {
        format!("sqlite:{}", self.path(database).display())
    }

    pub fn open(&self, database: &str) -> Answer<Connection> {
        Connection::open(self.path(database)).map_err(said)
    }

    pub fn remove(&self, database: &str) {
        let _ = std::fs::remove_file(self.path(database));
    }

    pub fn load(&self, database: &str, text: &str) -> Answer<bool> {
        let connection = self.open(database)?;
        let dialects = Dialects::builtin().map_err(|error| error.to_string())?;
        let data = dialects.get("sqlite").ok_or("no such dialect")?;
        let mut statements = Splitter::new(text.as_bytes(), data);
        let mut whole = true;
        while let Some(item) = statements.next_item().map_err(|error| error.to_string())? {
            if let Item::Statement(statement) = item {
                whole &= connection.execute_batch(&statement.text).is_ok();
            }
        }
        Ok(whole)
    }

    pub fn run(&self, database: &str, script: &str) -> Answer<()> {
        let connection = self.open(database)?;
        connection.execute_batch("pragma foreign_keys = on").map_err(said)?;
        connection.execute_batch(script).map_err(said)?;
        // It answers nothing where a reference is to no key, which is the schema's matter.
        let mut broken = connection.prepare("pragma foreign_key_check").map_err(said)?;
        match broken.exists([]).unwrap_or(false) {
            true => Err("FOREIGN KEY constraint failed for rows that are there".to_owned()),
            false => Ok(()),
        }
    }

    pub fn pieces(&self, database: &str) -> Answer<Pieces> {
        let connection = self.open(database)?;
        // The indexes that tell of collations are not kept.
        connection.execute_batch("begin").map_err(said)?;
        let mut pieces = Pieces::new();
        let mut add = |piece: String| *pieces.entry(piece).or_default() += 1;
        let tables = rows(
            &connection,
            "select name, type, wr, strict from pragma_table_list where schema = 'main' and type in ('table', 'virtual') \
             and name not like 'sqlite\\_%' escape '\\'",
        )?;
        for table in &tables {
            add(format!("table {}", table.join(" ")));
            if table[1] == "virtual" {
                add(format!("virtual {}", kept(&connection, &table[0])?));
            } else {
                self::table(&connection, &table[0], table[2] == "1", &mut add)?;
            }
        }
        let others =
            "select type, name, tbl_name, sql from sqlite_schema where type in ('view', 'trigger')";
        for other in rows(&connection, others)? {
            add(format!("{} {} of {}\n{}", other[0], other[1], other[2], plain(&other[3])));
        }
        Ok(pieces)
    }
}

/// Each row as the texts of its values.
pub fn rows(connection: &Connection, sql: &str) -> Answer<Vec<Vec<String>>> {
    let mut statement = connection.prepare(sql).map_err(said)?;
    let count = statement.column_count();
    let texts = |row: &Row<'_>| {
        (0..count)
            .map(|place| {
                Ok(match row.get_ref(place)? {
                    rusqlite::types::ValueRef::Null => "none".to_owned(),
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    rusqlite::types::ValueRef::Real(number) => number.to_string(),
                    rusqlite::types::ValueRef::Text(text)
                    | rusqlite::types::ValueRef::Blob(text) => {
                        String::from_utf8_lossy(text).into_owned()
                    }
                })
            })
            .collect()
    };
    let found = statement.query_map([], texts).map_err(said)?;
    found.collect::<rusqlite::Result<_>>().map_err(said)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// The statement that SQLite keeps of a table.
fn kept(connection: &Connection, name: &str) -> Answer<String> {
    let sql =
        format!("select sql from sqlite_schema where type = 'table' and name = {}", literal(name));
    Ok(rows(connection, &sql)?.first().map(|row| plain(&row[0])).unwrap_or_default())
}

fn table(
    connection: &Connection,
    name: &str,
    has_no_numbers: bool,
    add: &mut impl FnMut(String),
) -> Answer<()> {
    let text = kept(connection, name)?;
    let columns = rows(
        connection,
        &format!(
            "select name, lower(type), \"notnull\", dflt_value, pk, hidden from pragma_table_xinfo({})",
            literal(name)
        ),
    )?;
    let keys = columns.iter().filter(|column| column[4] != "0").count();
    for (column, place) in columns.iter().zip(0..) {
        let [column_name, kind, required, default, key, hidden] = &column[..] else { continue };
        connection
            .execute_batch(&format!(
                "create index tells_{place} on {} ({})",
                quoted(name),
                quoted(column_name)
            ))
            .map_err(said)?;
        let asked = format!("select coll from pragma_index_xinfo('tells_{place}') where seqno = 0");
        let collation = rows(connection, &asked)?.concat().concat();
        connection.execute_batch(&format!("drop index tells_{place}")).map_err(said)?;
        // The number of the row is never null, whether that is said or not.
        let numbers_rows = kind == "integer" && key == "1" && !has_no_numbers && keys == 1;
        let required = if numbers_rows { "by itself" } else { required };
        // Other words for the same to SQLite.
        let kind = kind.replace("decimal", "numeric").replace(' ', "");
        let kind = if key == "0" { kind.replace("bigint", "integer") } else { kind };
        add(format!(
            "column {name}.{column_name} {kind} required {required} default {} key {key} hidden {hidden} collate {}",
            bare(&plain(default)),
            collation.to_lowercase()
        ));
    }
    references(connection, name, add)?;
    indexes(connection, name, add)?;
    // What no pragma tells.
    for word in ["check", "as"] {
        behind(&text, word).for_each(|inside| add(format!("{name} {word} {inside}")));
    }
    for word in ["constraint", "conflict", "initially", "stored"] {
        let words: Vec<&str> = text.split(' ').collect();
        words
            .windows(2)
            .filter(|pair| pair[0] == word && pair[1] != "abort")
            .for_each(|pair| add(format!("{name} {word} {}", pair[1])));
    }
    add(format!("{name} numbers {}", text.split(' ').any(|one| one == "autoincrement")));
    Ok(())
}

fn references(connection: &Connection, name: &str, add: &mut impl FnMut(String)) -> Answer<()> {
    let parts = rows(
        connection,
        &format!(
            "select id, \"table\", \"from\", \"to\", on_update, on_delete, match from pragma_foreign_key_list({}) \
             order by id, seq",
            literal(name)
        ),
    )?;
    let mut keys = std::collections::BTreeMap::<&str, String>::new();
    for part in &parts {
        keys.entry(&part[0]).or_default().push_str(&part[1..].join(" "));
    }
    keys.into_values().for_each(|key| add(format!("reference of {name}: {key}")));
    Ok(())
}

fn indexes(connection: &Connection, name: &str, add: &mut impl FnMut(String)) -> Answer<()> {
    let listed = rows(
        connection,
        &format!(
            "select name, \"unique\", origin, partial from pragma_index_list({})",
            literal(name)
        ),
    )?;
    for index in &listed {
        let parts = rows(
            connection,
            &format!(
                "select name, \"desc\", coll from pragma_index_xinfo({}) where key = 1 order by seqno",
                literal(&index[0])
            ),
        )?;
        let sql = format!("select sql from sqlite_schema where name = {}", literal(&index[0]));
        let text = rows(connection, &sql)?.concat().concat();
        let text = plain(&text);
        let inside = text.split_once(" on ").map_or("", |(_, rest)| rest);
        let shown = if index[2] == "c" { index[0].as_str() } else { "its own" };
        let parts: Vec<String> = parts.iter().map(|part| part.join(" ").to_lowercase()).collect();
        let inside = inside.replace(['(', ')', ' '], "");
        add(format!(
            "index {shown} of {name} {} {}\n{inside}",
            index[1..].join(" "),
            parts.join(", ")
        ));
    }
    Ok(())
}

/// The words and signs of a text, one space between them: letters small, names without quotes, no comments.
fn plain(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut rest = text.trim_end_matches(';').chars().peekable();
    while let Some(first) = rest.next() {
        match first {
            _ if first.is_whitespace() => {}
            '-' if rest.peek() == Some(&'-') => while rest.next().is_some_and(|c| c != '\n') {},
            '/' if rest.peek() == Some(&'*') => {
                let mut before = ' ';
                while let Some(c) = rest.next().filter(|c| (before, *c) != ('*', '/')) {
                    before = c;
                }
            }
            '\'' | '"' | '`' | '[' => {
                let end = if first == '[' { ']' } else { first };
                let mut word = String::new();
                while let Some(c) = rest.next() {
                    if c == end && rest.next_if_eq(&end).is_none() {
                        break;
                    }
                    word.push(c);
                }
                words.push(if first == '\'' { format!("'{word}'") } else { word.to_lowercase() });
            }
            _ if first.is_alphanumeric() || first == '_' => {
                let mut word = String::from(first);
                while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                words.push(word.to_lowercase());
            }
            _ => words.push(first.to_string()),
        }
    }
    words.join(" ")
}

/// Without the parentheses around all of it.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        let mut depth = 0i32;
        let closes_early = inner.chars().any(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth < 0
        });
        if closes_early {
            break;
        }
        text = inner.trim();
    }
    text
}

/// What stands in parentheses behind a word.
fn behind<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = String> + 't {
    let lead = format!(" {word} ( ");
    let places: Vec<usize> = text.match_indices(&lead).map(|(at, _)| at + lead.len()).collect();
    places.into_iter().map(|at| {
        let mut depth = 1i32;
        let inside: String = text[at..]
            .chars()
            .take_while(|c| {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                depth > 0
            })
            .collect();
        bare(&inside).to_owned()
    })
}

impl Files {
    /// Tries a few values for each column, table by table, and again: rows that others refer to may come later.
    pub fn seed(&self, database: &str) -> Answer<()> {
        let connection = self.open(database)?;
        connection.execute_batch("pragma foreign_keys = on").map_err(said)?;
        for _ in 0..2 {
            for table in tables(&connection)? {
                let of = format!(
                    "select name, type from pragma_table_xinfo({}) where hidden = 0",
                    literal(&table)
                );
                let columns = rows(&connection, &of)?;
                let names: Vec<String> = columns.iter().map(|column| quoted(&column[0])).collect();
                for number in 1..=3 {
                    let values: Vec<String> =
                        columns.iter().map(|column| value(&column[1], number)).collect();
                    // What a rule refuses is left out.
                    let _ = connection.execute_batch(&format!(
                        "insert or ignore into {} ({}) select {} where (select count(*) from {}) < {number}",
                        quoted(&table),
                        names.join(", "),
                        values.join(", "),
                        quoted(&table)
                    ));
                }
            }
        }
        Ok(())
    }

    pub fn counts(&self, database: &str) -> Answer<std::collections::BTreeMap<String, u64>> {
        let connection = self.open(database)?;
        let mut counts = std::collections::BTreeMap::new();
        for table in tables(&connection)? {
            let sql = format!("select count(*) from {}", quoted(&table));
            let count = rows(&connection, &sql)?.concat().concat();
            counts.insert(table, count.parse().unwrap_or_default());
        }
        Ok(counts)
    }
}

fn tables(connection: &Connection) -> Answer<Vec<String>> {
    let named = "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like \
                 'sqlite\\_%' escape '\\' order by name";
    Ok(rows(connection, named)?.into_iter().flatten().collect())
}

fn value(kind: &str, number: u32) -> String {
    let kind = kind.to_lowercase();
    match kind.as_str() {
        _ if kind.contains("json") => "'{}'".to_owned(),
        _ if kind.contains("date") || kind.contains("time") => format!("'2024-01-0{number}'"),
        _ if kind.contains("blob") => format!("x'0{number}'"),
        _ if kind.contains("char") || kind.contains("text") => format!("'{number}'"),
        _ => number.to_string(),
    }
}
