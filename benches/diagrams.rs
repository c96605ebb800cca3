//! Diagrams of large designs, as a user draws them: wall time, peak memory, and the ratio to `check` of the same
//! design. `cargo bench --bench diagrams`.
//!
//! | question | promised |
//! |---|---|
//! | `erd` of 1,000 entities with 1,500 references | 3 s, 300 MB |

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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    print_head("x check");
    for count in [100, 1_000] {
        let file = folder.path().join(format!("{count}.sgen"));
        std::fs::write(&file, generator::linked(count, true)).expect("room for the designs");
        let file = file.display().to_string();
        let mut floor: Option<Duration> = None;
        let check = [("check".to_owned(), vec!["check".to_owned(), file.clone()])];
        let drawn = ["svg", "html", "mmd", "dot", "puml", "dbml"].map(|format| {
            let words = ["erd", &file, "--format", format].map(str::to_owned);
            (format!("erd {format}"), words.to_vec())
        });
        for (name, arguments) in check.into_iter().chain(drawn) {
            let measured = measure(root, env!("CARGO_BIN_EXE_schemagen"), &arguments);
            let base = *floor.get_or_insert(measured.median);
            measured.print(&format!("{name}, {count} entities"), base);
        }
    }
}
