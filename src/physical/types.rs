//! Types in the form in which designed and introspected ones compare.

use std::collections::{BTreeMap, HashMap};

use super::identity::normalise;
use super::rules::types::{TYPE_LOSS, TYPE_UNSUPPORTED};
use super::work::{Work, column_key};
use crate::diagnostics::Diagnostic;
use crate::dialect::{Capability, Unsupported};
use crate::schema::{AtomKey, AtomKind, DataType};

/// More places than this are counted, not shown.
const PLACES_SHOWN: usize = 3;

pub(super) fn settle(work: &mut Work<'_>) {
    let mut types = Types::default();
    work.each_table(|work, table| {
        let name = table.name.clone();
        for column in &mut table.columns {
            let key = column_key(&name, &column.name);
            types.settle(work, &key, &mut column.data_type);
        }
    });
    let mut domains = std::mem::take(&mut work.schema.domains);
    for domain in &mut domains {
        let key = AtomKey::new(&domain.name, AtomKind::Domain, "");
        types.settle(work, &key, &mut domain.data_type);
    }
    work.schema.domains = domains;
    let mut sequences = std::mem::take(&mut work.schema.sequences);
    for sequence in &mut sequences {
        let key = AtomKey::new(&sequence.name, AtomKind::Sequence, "");
        if let Some(data_type) = &mut sequence.data_type {
            types.settle(work, &key, data_type);
        }
        let counted = sequence.data_type.clone().unwrap_or(DataType::BigInt);
        normalise(&mut sequence.options, &counted);
        // `bigint` is what nothing said means.
        if sequence.data_type == Some(DataType::BigInt) {
            sequence.data_type = None;
        }
    }
    work.schema.sequences = sequences;
    structured(work, &mut types);
    for ((data_type, what), places) in types.losses {
        report_loss(work, &data_type, &what, &places);
    }
}

/// Composite and range types, which only some servers have.
fn structured(work: &mut Work<'_>, types: &mut Types) {
    let mut composites = std::mem::take(&mut work.schema.composites);
    for composite in &mut composites {
        for attribute in &mut composite.attributes {
            let key = AtomKey::new(&composite.name, AtomKind::Attribute, &attribute.name);
            types.settle(work, &key, &mut attribute.data_type);
        }
    }
    let mut ranges = std::mem::take(&mut work.schema.ranges);
    for range in &mut ranges {
        let key = AtomKey::new(&range.name, AtomKind::Range, "");
        types.settle(work, &key, &mut range.subtype);
    }
    // Where they do not exist, the columns that use them are the error.
    if work.has(Capability::CompositeTypes) {
        work.schema.composites = composites;
    }
    if work.has(Capability::RangeTypes) {
        work.schema.ranges = ranges;
    }
}

/// What the server makes of the types met so far: a schema has few, and each in many places.
#[derive(Default)]
struct Types {
    settled: HashMap<DataType, Result<Settled, Unsupported>>,
    /// By the type's name and what it loses.
    losses: BTreeMap<(String, String), Vec<AtomKey>>,
}

struct Settled {
    canonical: DataType,
    losses: Vec<String>,
}

impl Types {
    fn settle(&mut self, work: &mut Work<'_>, key: &AtomKey, data_type: &mut DataType) {
        if has_width(work, data_type) {
            return;
        }
        if !self.settled.contains_key(data_type) {
            let settled = work.dialect.render_type(data_type).map(|rendered| Settled {
                canonical: work.dialect.canonical_type(data_type),
                losses: rendered.losses.into_iter().map(|loss| loss.what).collect(),
            });
            self.settled.insert(data_type.clone(), settled);
        }
        match self.settled.get(data_type) {
            Some(Ok(Settled { canonical, losses })) => {
                for what in losses {
                    let loss = (data_type.to_string(), what.clone());
                    self.losses.entry(loss).or_default().push(key.clone());
                }
                *data_type = canonical.clone();
            }
            Some(Err(Unsupported { what, why, help })) => {
                let message = format!("{what} has no form on {}", work.title());
                let finding = Diagnostic::new(&TYPE_UNSUPPORTED, message).note(why).help(help);
                work.report_at(key, finding, "has this type");
            }
            None => {}
        }
    }
}

/// Whether an integer is written with a width that its server keeps: it says nothing of its values.
pub(super) fn has_width(work: &Work<'_>, data_type: &DataType) -> bool {
    let DataType::Native { sql } = data_type else { return false };
    let words = &work.dialect.data.display_widths;
    let counted = words.iter().any(|word| {
        sql.strip_prefix(word.as_str()).is_some_and(|rest| rest.trim_start().starts_with('('))
    });
    counted && work.own_sql() && work.has(Capability::DisplayWidths)
}

/// One finding for all columns that lose the same.
fn report_loss(work: &mut Work<'_>, data_type: &str, what: &str, places: &[AtomKey]) {
    let count = places.len();
    let columns = if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
    let message = format!("`{data_type}` keeps less on {} ({columns})", work.title());
    let mut finding = Diagnostic::new(&TYPE_LOSS, message).note(what);
    let mut shown = std::collections::BTreeSet::new();
    for key in places {
        let span = work.span(key);
        // Columns of a mixin share a place.
        if shown.len() < PLACES_SHOWN && shown.insert(span) {
            finding = finding.at_some(span, "");
        }
    }
    work.report(finding);
}
