//! What the text looks like.

use super::round::newest;
use crate::dialect::Dialects;
use crate::schema::Schema;
use crate::write::write;

/// A schema as an engine reads it, and the file that is written for it.
#[test]
fn a_file_reads_as_if_a_person_had_written_it() {
    let dialects = Dialects::builtin().unwrap();
    let schema: Schema = serde_json::from_str(include_str!("shop.json")).unwrap();
    let written = write(&schema, newest(&dialects, "postgres"), "shop");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/write/tests/shop.sgen");
    if std::env::var_os("SCHEMAGEN_BLESS").is_some() {
        std::fs::write(path, &written.text).unwrap();
    }
    assert_eq!(written.text, std::fs::read_to_string(path).unwrap());
}
