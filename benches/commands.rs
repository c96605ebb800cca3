//! Whole commands, as a user runs them: wall time, peak memory, and the ratio to a floor of the same
//! run. `cargo bench --bench commands`.
//!
//! The floor is `schemagen --version`: what starting the process costs. A generated design at two
//! sizes shows how cost grows.

mod generator;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 7;

struct Measured {
    median: Duration,
    least: Duration,
    peak_kib: i64,
}

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
    println!(
        "{:<30} {:>10} {:>10} {:>9} {:>10}",
        "command", "median", "least", "x floor", "peak MiB"
    );
    let mut floor: Option<Duration> = None;
    for (name, arguments) in rows {
        let measured = measure(root, &arguments);
        let base = *floor.get_or_insert(measured.median);
        println!(
            "{name:<30} {:>8.1}ms {:>8.1}ms {:>9.1} {:>10.1}",
            measured.median.as_secs_f64() * 1e3,
            measured.least.as_secs_f64() * 1e3,
            measured.median.as_secs_f64() / base.as_secs_f64(),
            measured.peak_kib as f64 / 1024.0
        );
    }
}

/// One warm-up and then the counted runs.
fn measure(root: &Path, arguments: &[String]) -> Measured {
    run(root, arguments);
    let mut times = Vec::with_capacity(RUNS);
    let mut peak_kib = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        peak_kib = peak_kib.max(run(root, arguments));
        times.push(start.elapsed());
    }
    times.sort();
    Measured { median: times[RUNS / 2], least: times[0], peak_kib }
}

/// Runs the command to its end and returns its peak resident memory in KiB.
fn run(root: &Path, arguments: &[String]) -> i64 {
    // Waited for by wait4 below, which alone tells the child's peak memory.
    #[allow(clippy::zombie_processes)]
    let child = Command::new(env!("CARGO_BIN_EXE_schemagen"))
        .args(arguments)
        .current_dir(root)
        .env("SCHEMAGEN_AS_OF", "2026-01-15")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary was built by cargo");
    let mut status = 0;
    // SAFETY: a rusage of zeros is valid, and wait4 fills it for a child of ours that nobody else waits for.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, &mut usage) };
    assert_eq!(waited, child.id() as i32, "the child could not be waited for");
    assert_eq!(libc::WEXITSTATUS(status), 0, "the command failed: {arguments:?}");
    usage.ru_maxrss
}
