//! How soon a diagram's page is there in a real browser: from the begin of its navigation to the first paint and to the
//! end of its script. `eval "$(scripts/test-browser)"; cargo bench --bench paint`.
//!
//! | question | promised |
//! |---|---|
//! | the first paint of 1,000 entities | 1 s |

#[cfg(unix)]
#[allow(dead_code)]
#[path = "../tests/browser/driver.rs"]
mod driver;
mod generator;

/// Pages opened for a figure.
#[cfg(unix)]
const RUNS: usize = 7;

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() {
    // `cargo test --benches` passes --test: nothing is timed there.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let Some(program) = std::env::var_os("SCHEMAGEN_CHROMIUM") else {
        println!("SCHEMAGEN_CHROMIUM names no browser: eval \"$(scripts/test-browser)\"");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("{:<34} {:>12} {:>12}", "page (median of 7)", "first paint", "script done");
    for count in [5, 100, 1_000] {
        let design = folder.path().join(format!("{count}.sgen"));
        let page = folder.path().join(format!("{count}.html"));
        std::fs::write(&design, generator::linked(count, true)).expect("room for the designs");
        let drawn = std::process::Command::new(env!("CARGO_BIN_EXE_schemagen"))
            .arg("erd")
            .arg(&design)
            .arg("-o")
            .arg(&page)
            .status()
            .expect("schemagen runs");
        assert!(drawn.success(), "the diagram could not be drawn");
        let mut times: Vec<(f64, f64)> =
            (0..RUNS).map(|_| opened(program.as_ref(), &page)).collect();
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (paint, done) = times[RUNS / 2];
        println!("{:<34} {paint:>10.0}ms {done:>10.0}ms", format!("{count} entities"));
    }
}

/// Milliseconds of a browser that has nothing in its caches.
#[cfg(unix)]
fn opened(program: &std::path::Path, page: &std::path::Path) -> (f64, f64) {
    let timed = driver::Browser::open(program).and_then(|mut browser| {
        browser.visit(page, "")?;
        let paint = "new Promise((done) => { const look = () => { const found = \
                     performance.getEntriesByName('first-contentful-paint')[0]; found ? done(found.startTime) : \
                     setTimeout(look, 5); }; look(); })";
        let paint = browser.evaluate(paint)?;
        let done = browser
            .evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")?;
        Ok((paint.as_f64().unwrap_or(f64::NAN), done.as_f64().unwrap_or(f64::NAN)))
    });
    timed.unwrap_or_else(|error| panic!("{}", error.message().unwrap_or("the browser failed")))
}
