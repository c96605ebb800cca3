use std::ops::Range;

use crate::diagnostics::{Diagnostic, Rule};
use crate::text::{FileId, Span};

/// A place where the text does not follow the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub rule: &'static Rule,
    /// The bytes it is about.
    pub range: Range<u32>,
    /// One sentence without a full stop.
    pub message: String,
    /// What to write at the place; may be empty.
    pub label: String,
    pub help: Option<String>,
    /// A second place that explains the first, with its label.
    pub related: Option<(Range<u32>, String)>,
    /// A change that ends the mistake: its title, where, and the new text.
    pub fix: Option<(String, Range<u32>, String)>,
}

impl SyntaxError {
    pub(crate) fn new(
        rule: &'static Rule,
        range: Range<u32>,
        message: impl Into<String>,
    ) -> SyntaxError {
        SyntaxError {
            rule,
            range,
            message: message.into(),
            label: String::new(),
            help: None,
            related: None,
            fix: None,
        }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> SyntaxError {
        self.label = label.into();
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> SyntaxError {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn fix(
        mut self,
        title: impl Into<String>,
        range: Range<u32>,
        text: impl Into<String>,
    ) -> SyntaxError {
        self.fix = Some((title.into(), range, text.into()));
        self
    }

    /// The mistake as a finding about `file`.
    pub fn diagnostic(&self, file: FileId) -> Diagnostic {
        let span = |range: &Range<u32>| Span::new(file, range.start, range.end);
        let mut finding =
            Diagnostic::new(self.rule, &self.message).at(span(&self.range), &self.label);
        if let Some((range, label)) = &self.related {
            finding = finding.at(span(range), label);
        }
        if let Some(help) = &self.help {
            finding = finding.help(help);
        }
        if let Some((title, range, text)) = &self.fix {
            finding = finding.fix(title, span(range), text);
        }
        finding
    }
}
