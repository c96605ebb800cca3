//! Real servers: the embedded one, and throwaway ones of several versions.
//!
//! The binaries come from `scripts/test-servers`; without them these tests fail.

mod catalog;
mod encryption;
mod scratch;
mod plans;
mod probes;

use crate::dialect::Dialects;
use crate::engine::{Engine, EngineSpec, open};

/// Versions that differ in what their catalogs look like, the oldest and the newest among them.
const LOCAL: [&str; 3] = ["local:postgres@13", "local:postgres@15", "local:postgres@18"];

fn dialects() -> Dialects {
    Dialects::builtin().unwrap()
}

fn engine<'d>(spec: &str, dialects: &'d Dialects) -> Box<dyn Engine + 'd> {
    let spec: EngineSpec = spec.parse().unwrap();
    open(&spec, dialects)
        .unwrap_or_else(|error| panic!("{error}\nThis test needs real servers: run scripts/test."))
}

fn apply(engine: &mut dyn Engine, script: &str) {
    for statement in script.split(";\n").filter(|text| !text.trim().is_empty()) {
        engine.execute(statement).unwrap_or_else(|error| panic!("{error}"));
    }
}
