//! Stages of a run and their findings as JUnit's XML: what every build server reads.

use super::JsonFinding;
use crate::text::markup::xml as escape;

/// A stage with what came of it.
pub struct Suite<'s> {
    pub name: &'s str,
    /// Why it did not run.
    pub skipped: Option<&'s str>,
    pub failed: bool,
    pub findings: Vec<&'s JsonFinding>,
    /// What it has to say besides findings.
    pub words: &'s [String],
}

pub fn junit(suites: &[Suite<'_>]) -> String {
    let failures = suites.iter().filter(|suite| suite.failed).count();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"schemagen\" tests=\"{}\" failures=\"{failures}\">\n",
        suites.len()
    );
    for suite in suites {
        let (failed, skipped) = (usize::from(suite.failed), usize::from(suite.skipped.is_some()));
        out.push_str(&format!(
            "  <testsuite name=\"{0}\" tests=\"1\" failures=\"{failed}\" skipped=\"{skipped}\">\n    <testcase \
             classname=\"schemagen\" name=\"{0}\">\n",
            escape(suite.name)
        ));
        let mut text: Vec<String> = suite.words.to_vec();
        text.extend(suite.findings.iter().map(|finding| {
            let place = finding
                .spans
                .first()
                .map(|span| format!("{}:{}:{}: ", span.file, span.line, span.column))
                .unwrap_or_default();
            format!("{place}{} {}: {}", finding.level, finding.code, finding.message)
        }));
        let text = escape(&text.join("\n"));
        match (suite.skipped, suite.failed) {
            (Some(why), _) => {
                out.push_str(&format!("      <skipped message=\"{}\"/>\n", escape(why)));
            }
            (None, true) => out.push_str(&format!(
                "      <failure message=\"{}\">{text}</failure>\n",
                escape(&format!("{} did not pass", suite.name))
            )),
            (None, false) if text.is_empty() => {}
            (None, false) => {
                out.push_str(&format!("      <system-out>{text}</system-out>\n"));
            }
        }
        out.push_str("    </testcase>\n  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}
