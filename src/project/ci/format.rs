use crate::diagnostics::Diagnostic;
use crate::language::{self, NOT_FORMATTED};
use crate::text::{FileId, SourceMap, Span};

/// Files that `fmt` would change. Those with syntax errors are the next stage's affair.
pub fn unformatted(sources: &SourceMap) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (file, source) in sources.files() {
        let Ok(formatted) = language::format(&source.text) else { continue };
        if formatted != source.text {
            findings.push(
                Diagnostic::new(
                    &NOT_FORMATTED,
                    format!("`{}` is not in the one spelling", source.path),
                )
                .at(first_difference(file, &source.text, &formatted), "the first difference")
                .help(format!("run `schemagen fmt {}`", source.path)),
            );
        }
    }
    findings
}

fn first_difference(file: FileId, text: &str, formatted: &str) -> Span {
    let mut start = 0;
    for (line, other) in text.split_inclusive('\n').zip(formatted.split_inclusive('\n')) {
        if line != other {
            break;
        }
        start += line.len();
    }
    let line = text[start..].lines().next().unwrap_or_default().len();
    Span::new(file, start as u32, (start + line) as u32)
}
