use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Output;

/// A spinner on stderr that exists only on a terminal and goes when it is dropped.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub fn start(output: &Output, text: &str) -> Progress {
        // indicatif draws nothing where stderr is no terminal.
        let bar = if output.quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.set_message(text.to_owned());
        bar.enable_steady_tick(Duration::from_millis(80));
        Progress { bar }
    }

    pub fn step(&self, text: impl Into<String>) {
        self.bar.set_message(text.into());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
