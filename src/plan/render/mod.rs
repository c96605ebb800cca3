//! One plan, four ways to read it.

mod counts;
mod json;
mod markdown;
mod sql;
mod text;

pub use json::json;
pub use markdown::{markdown, markdown_part};
pub use sql::sql;
pub use text::{partitions_read, proof_line, shards_asked, text};
