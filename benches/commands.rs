//! Whole commands, as a user runs them: wall time, peak memory, and the ratio to a floor of the same
//! run. `cargo bench --bench commands`.
//!
//! The floor is `schemagen --version`: what starting the process costs. A generated design at two
//! sizes shows how cost grows.

mod generator;
mod measure;

use std::path::Path;
use std::time::Duration;

use measure::{measure, print_head};

fn main() {
    // `cargo test --benches` passes --test: nothing is timed there.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for count in [1_000, 10_000] {
        let path = folder.path().join(format!("{count}.sgen"));
        std::fs::write(path, generator::design(count)).expect("room for the generated designs");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generated = |count: u32| folder.path().join(format!("{count}.sgen")).display().to_string();
    let rows: Vec<(String, Vec<String>)> = [
        ("--version (floor)", "--version".to_owned()),
        ("check samples/shop", "check samples/shop".to_owned()),
        ("emit samples/shop", "emit samples/shop".to_owned()),
        ("plan samples/shop", "plan samples/shop".to_owned()),
        ("emit, 1,000 entities", format!("emit {}", generated(1_000))),
        ("emit, 10,000 entities", format!("emit {}", generated(10_000))),
        ("fmt --check, 10,000 entities", format!("fmt --check {}", generated(10_000))),
    ]
    .into_iter()
    .map(|(name, line)| (name.to_owned(), line.split(' ').map(str::to_owned).collect()))
    .collect();
    print_head("x floor");
    let mut floor: Option<Duration> = None;
    for (name, arguments) in rows {
        let measured = measure(root, env!("CARGO_BIN_EXE_schemagen"), &arguments);
        measured.print(&name, *floor.get_or_insert(measured.median));
    }
}
