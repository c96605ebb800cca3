//! One command, run to its end several times: wall time and peak memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 7;

pub struct Measured {
    pub median: Duration,
    pub least: Duration,
    pub peak_kib: i64,
}

impl Measured {
    /// A line of the table, with the ratio of the medians to another command of the same run.
    pub fn print(&self, name: &str, base: Duration) {
        println!(
            "{name:<34} {:>8.1}ms {:>8.1}ms {:>7.2} {:>10.1}",
            self.median.as_secs_f64() * 1e3,
            self.least.as_secs_f64() * 1e3,
            self.median.as_secs_f64() / base.as_secs_f64(),
            self.peak_kib as f64 / 1024.0
        );
    }
}

pub fn print_head(base: &str) {
    println!("{:<34} {:>10} {:>10} {:>7} {:>10}", "command", "median", "least", base, "peak MiB");
}

/// One warm-up and then the counted runs.
pub fn measure(root: &Path, program: &str, arguments: &[String]) -> Measured {
    run(root, program, arguments);
    let mut times = Vec::with_capacity(RUNS);
    let mut peak_kib = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        peak_kib = peak_kib.max(run(root, program, arguments));
        times.push(start.elapsed());
    }
    times.sort();
    Measured { median: times[RUNS / 2], least: times[0], peak_kib }
}

/// Runs the command to its end and returns its peak resident memory in KiB.
fn run(root: &Path, program: &str, arguments: &[String]) -> i64 {
    // Waited for by wait4 below, which alone tells the child's peak memory.
    #[allow(clippy::zombie_processes)]
    let child = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .env("SCHEMAGEN_AS_OF", "2026-01-15")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let mut status = 0;
    // SAFETY: a rusage of zeros is valid, and wait4 fills it for a child of ours that nobody else waits for.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, &mut usage) };
    assert_eq!(waited, child.id() as i32, "the child could not be waited for");
    assert_eq!(libc::WEXITSTATUS(status), 0, "the command failed: {program} {arguments:?}");
    usage.ru_maxrss
}
