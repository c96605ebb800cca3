use super::{Counted, counted};

/// The statements of a MySQL or MariaDB slow query log, over the time it spans.
pub fn slow_log(text: &str) -> Vec<Counted> {
    let mut calls: Vec<(String, f64)> = Vec::new();
    let (mut first, mut last): (Option<f64>, Option<f64>) = (None, None);
    let mut open = String::new();
    for line in text.lines() {
        if line.starts_with('#') {
            close(&mut open, &mut calls);
            continue;
        }
        let set = line.trim_start().to_lowercase();
        if let Some(at) = set.strip_prefix("set timestamp=") {
            let digits = at.trim_end_matches(';').trim();
            if let Ok(seconds) = digits.parse::<f64>() {
                first = Some(first.map_or(seconds, |known| known.min(seconds)));
                last = Some(last.map_or(seconds, |known| known.max(seconds)));
            }
            continue;
        }
        // What the server writes at its start, and which database was used.
        let preamble = set.starts_with("use ")
            || set.starts_with("tcp port:")
            || set.starts_with("time ") && set.contains("command")
            || line.contains("started with:");
        if preamble || open.is_empty() && line.trim().is_empty() {
            continue;
        }
        open.push_str(line);
        open.push('\n');
        if line.trim_end().ends_with(';') {
            close(&mut open, &mut calls);
        }
    }
    close(&mut open, &mut calls);
    let seconds = last.zip(first).map_or(1.0, |(last, first)| last - first);
    counted(calls, seconds)
}

fn close(open: &mut String, calls: &mut Vec<(String, f64)>) {
    let sql = std::mem::take(open);
    if !sql.trim().is_empty() {
        calls.push((sql, 1.0));
    }
}
