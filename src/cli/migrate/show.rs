//! What happens in a run, as lines for people or for programs.

use crate::cli::args::LogFormat;
use crate::cli::output::Output;
use crate::runner::Event;

/// Writes events to stderr.
pub fn listener(format: LogFormat, output: &Output) -> impl FnMut(Event) + '_ {
    move |event: Event| match format {
        LogFormat::Json => {
            if let Ok(line) = serde_json::to_string(&event) {
                output.log(&line);
            }
        }
        LogFormat::Text => {
            if let Some(line) = line(&event, output.verbose > 0) {
                output.say(&line);
            }
        }
    }
}

fn line(event: &Event, verbose: bool) -> Option<String> {
    Some(match event {
        Event::Waiting { seconds } => format!("another runner is at work; waited {seconds} s"),
        Event::Begin { migration, direction, steps } => {
            let steps = if *steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") };
            format!("{migration} {direction}: {steps}")
        }
        Event::Resume { step, found, .. } => format!("  step {step}: {found}"),
        Event::Step { step, of, sql, .. } => format!("  {step}/{of} {sql}"),
        Event::Done { step, milliseconds, .. } if verbose => {
            format!("  step {step}: {milliseconds} ms")
        }
        Event::Done { .. } => return None,
        Event::Again { step, attempt, pause_milliseconds, why, .. } => {
            format!("  step {step}: {why}; attempt {} in {pause_milliseconds} ms", attempt + 1)
        }
        Event::Rows { step, done, left, seconds_left, .. } => {
            let time =
                seconds_left.map(|seconds| format!(", about {seconds} s")).unwrap_or_default();
            format!("  step {step}: {done} rows filled, about {left} left{time}")
        }
        Event::Cleared { step, what, .. } => format!("  step {step}: {what}"),
        Event::End { milliseconds, .. } => format!("  done in {milliseconds} ms"),
    })
}
