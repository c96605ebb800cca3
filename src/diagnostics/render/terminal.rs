use annotate_snippets::{
    AnnotationKind, Group, Level as TitleLevel, Renderer, Snippet, renderer::DecorStyle,
};

use crate::diagnostics::{Diagnostic, Label, Level};
use crate::text::{FileId, SourceMap};

/// Whether escape sequences may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Styling {
    Plain,
    Coloured,
}

/// Labels further apart than this are shown as separate excerpts.
const EXCERPT_LINES: u32 = 60;

/// One finding as a person reads it: title, excerpt of the source with its labels, notes, help.
/// No line break at the end.
pub fn terminal(finding: &Diagnostic, sources: &SourceMap, styling: Styling) -> String {
    let level = match finding.level {
        Level::Error => TitleLevel::ERROR,
        Level::Warning => TitleLevel::WARNING,
        Level::Info => TitleLevel::INFO,
    };
    let mut group =
        Group::with_title(level.primary_title(clean(&finding.message)).id(finding.rule.code));
    for excerpt in excerpts(finding, sources) {
        group = group.element(excerpt);
    }
    for note in &finding.notes {
        group = group.element(TitleLevel::NOTE.message(clean(note)));
    }
    if let Some(help) = &finding.help {
        group = group.element(TitleLevel::HELP.message(clean(help)));
    }
    let renderer = match styling {
        Styling::Plain => Renderer::plain(),
        Styling::Coloured => Renderer::styled(),
    };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// Control characters from user texts must not reach a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// Lines of one file that are shown together, with the labels in them and their places in the finding.
struct Window<'f> {
    file: FileId,
    first: u32,
    last: u32,
    labels: Vec<(usize, &'f Label)>,
}

/// The excerpts that show all labels. Only the lines around the labels are handed to the renderer,
/// whose cost grows with the text it is given.
fn excerpts<'a>(
    finding: &'a Diagnostic,
    sources: &'a SourceMap,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut windows: Vec<Window<'_>> = Vec::new();
    for (index, label) in finding.labels.iter().enumerate() {
        let Some(file) = sources.get(label.span.file) else { continue };
        let (first, last) =
            (file.position(label.span.start).line, file.position(label.span.end).line);
        let last = last.min(first + EXCERPT_LINES);
        let near = windows.iter_mut().find(|window| {
            window.file == label.span.file
                && first + EXCERPT_LINES > window.last
                && last < window.first + EXCERPT_LINES
        });
        match near {
            Some(window) => {
                (window.first, window.last) = (window.first.min(first), window.last.max(last));
                window.labels.push((index, label));
            }
            None => windows.push(Window {
                file: label.span.file,
                first,
                last,
                labels: vec![(index, label)],
            }),
        }
    }
    windows
        .into_iter()
        .filter_map(|Window { file: id, first, last, labels }| {
            let file = sources.get(id)?;
            let (start, end) = file.line_range(first, last);
            let text = file.text.get(start..end)?;
            let snippet = Snippet::source(text).line_start(first as usize).path(file.path.as_str());
            Some(labels.into_iter().fold(snippet, |snippet, (index, label)| {
                let kind =
                    if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                let from = (label.span.start as usize).clamp(start, end) - start;
                let to = (label.span.end as usize).clamp(start, end) - start;
                let annotation = kind.span(from..to.max(from));
                let text = clean(&label.text);
                snippet.annotation(if text.is_empty() {
                    annotation
                } else {
                    annotation.label(text)
                })
            }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Rule;
    use crate::text::Span;

    static RULE: Rule =
        Rule { code: "SG0999", name: "test", level: Level::Error, summary: "a test", page: "" };

    #[test]
    fn a_finding_shows_its_place_its_note_and_its_help() {
        let mut sources = SourceMap::default();
        let file = sources.add("shop.sgen", "entity a {\n  id: itn\n}\n");
        let finding = Diagnostic::new(&RULE, "unknown type `itn`")
            .at(Span::new(file, 17, 20), "no such type")
            .note("types are SQL's")
            .help("write `int`");
        let shown = terminal(&finding, &sources, Styling::Plain);
        assert!(shown.contains("error[SG0999]: unknown type `itn`"), "{shown}");
        assert!(shown.contains("--> shop.sgen:2:7"), "{shown}");
        assert!(shown.contains("^^^ no such type"), "{shown}");
        assert!(
            shown.contains("note: types are SQL's") && shown.contains("help: write `int`"),
            "{shown}"
        );
    }
}
