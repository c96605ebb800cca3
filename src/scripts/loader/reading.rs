//! What is known of one script while it is read.

use super::super::report::Place;
use super::super::session::Charset;
use crate::sql::statements::{Encoding, Ending, NotText, Splitter};

pub(super) struct Reading {
    pub name: String,
    pub splitter: Splitter<Box<dyn std::io::Read>>,
    /// What the script says its bytes are, and what that name means.
    pub charset: Option<String>,
    pub encoding: Encoding,
    pub last_ending: Option<(Ending, u32, String)>,
}

impl Reading {
    pub fn place(&self, line: u32) -> Place {
        Place { file: self.name.clone(), line }
    }

    pub fn not_text(&self, place: &NotText) -> (String, String) {
        if place.byte == 0 || place.offset == 0 && matches!(place.byte, 0xfe | 0xff) {
            return (
                format!(
                    "byte {} is {:#04x}: the file is UTF-16, or no text at all",
                    place.offset, place.byte
                ),
                "save it as UTF-8".to_owned(),
            );
        }
        let why = match &self.charset {
            Some(name) if Charset::encoding(name).is_none() => {
                format!(
                    "byte {} is {:#04x}, in the character set `{name}`, which is not read",
                    place.offset, place.byte
                )
            }
            _ => format!("byte {} is {:#04x}, which is no UTF-8", place.offset, place.byte),
        };
        let help = "convert the file: `iconv -f latin1 -t utf-8 FILE`; one that says itself that it is Latin 1 \
                    (`set client_encoding`, `set names`) is read as that";
        (why, help.to_owned())
    }
}
