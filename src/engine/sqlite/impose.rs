use rusqlite::{Connection, params};

use crate::advise::statistics::Believed;

/// Writes the figures where `analyze` keeps what it found, and has them read again.
pub(super) fn impose(connection: &Connection, tables: &[Believed]) -> rusqlite::Result<bool> {
    // Makes the table of figures.
    connection.execute_batch("analyze; delete from sqlite_stat1")?;
    for table in tables {
        let rows = table.figures.rows.max(1.0);
        let name = &table.name.name;
        let mut indexes = connection.prepare("select name from pragma_index_list(?1)")?;
        let indexes: Vec<String> =
            indexes.query_map([name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut add = connection.prepare("insert into sqlite_stat1 values (?1, ?2, ?3)")?;
        if indexes.is_empty() {
            add.execute(params![name, None::<String>, format!("{rows:.0}")])?;
        }
        for index in indexes {
            let mut parts =
                connection.prepare("select name from pragma_index_info(?1) order by seqno")?;
            // An expression has no name.
            let columns: Vec<Option<String>> =
                parts.query_map([&index], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let held = table.indexes.iter().find(|known| known.name == index);
            let rows = held.map_or(rows, |known| known.rows).max(1.0);
            let mut figures = format!("{rows:.0}");
            for end in 1..=columns.len() {
                let distinct = if columns[..end].iter().any(Option::is_none) {
                    rows
                } else {
                    table.distinct(columns[..end].iter().flatten().map(String::as_str))
                };
                figures.push_str(&format!(" {:.0}", (rows / distinct).ceil().max(1.0)));
            }
            add.execute(params![name, index, figures])?;
        }
    }
    connection.execute_batch("analyze sqlite_schema")?;
    Ok(true)
}
