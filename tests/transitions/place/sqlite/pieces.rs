//! What a database of SQLite has, piece by piece: by its pragmas, and by the words of what it keeps where no pragma says
//! it.

use rusqlite::Connection;

use super::{Answer, literal, quoted, rows, said};
use crate::round_trip::dump::Pieces;

/// As [`Files::pieces`](super::Files::pieces) gives them.
pub(super) fn pieces(connection: &Connection) -> Answer<Pieces> {
    // The indexes that tell of collations are not kept.
    connection.execute_batch("begin").map_err(said)?;
    let mut pieces = Pieces::new();
    let mut add = |piece: String| *pieces.entry(piece).or_default() += 1;
    let tables = rows(
        connection,
        "select name, type, wr, strict from pragma_table_list where schema = 'main' and type in ('table', 'virtual') \
             and name not like 'sqlite\\_%' escape '\\'",
    )?;
    for table in &tables {
        add(format!("table {}", table.join(" ")));
        if table[1] == "virtual" {
            add(format!("virtual {}", kept(connection, &table[0])?));
        } else {
            self::table(connection, &table[0], table[2] == "1", &mut add)?;
        }
    }
    let others =
        "select type, name, tbl_name, sql from sqlite_schema where type in ('view', 'trigger')";
    for other in rows(connection, others)? {
        add(format!("{} {} of {}\n{}", other[0], other[1], other[2], plain(&other[3])));
    }
    Ok(pieces)
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
