//! Findings as the commands by which a GitHub job annotates lines.

use super::JsonFinding;

/// A line a finding. Hosts show ten of a kind for a step, so errors come first.
pub fn github(findings: &[JsonFinding]) -> String {
    let mut lines = String::new();
    for (level, command) in [("error", "error"), ("warning", "warning"), ("info", "notice")] {
        for finding in findings.iter().filter(|finding| finding.level == level) {
            let mut properties = Vec::new();
            if let Some(span) = finding.spans.first() {
                properties.push(format!("file={}", property(span.file.trim_start_matches("./"))));
                properties.push(format!("line={}", span.line));
                properties.push(format!("col={}", span.column));
            }
            properties
                .push(format!("title={}", property(&format!("{} {}", finding.code, finding.rule))));
            let mut text = finding.message.clone();
            if let Some(help) = &finding.help {
                text.push_str("\nhelp: ");
                text.push_str(help);
            }
            lines.push_str(&format!("::{command} {}::{}\n", properties.join(","), data(&text)));
        }
    }
    lines
}

/// A line break would end the command, and what stands behind it could be another one.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_text_ends_its_command() {
        assert_eq!(super::property("a\n::error::b,c%"), "a%0A%3A%3Aerror%3A%3Ab%2Cc%25");
    }
}
