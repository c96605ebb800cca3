//! Where findings are seen: on the attribute they are about, else on its entity.

use std::collections::BTreeMap;

use super::model::{Mark, Node};
use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::text::{FileId, SourceMap, Span};

/// Puts every finding that has a place in an entity on its node.
pub fn place(nodes: &mut [Node], design: &Design, findings: &[Diagnostic], sources: &SourceMap) {
    let line = |span: Span| -> Option<(FileId, u32)> {
        Some((span.file, sources.get(span.file)?.position(span.start).line))
    };
    // An attribute of a mixin belongs to every entity that includes it.
    let mut attributes: BTreeMap<(FileId, u32), Vec<(usize, usize)>> = BTreeMap::new();
    let mut bodies: Vec<(Span, usize)> = Vec::new();
    for (place, node) in nodes.iter().enumerate() {
        let Some(facts) = design.entities.get(&node.name) else { continue };
        if facts.body != Span::default() {
            bodies.push((facts.body, place));
        }
        for (name, attribute) in &facts.attributes {
            if let (Some(line), Some(row)) = (line(attribute.span), node.row(name)) {
                attributes.entry(line).or_default().push((place, row));
            }
        }
    }
    bodies.sort_by_key(|(body, place)| (body.file, body.start, *place));
    for finding in findings {
        let Some(span) = finding.span() else { continue };
        let mark = Mark {
            level: finding.level,
            code: finding.rule.code,
            message: finding.message.clone(),
        };
        if let Some(rows) = line(span).and_then(|line| attributes.get(&line)) {
            for (node, row) in rows {
                push(&mut nodes[*node].rows[*row].marks, &mark);
            }
            continue;
        }
        let after =
            bodies.partition_point(|(body, _)| (body.file, body.start) <= (span.file, span.start));
        let Some((body, place)) = after.checked_sub(1).and_then(|at| bodies.get(at)) else {
            continue;
        };
        if body.file != span.file || span.start >= body.end {
            continue;
        }
        let node = &mut nodes[*place];
        // A line about several attributes, as `fd zip -> city`: the words of the message tell which.
        let named: Vec<usize> = quoted(&finding.message)
            .flat_map(|words| words.split([',', ' ', '(', ')']))
            .filter_map(|word| node.row(word))
            .collect();
        push(&mut node.marks, &mark);
        for row in named {
            push(&mut node.rows[row].marks, &mark);
        }
    }
}

fn push(marks: &mut Vec<Mark>, mark: &Mark) {
    if !marks.contains(mark) {
        marks.push(mark.clone());
        marks.sort_by(|a, b| (b.level, a.code).cmp(&(a.level, b.code)));
    }
}

/// What stands in backticks.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}
