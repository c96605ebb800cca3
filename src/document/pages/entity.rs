use super::marks;
use crate::diagram::Picture;
use crate::document::page::{Block, Inline, Page, code, head, page, plain, sentence};

pub fn entity(picture: &Picture, at: usize, files: &[String]) -> Page {
    let node = &picture.nodes[at];
    let mut blocks = Vec::new();
    if let Some(comment) = &node.comment {
        blocks.push(Block::Text(plain(comment.clone())));
    }
    if !node.badges.is_empty() {
        let texts: Vec<&str> = node.badges.iter().map(|badge| badge.text.as_str()).collect();
        blocks.push(Block::Text(plain(texts.join(" · "))));
    }
    let mut rows = vec![head(&["", "attribute", "type", "value", "what it is"])];
    rows.extend(node.rows.iter().map(|row| {
        let optional = if row.nullable { "?" } else { "" };
        vec![
            plain(row.keys().join(" ")),
            code(row.name.clone()),
            code(format!("{}{optional}", row.data_type)),
            row.value.clone().map(code).unwrap_or_default(),
            plain(row.comment.clone().unwrap_or_default()),
        ]
    }));
    blocks.push(Block::Table(rows));
    let mut section = |title: &str, items: Vec<Vec<Inline>>| {
        if !items.is_empty() {
            blocks.push(Block::Heading(title.to_owned()));
            blocks.push(Block::List(items));
        }
    };
    section("Indexes and rules", node.lines.iter().map(|line| code(line.clone())).collect());
    let joined = |out: bool| -> Vec<Vec<Inline>> {
        let edges = picture.edges.iter().map(|edge| {
            let (own, other) =
                if out { (edge.from.node, edge.to.node) } else { (edge.to.node, edge.from.node) };
            (own, other, &edge.label)
        });
        edges
            .filter(|(own, _, _)| *own == at)
            .map(|(_, other, label)| {
                let name = picture.nodes[other].name.to_string();
                vec![page(&files[other], &name), Inline::Plain(format!(": {label}"))]
            })
            .collect()
    };
    section("Refers to", joined(true));
    section("Referred to by", joined(false));
    let findings = marks(node)
        .into_iter()
        .map(|mark| sentence(&format!("{} {}: {}", mark.level.name(), mark.code, mark.message)));
    section("Findings", findings.collect());
    for (title, notes) in [("Queries", &node.queries), ("Advice", &node.advice)] {
        if notes.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(title.to_owned()));
        for note in notes {
            blocks.push(Block::Text(plain(note.title.clone())));
            blocks.push(Block::Code(note.text.clone()));
        }
    }
    Page { file: files[at].clone(), title: node.name.to_string(), blocks }
}
