//! How a dialect's script files are written: what its own client cuts at, skips and obeys.

use serde::Deserialize;

/// The rules by which a file is cut into statements. What is not said is the plainest case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Script {
    /// The characters that open a string; the same one closes it.
    pub string_quotes: String,
    /// The characters that open a quoted name; `[` is closed by `]`.
    pub name_quotes: String,
    /// `E'it\'s'`, whatever plain strings do.
    pub escape_strings: bool,
    /// `$tag$ … $tag$`.
    pub dollar_quotes: bool,
    /// `/* /* */ */` is one comment.
    pub nested_comments: bool,
    /// `# to the end of the line`.
    pub hash_comments: bool,
    /// `--` begins a comment only before a blank.
    pub dashes_need_blank: bool,
    /// `/*!50001 … */` is code for servers from that version on.
    pub version_comments: bool,
    /// `delimiter //` on a line of its own.
    pub delimiter_lines: bool,
    /// The character that begins a command to the client: `\connect`, `.mode`.
    pub commands: Option<Commands>,
    /// Rows follow `copy … from stdin;` up to a line `\.`.
    pub copy_rows: bool,
    /// Which objects hold statements of their own, each with its semicolon.
    pub bodies: Bodies,
    /// Comment lines by which dump programs begin …
    pub dump_starts: Vec<String>,
    /// … and end their files.
    pub dump_ends: Vec<String>,
    /// Words that betray the dialect.
    pub signs: Vec<Sign>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Commands {
    /// Anywhere outside quotes, to the end of the line.
    Backslash,
    /// At the beginning of a line.
    Dot,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bodies {
    #[default]
    None,
    /// `begin atomic … end` of routines, and the parentheses of rules.
    Atomic,
    /// `begin … end` of triggers.
    Triggers,
    /// `begin … end` and other blocks of triggers, routines and events.
    Routines,
}

/// A text that files of this dialect hold and others do not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// In lower case; found outside of longer words.
    pub text: String,
    /// How much it says, from 1 to 10; 10 settles it.
    pub weight: u32,
}
