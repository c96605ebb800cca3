//! The rules of lowering: what can be wrong with a design that follows the grammar.
//!
//! One file a topic. What a team may live with has a code of area 2, so that it can be allowed.

mod names;
mod types;
mod keys;
mod references;
mod sql;
mod partitions;
mod facts;
mod access;

use crate::diagnostics::Rule;

pub use access::*;
pub use facts::*;
pub use keys::*;
pub use names::*;
pub use partitions::*;
pub use references::*;
pub use sql::*;
pub use types::*;

/// Every rule of lowering.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        names::RULES,
        types::RULES,
        keys::RULES,
        references::RULES,
        sql::RULES,
        partitions::RULES,
        facts::RULES,
        access::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::rules;

    #[test]
    fn codes_and_names_are_unique_and_pages_complete() {
        let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
        for rule in rules() {
            assert!(codes.insert(rule.code), "{} twice", rule.code);
            assert!(names.insert(rule.name), "{} twice", rule.name);
            for heading in ["# What it says", "# Why it matters", "# What to do"] {
                assert!(rule.page.contains(heading), "{} lacks {heading}", rule.code);
            }
        }
    }
}
