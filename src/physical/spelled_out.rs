//! What tables of a schema that a server has read take from their database, said.

use crate::dialect::{Capability, Dialect};
use crate::schema::Schema;

/// Gives every table the charset and the collation that it need not name where `dialect` has its defaults, so that
/// its statements mean the same in every database. A design's tables have them from `physical`.
pub fn spell_out(schema: &mut Schema, dialect: Dialect<'_>) {
    if !dialect.has(Capability::TableCharsets) {
        return;
    }
    let defaults = dialect.defaults();
    for table in &mut schema.tables {
        if table.options.contains_key("collation") {
            continue;
        }
        for (name, value) in [("charset", &defaults.charset), ("collation", &defaults.collation)] {
            if let Some(value) = value {
                table.options.entry(name.to_owned()).or_insert_with(|| value.clone());
            }
        }
    }
}
