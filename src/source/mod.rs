//! Where a schema comes from, and the reading of files.
//!
//! A SOURCE on the command line is an `.sgen` file or a folder of them, an `.sql` file or a folder
//! of them, a `.dbml` file, `migrations:DIR`, a URL, or `empty`. This module tells them apart and reads the texts;
//! what the texts mean is `language`'s and `engine`'s business.

mod error;
mod files;
mod rules;
mod scripts;
mod spec;

pub use error::SourceError;
pub use files::{MAX_FILE_BYTES, read_entity_files, read_text};
pub use rules::{IMPORT_CYCLE, RULES, UNREADABLE_IMPORT};
pub use scripts::{STDIN, SqlFiles, sql_files};
pub use spec::Source;
