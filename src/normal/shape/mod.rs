//! Suspicions: what names, types and shapes suggest about a design, where nothing is declared.
//!
//! One file a rule, each with its page. A rule asks for two signals that do not follow from each
//! other wherever it can, because a false suspicion costs more than a missed one: who is told
//! nonsense twice reads no further. What one name alone suggests is at most `possible`. Every
//! finding says how to confirm it (declare the dependency, or change the design) and how to
//! silence it.

mod code_and_label;
mod copied_attribute;
mod derivable;
mod entity_attribute_value;
mod list_in_text;
mod list_of_references;
mod names;
mod natural_key;
mod numbered_group;
mod place_chain;
mod polymorphic;
mod repeated_block;
mod state_flags;
mod suspicion;
mod translations;
mod world;

use crate::design::Design;
use crate::diagnostics::{Diagnostic, Rule};
use crate::schema::Table;

use suspicion::Suspicion;
use world::World;

pub static RULES: &[&Rule] = &[
    &list_in_text::RULE,
    &numbered_group::RULE,
    &repeated_block::RULE,
    &list_of_references::RULE,
    &polymorphic::RULE,
    &entity_attribute_value::RULE,
    &derivable::RULE,
    &copied_attribute::RULE,
    &code_and_label::RULE,
    &place_chain::RULE,
    &state_flags::RULE,
    &translations::RULE,
    &natural_key::RULE,
];

/// What a rule looks at: one table in its world.
type Look = fn(&World<'_>, &Table) -> Vec<Suspicion>;

const LOOKS: [Look; 12] = [
    list_in_text::look,
    numbered_group::look,
    list_of_references::look,
    polymorphic::look,
    entity_attribute_value::look,
    derivable::look,
    copied_attribute::look,
    code_and_label::look,
    place_chain::look,
    state_flags::look,
    translations::look,
    natural_key::look,
];

/// What is suspected of the design.
pub fn check(design: &Design) -> Vec<Diagnostic> {
    let world = World::new(design);
    let mut suspicions: Vec<Suspicion> = Vec::new();
    for table in &design.schema.tables {
        suspicions.extend(LOOKS.iter().flat_map(|look| look(&world, table)));
    }
    suspicions.extend(repeated_block::look(&world));
    suspicions.into_iter().map(|one| one.diagnostic(design)).collect()
}
