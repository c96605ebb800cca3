//! What stands beside an entity: the queries that touch it, and the advice about it.

use std::collections::BTreeSet;

use super::{Note, Picture};
use crate::advise::Advice;
use crate::advise::access::{self, Relation, Understood};
use crate::advise::advice::described;
use crate::advise::catalog::Catalog;
use crate::design::{Design, Query};
use crate::schema::QualifiedName;
use crate::text::figures::count;

/// Every query with every table that it reads or writes, in the order of the queries.
pub fn queries(design: &Design) -> Vec<(QualifiedName, Note)> {
    let catalog = Catalog::new(&design.schema);
    let mut notes = Vec::new();
    for query in &design.queries {
        // What cannot be read is a finding of the language already.
        let Understood::Access(access) = access::understand(query, &catalog) else { continue };
        let mut tables = BTreeSet::new();
        for used in access.blocks.iter().flat_map(|block| &block.uses) {
            if let Relation::Table(at) = used.relation {
                tables.insert(at);
            }
        }
        tables.extend(access.writes.iter().map(|write| write.table));
        let note = Note { title: title(query), text: query.sql.trim().to_owned() };
        notes.extend(tables.into_iter().map(|at| (catalog.table(at).name.clone(), note.clone())));
    }
    notes
}

fn title(query: &Query) -> String {
    let mut title = query.name.clone();
    if let Some(rate) = query.rate {
        title.push_str(&format!(", {}", per(rate)));
    }
    if let Some(within) = query.within {
        title.push_str(&format!(", within {} ms", count(within)));
    }
    title
}

/// `1.2k/s`, `6/min`, `3/day`.
fn per(rate: f64) -> String {
    for (unit, seconds) in [("s", 1.0), ("min", 60.0), ("hour", 3_600.0)] {
        if rate * seconds >= 0.95 {
            return format!("{}/{unit}", count(rate * seconds));
        }
    }
    format!("{}/day", count(rate * 86_400.0))
}

impl Picture {
    /// Puts advice beside the entities that it is about.
    pub fn advise(&mut self, advice: &Advice) {
        for added in &advice.added {
            let mut queries: Vec<&str> =
                added.reasons.iter().map(|reason| reason.query.as_str()).collect();
            queries.dedup();
            self.note(
                &added.table,
                Note {
                    title: format!("Add an index for {}", queries.join(", ")),
                    text: format!("index {}", described(&added.index)),
                },
            );
        }
        for removed in &advice.removed {
            self.note(
                &removed.table,
                Note { title: "Drop an index".to_owned(), text: removed.name.clone() },
            );
        }
    }

    fn note(&mut self, table: &QualifiedName, note: Note) {
        if let Some(node) = self.nodes.iter_mut().find(|node| node.name == *table) {
            node.advice.push(note);
        }
    }
}
