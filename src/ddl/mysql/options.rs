//! Table options.

use super::charset::{charset_of, usual};
use super::text::eat_string;
use super::{Draft, Reader, Why, expected};
use crate::sql::cursor::Cursor;

/// The storage engine of a table that names none.
const DEFAULT_ENGINE: &str = "InnoDB";

/// Options that the catalog shows again, by the word behind which their value stands.
const KEPT: [&str; 12] = [
    "row_format",
    "key_block_size",
    "stats_persistent",
    "stats_auto_recalc",
    "stats_sample_pages",
    "max_rows",
    "min_rows",
    "avg_row_length",
    "pack_keys",
    "checksum",
    "delay_key_write",
    "compression",
];

impl Reader<'_> {
    /// Reads options up to the partitions or the end.
    pub fn table_options(&mut self, cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), Why> {
        let mut charset = None;
        let mut collation = None;
        while !cursor.is_at_end() && !cursor.is("partition") {
            if cursor.eat(",") {
                continue;
            }
            if cursor.is("select") || cursor.is("as") || cursor.is("ignore") || cursor.is("replace")
            {
                break;
            }
            cursor.eat("default");
            if cursor.eat("charset") || cursor.eat_all(&["character", "set"]) {
                cursor.eat("=");
                charset = eat_string(cursor).or_else(|| cursor.name()).map(|name| usual(&name));
            } else if cursor.eat("collate") {
                cursor.eat("=");
                collation = eat_string(cursor).or_else(|| cursor.name()).map(|name| usual(&name));
            } else if !self.table_option(cursor, draft)? {
                return Ok(());
            }
        }
        let said = match (charset, collation) {
            (_, Some(collation)) => Some(collation),
            (Some(charset), None) => Some(self.collation_of(&charset)),
            (None, None) => None,
        };
        if let Some(collation) = said {
            self.set_collation(draft, &collation);
        }
        Ok(())
    }

    /// Options that differ from the database's are the table's own.
    pub fn set_collation(&self, draft: &mut Draft, collation: &str) {
        draft.collation = collation.to_owned();
        let options = &mut draft.table.options;
        options.shift_remove("charset");
        options.shift_remove("collation");
        if collation == self.collation {
            return;
        }
        let charset = charset_of(collation);
        if charset != charset_of(&self.collation) {
            options.insert("charset".to_owned(), charset.to_owned());
        }
        options.insert("collation".to_owned(), collation.to_owned());
    }

    /// One `name = value`; false where none begins.
    pub fn table_option(
        &mut self,
        cursor: &mut Cursor<'_>,
        draft: &mut Draft,
    ) -> Result<bool, Why> {
        let start = cursor.position();
        let Some(word) = cursor.peek().map(|token| token.text.to_ascii_lowercase()) else {
            return Ok(false);
        };
        let is_known = KEPT.contains(&word.as_str())
            || [
                "engine",
                "type",
                "comment",
                "auto_increment",
                "tablespace",
                "data",
                "index",
                "insert_method",
                "union",
                "password",
                "connection",
                "encryption",
                "engine_attribute",
                "secondary_engine_attribute",
                "secondary_engine",
                "autoextend_size",
                "page_checksum",
                "transactional",
                "page_compressed",
                "page_compression_level",
                "encrypted",
                "encryption_key_id",
                "sequence",
                "with",
                "start",
                "table_checksum",
                "storage",
            ]
            .contains(&word.as_str());
        if !is_known {
            return Ok(false);
        }
        cursor.next();
        if word == "data" || word == "index" {
            cursor.eat("directory");
        }
        if word == "with" && cursor.eat_all(&["system", "versioning"]) {
            self.leave("with system versioning");
            return Ok(true);
        }
        cursor.eat("=");
        let value = match cursor.group() {
            Some(group) => group.to_owned(),
            None => match eat_string(cursor) {
                Some(text) => text,
                None => cursor.next().ok_or_else(|| expected("a value", cursor))?.text.to_owned(),
            },
        };
        match word.as_str() {
            "engine" | "type" => {
                draft.table.options.shift_remove("engine");
                if !value.eq_ignore_ascii_case(DEFAULT_ENGINE) {
                    draft.table.options.insert("engine".to_owned(), engine_name(&value));
                }
            }
            "comment" => draft.table.comment = Some(value).filter(|text| !text.is_empty()),
            // Where the counter stands is data.
            "auto_increment" => {}
            word if KEPT.contains(&word) => {
                let value = value.to_ascii_lowercase();
                if value == "default" {
                    draft.table.options.shift_remove(word);
                } else {
                    draft.table.options.insert(word.to_owned(), value);
                }
            }
            _ => {
                let clause = cursor.slice(start).to_owned();
                self.leave(clause);
            }
        }
        Ok(true)
    }
}

/// The name by which the catalog knows an engine.
fn engine_name(name: &str) -> String {
    let known =
        ["MyISAM", "MEMORY", "ARCHIVE", "CSV", "BLACKHOLE", "Aria", "FEDERATED", "MRG_MYISAM"];
    if name.eq_ignore_ascii_case("heap") {
        return "MEMORY".to_owned();
    }
    known.into_iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name).to_owned()
}
