//! Columns: the type, then attributes in any order.

use super::charset::{charset_of, usual};
use super::default::{default, moment};
use super::key::Keys;
use super::text::{eat_string, expression};
use super::{Draft, Reader, Why, expected};
use crate::schema::{
    Check, Column, DataType, ForeignKey, Generated, GeneratedStorage, Identity, IdentityMode,
    PrimaryKey, SequenceOptions, UniqueConstraint,
};
use crate::sql::cursor::{Cursor, TokenKind};

/// The words that can follow a type or a default: what stands before them is one piece.
const CLAUSES: [&str; 34] = [
    "not",
    "null",
    "default",
    "auto_increment",
    "unique",
    "primary",
    "key",
    "comment",
    "collate",
    "column_format",
    "storage",
    "engine_attribute",
    "secondary_engine_attribute",
    "generated",
    "as",
    "virtual",
    "stored",
    "persistent",
    "on",
    "references",
    "check",
    "constraint",
    "visible",
    "invisible",
    "character",
    "charset",
    "first",
    "after",
    "with",
    "without",
    "srid",
    "compressed",
    "ref_system_id",
    "enforced",
];

impl Reader<'_> {
    /// A column; what its clauses say of keys goes to `keys`.
    pub fn column(
        &mut self,
        cursor: &mut Cursor<'_>,
        draft: &mut Draft,
        keys: &mut Keys,
    ) -> Result<Column, Why> {
        let name = cursor.name().ok_or_else(|| expected("a column", cursor))?;
        let mut column = Column::new(name, DataType::Text);
        column.nullable = true;
        let mut written = self.sql_type(cursor)?;
        if written == "serial" {
            written = "bigint unsigned".to_owned();
            number(&mut column);
            keys.uniques.push(UniqueConstraint::new(None, vec![column.name.clone()]));
        }
        let mut collation = None;
        let mut charset = None;
        while !cursor.is_at_end() {
            if cursor.eat_all(&["not", "null"]) {
                column.nullable = false;
            } else if cursor.eat("null") {
                column.nullable = true;
            } else if cursor.eat("default") {
                let start = cursor.position();
                self.value(cursor);
                column.default = default(cursor.slice(start), &written, self.is_mariadb());
            } else if cursor.eat_all(&["on", "update"]) {
                let start = cursor.position();
                self.value(cursor);
                let text = cursor.slice(start);
                column.on_update =
                    Some(moment(text, self.is_mariadb()).unwrap_or_else(|| expression(text)));
            } else if cursor.eat("auto_increment") {
                number(&mut column);
            } else if cursor.eat("unique") {
                cursor.eat("key");
                keys.uniques.push(UniqueConstraint::new(None, vec![column.name.clone()]));
            } else if cursor.eat_all(&["primary", "key"]) || cursor.eat("key") {
                column.nullable = false;
                keys.primary = Some(PrimaryKey::new(vec![column.name.clone()]));
            } else if cursor.eat("comment") {
                let text = eat_string(cursor).ok_or_else(|| expected("a string", cursor))?;
                column.comment = Some(text).filter(|text| !text.is_empty());
            } else if cursor.eat("collate") {
                cursor.eat("=");
                collation = eat_string(cursor).or_else(|| cursor.name()).map(|name| usual(&name));
            } else if cursor.eat("charset") || cursor.eat_all(&["character", "set"]) {
                cursor.eat("=");
                charset = eat_string(cursor).or_else(|| cursor.name()).map(|name| usual(&name));
            } else if cursor.eat("binary") {
                let set =
                    charset.clone().unwrap_or_else(|| charset_of(&draft.collation).to_owned());
                collation = Some(format!("{set}_bin"));
            } else if cursor.eat("ascii") {
                charset = Some("latin1".to_owned());
            } else if cursor.eat_all(&["generated", "always", "as"]) || cursor.eat("as") {
                let text = cursor.group().ok_or_else(|| expected("an expression", cursor))?;
                let storage = match cursor.eat("stored") || cursor.eat("persistent") {
                    true => GeneratedStorage::Stored,
                    false => GeneratedStorage::Virtual,
                };
                cursor.eat("virtual");
                column.generated = Some(Generated { expression: expression(text), storage });
            } else if cursor.eat("invisible") {
                column.invisible = true;
            } else if cursor.eat("visible") {
                column.invisible = false;
            } else if cursor.is("constraint") || cursor.is("check") {
                self.column_check(cursor, &column.name, keys)?;
            } else if cursor.eat("references") {
                let key = self.references(cursor, vec![column.name.clone()])?;
                self.inline_reference(key, keys);
            } else if cursor.eat("first") {
            } else if cursor.eat("after") {
                cursor.name();
            } else if cursor.eat("compressed") {
                column.options.insert("compressed".to_owned(), "true".to_owned());
            } else {
                let start = cursor.position();
                cursor.next();
                cursor.seek(&CLAUSES);
                self.leave(cursor.slice(start));
            }
        }
        let is_text = is_text(&written);
        if is_text {
            self.settle_texts(&mut column, draft, charset, collation);
        }
        column.data_type = self.dialect.lift_type(&written);
        Ok(column)
    }

    /// One value: a literal, a call, a parenthesis, and what is bound to it.
    fn value(&self, cursor: &mut Cursor<'_>) {
        cursor.next();
        loop {
            if cursor.peek().is_some_and(|token| token.text == "(") {
                cursor.group();
                continue;
            }
            let ends = cursor.is_at_end()
                || CLAUSES.iter().any(|word| cursor.is(word))
                || cursor.is(",")
                || cursor.is("binary");
            if ends {
                return;
            }
            cursor.next();
        }
    }

    /// The type as the catalog spells it, and its attributes that are part of it.
    fn sql_type(&mut self, cursor: &mut Cursor<'_>) -> Result<String, Why> {
        let first = cursor.next().filter(|token| token.kind == TokenKind::Word);
        let mut word = first.ok_or_else(|| expected("a type", cursor))?.text.to_ascii_lowercase();
        if word == "national" {
            word = cursor.next().map(|token| token.text.to_ascii_lowercase()).unwrap_or_default();
        }
        if word == "character" || word == "char" {
            if cursor.eat("varying") {
                word = "varchar".to_owned();
            } else {
                word = "char".to_owned();
            }
        }
        if word == "double" {
            cursor.eat("precision");
        }
        if word == "long" {
            word = if cursor.eat("varbinary") { "mediumblob" } else { "mediumtext" }.to_owned();
            cursor.eat("varchar");
        }
        let arguments = cursor.group().map(str::to_owned);
        let (mut unsigned, mut zerofill) = (false, false);
        loop {
            if cursor.eat("unsigned") {
                unsigned = true;
            } else if cursor.eat("zerofill") {
                (unsigned, zerofill) = (true, true);
            } else if !cursor.eat("signed") {
                break;
            }
        }
        let mut text = catalog_type(&word, arguments.as_deref(), self.is_mariadb(), zerofill);
        if unsigned && !self.is_mariadb() && text == "tinyint(1)" {
            text = "tinyint".to_owned();
        }
        if unsigned {
            text.push_str(" unsigned");
        }
        if zerofill {
            text.push_str(" zerofill");
        }
        Ok(text)
    }

    /// `[CONSTRAINT [name]] CHECK (…) [[NOT] ENFORCED]` behind a column.
    fn column_check(
        &mut self,
        cursor: &mut Cursor<'_>,
        column: &str,
        keys: &mut Keys,
    ) -> Result<(), Why> {
        let mut name = None;
        if cursor.eat("constraint") && !cursor.is("check") {
            name = cursor.name();
        }
        if !cursor.eat("check") {
            return Err(expected("`check`", cursor));
        }
        let mut check = self.check(cursor)?;
        // MariaDB calls the check of a column like the column.
        check.name = if self.is_mariadb() { Some(column.to_owned()) } else { name };
        keys.checks.push(check);
        Ok(())
    }

    pub fn check(&mut self, cursor: &mut Cursor<'_>) -> Result<Check, Why> {
        let text = cursor.group().ok_or_else(|| expected("an expression", cursor))?;
        let mut check = Check::new(None, expression(text));
        check.not_enforced = cursor.eat_all(&["not", "enforced"]);
        cursor.eat("enforced");
        Ok(check)
    }

    /// MySQL reads `REFERENCES` behind a column and forgets it, up to version 8.
    fn inline_reference(&mut self, key: ForeignKey, keys: &mut Keys) {
        let forgets = !self.is_mariadb() && self.dialect.version.major < 9;
        if forgets {
            self.leave(format!("references {}", key.references));
        } else {
            keys.foreign.push((None, key));
        }
    }

    /// Collation and charset where they are not the table's.
    fn settle_texts(
        &self,
        column: &mut Column,
        draft: &Draft,
        charset: Option<String>,
        collation: Option<String>,
    ) {
        let collation = match (charset, collation) {
            (_, Some(collation)) => collation,
            (Some(charset), None) if charset == charset_of(&draft.collation) => {
                self.collation_of(&charset)
            }
            (Some(charset), None) => self.collation_of(&charset),
            (None, None) => return,
        };
        if collation == draft.collation {
            return;
        }
        let charset = charset_of(&collation);
        if charset != charset_of(&draft.collation) {
            column.options.insert("charset".to_owned(), charset.to_owned());
        }
        column.collation = Some(collation);
    }
}

