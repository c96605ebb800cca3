//! One suspicion, and the finding it becomes.

use crate::design::Design;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::schema::QualifiedName;

/// How much speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// A name and the structure, or two signals of their own.
    Likely,
    /// Names alone.
    Possible,
}

#[derive(Debug, Clone)]
pub struct Suspicion {
    pub rule: &'static Rule,
    pub confidence: Confidence,
    pub table: QualifiedName,
    /// The attributes it is about, the most telling first.
    pub attributes: Vec<String>,
    pub message: String,
    /// What the suspicion rests on.
    pub because: String,
    /// What to write if it is true.
    pub confirm: String,
}

impl Suspicion {
    pub fn diagnostic(self, design: &Design) -> Diagnostic {
        let (level, word) = match self.confidence {
            Confidence::Likely => (Level::Warning, "likely"),
            Confidence::Possible => (Level::Info, "possible"),
        };
        let mut finding = Diagnostic::new(self.rule, self.message);
        // A rule may be milder than its confidence would make it.
        finding.level = level.min(self.rule.level);
        for attribute in self.attributes.iter().take(4) {
            finding = finding.at_some(design.attribute_span(&self.table, attribute), "");
        }
        // An attribute of a mixin lies elsewhere, and `allow` asks for a place in the entity.
        finding = finding.at_some(design.entity_span(&self.table), "");
        finding.note(format!("suspected, {word}: {}", self.because)).help(format!(
            "{}; if it is not so, or wanted: `allow {} \"reason\"`",
            self.confirm, self.rule.code
        ))
    }
}
