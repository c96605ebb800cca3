use serde::Serialize;

use crate::diagnostics::Diagnostic;
use crate::text::{SourceMap, Span};

/// A finding as other programs read it (format version 1).
#[derive(Debug, Clone, Serialize)]
pub struct JsonFinding {
    pub code: &'static str,
    pub rule: &'static str,
    pub level: &'static str,
    pub message: String,
    /// The place itself first, then places that explain it.
    pub spans: Vec<JsonSpan>,
    pub explanation: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<JsonFix>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonFix {
    pub title: String,
    pub edits: Vec<JsonEdit>,
}

#[derive(Debug, Clone, Serialize)]
pub struct JsonEdit {
    pub span: JsonSpan,
    pub text: String,
}

/// Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Debug, Clone, Serialize)]
pub struct JsonSpan {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
}

pub fn json_span(span: Span, label: &str, sources: &SourceMap) -> Option<JsonSpan> {
    let file = sources.get(span.file)?;
    let (start, end) = (file.position(span.start), file.position(span.end));
    Some(JsonSpan {
        file: file.path.clone(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        label: label.to_owned(),
    })
}

pub fn json_finding(finding: &Diagnostic, sources: &SourceMap) -> JsonFinding {
    JsonFinding {
        code: finding.rule.code,
        rule: finding.rule.name,
        level: finding.level.name(),
        message: finding.message.clone(),
        spans: finding
            .labels
            .iter()
            .filter_map(|label| json_span(label.span, &label.text, sources))
            .collect(),
        explanation: finding.notes.clone(),
        help: finding.help.clone(),
        fix: finding.fix.as_ref().map(|fix| JsonFix {
            title: fix.title.clone(),
            edits: fix
                .edits
                .iter()
                .filter_map(|edit| {
                    Some(JsonEdit {
                        span: json_span(edit.span, "", sources)?,
                        text: edit.text.clone(),
                    })
                })
                .collect(),
        }),
    }
}