fn number(column: &mut Column) {
    column.nullable = false;
    column.identity = Some(Identity::new(IdentityMode::ByDefault, SequenceOptions::default()));
}

fn is_text(sql_type: &str) -> bool {
    let word = sql_type.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"].contains(&word)
}

/// A type in the catalog's words.
fn catalog_type(word: &str, arguments: Option<&str>, is_mariadb: bool, zerofill: bool) -> String {
    let plain: String = match arguments {
        // Values of an enum keep their spelling; numbers lose their blanks.
        Some(text) if text.contains(['\'', '"']) => values(text),
        Some(text) => text.split_whitespace().collect(),
        None => String::new(),
    };
    let size = plain.parse::<u64>().ok();
    let with = |name: &str| match plain.is_empty() {
        true => name.to_owned(),
        false => format!("{name}({plain})"),
    };
    match word {
        "bool" | "boolean" => "tinyint(1)".to_owned(),
        _ if integer(word).is_some() => {
            let (name, digits) = integer(word).unwrap_or(("int", 10));
            // MySQL shows a width where it means something: booleans, and zeros in front.
            let shown = is_mariadb || zerofill || name == "tinyint" && plain == "1";
            match (shown, plain.is_empty()) {
                (true, false) => with(name),
                (true, true) if zerofill => format!("{name}({digits})"),
                _ => name.to_owned(),
            }
        }
        "numeric" | "dec" | "fixed" | "decimal" => match plain.as_str() {
            "" => "decimal(10,0)".to_owned(),
            digits if digits.contains(',') => format!("decimal({digits})"),
            digits => format!("decimal({digits},0)"),
        },
        "real" | "double" => with("double"),
        "float" => match size {
            Some(digits) if digits > 24 => "double".to_owned(),
            Some(_) => "float".to_owned(),
            None => with("float"),
        },
        "nchar" | "char" if plain.is_empty() => "char(1)".to_owned(),
        "nchar" => with("char"),
        "nvarchar" | "varcharacter" => with("varchar"),
        "binary" if plain.is_empty() => "binary(1)".to_owned(),
        "bit" if plain.is_empty() => "bit(1)".to_owned(),
        "year" => if is_mariadb { "year(4)" } else { "year" }.to_owned(),
        "text" | "blob" => match size {
            Some(0..=255) => format!("tiny{word}"),
            Some(65_536..=16_777_215) => format!("medium{word}"),
            Some(16_777_216..) => format!("long{word}"),
            _ => word.to_owned(),
        },
        _ => with(word),
    }
}

/// The catalog's name of an integer type, and the digits of its unsigned form.
fn integer(word: &str) -> Option<(&'static str, u32)> {
    Some(match word {
        "tinyint" | "int1" => ("tinyint", 3),
        "smallint" | "int2" => ("smallint", 5),
        "mediumint" | "int3" | "middleint" => ("mediumint", 8),
        "int" | "integer" | "int4" => ("int", 10),
        "bigint" | "int8" => ("bigint", 20),
        _ => return None,
    })
}

/// The values of an enum or set, quoted as the catalog does.
fn values(text: &str) -> String {
    let mut cursor = super::cursor(text);
    let mut values = Vec::new();
    while let Some(token) = cursor.next() {
        if let Some(value) = super::text::string(token) {
            // The server takes blanks off the end of a value.
            values.push(format!("'{}'", value.trim_end_matches(' ').replace('\'', "''")));
        }
    }
    values.join(",")
}
