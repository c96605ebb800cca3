//! The scoreboard by suite.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// How one case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// Rows made up for the test are not admitted by the desired schema; without them it passed.
    PassedWithoutRows,
    Failed(String),
}

type Line = (String, String, usize, Outcome);

static LINES: Mutex<Vec<Line>> = Mutex::new(Vec::new());

pub fn add(suite: &str, name: &str, number: usize, outcome: Outcome) {
    let mut lines = LINES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    lines.push((suite.to_owned(), name.to_owned(), number, outcome));
}

/// Prints the scoreboard and every failure with its reason to standard error.
pub fn print() {
    let mut lines = LINES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if lines.is_empty() {
        return;
    }
    lines.sort_by(|a, b| (&a.0, a.2).cmp(&(&b.0, b.2)));
    let mut suites: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (suite, _, _, outcome) in lines.iter() {
        let counts = suites.entry(suite).or_default();
        counts.0 += 1;
        match outcome {
            Outcome::Passed => counts.1 += 1,
            Outcome::PassedWithoutRows => counts.2 += 1,
            Outcome::Failed(_) => {}
        }
    }
    for (suite, name, number, outcome) in lines.iter() {
        if let Outcome::Failed(why) = outcome {
            let why: Vec<&str> = why.lines().take(12).collect();
            eprintln!("\nFAILED #{number} {suite} {name}\n  {}", why.join("\n  "));
        }
    }
    eprintln!(
        "\n{:<24} {:>6} {:>6} {:>8} {:>12}",
        "suite", "cases", "passed", "share", "without rows"
    );
    let mut all = (0, 0, 0);
    let line = |name: &str, (cases, passed, bare): (usize, usize, usize)| {
        let good = passed + bare;
        let share = good as f64 * 100.0 / cases as f64;
        eprintln!("{name:<24} {cases:>6} {good:>6} {share:>7.1}% {bare:>12}");
    };
    for (suite, counts) in &suites {
        line(suite, *counts);
        all = (all.0 + counts.0, all.1 + counts.1, all.2 + counts.2);
    }
    line("all", all);
}
