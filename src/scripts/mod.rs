//! SQL files loaded into a scratch database, so that the server itself says what they mean.
//!
//! The statements run one by one, in order, as the server's own client would send them; what waits
//! for something that comes later is tried again until nothing moves any more. Rows are left out,
//! and so is whatever reaches beyond one database. Nothing is passed over in silence: the
//! [`Report`] counts what was left out and names every statement that failed, with file and line.
//!
//! Files come in as streams, each with its name; nothing here opens one or prints.

mod class;
mod loader;
mod report;
mod session;
#[cfg(test)]
mod tests;
mod variables;

use std::io::{self, Read};

pub use loader::load;
pub use report::{Failure, FailureKind, Note, Place, Report, ScriptError, Skipped};

/// One file, or standard input.
pub struct Script {
    /// As the user would find it.
    pub name: String,
    pub input: Box<dyn Read>,
}

/// Opens what a script includes: the word it names the file by, and the script's own name. The script
/// is none where the file is loaded on its own account.
pub type Open<'o> = &'o dyn Fn(&str, &str) -> io::Result<Option<Script>>;
