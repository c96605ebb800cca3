use super::{Parts, badges, marks};
use crate::diagram::{BadgeKind, Picture};
use crate::document::page::{Block, Inline, Page, head, page, plain};

pub fn overview(picture: &Picture, parts: &Parts, files: &[String]) -> Page {
    let mut blocks = vec![Block::Text(plain(format!(
        "{} entities, {} references, {} contexts",
        picture.nodes.len(),
        picture.edges.len(),
        picture.groups.len()
    )))];
    let mut pages = Vec::new();
    if parts.change.is_some() {
        pages.push(vec![page("changes", "What changes")]);
    }
    if parts.plan.is_some() {
        pages.push(vec![page("migration", "The way there, and what it risks")]);
    }
    pages.push(vec![page("growth", "Growth, partitions and shards")]);
    pages.push(vec![page("indexing", "Indexes and their reasons")]);
    if parts.normal_forms.is_some() {
        pages.push(vec![page("normal-forms", "Normal forms")]);
    }
    pages.push(vec![Inline::File {
        file: "diagram.html".to_owned(),
        words: "The diagram to walk around in".to_owned(),
    }]);
    blocks.push(Block::List(pages));
    blocks.push(Block::Image { file: "diagram.svg".to_owned(), words: "The diagram".to_owned() });
    let groups =
        picture.groups.iter().enumerate().map(|(at, group)| (Some(at), group.name.as_str()));
    for (group, name) in [(None, "Entities")].into_iter().chain(groups) {
        let mut rows = vec![head(&["entity", "what it is", "rows", "findings"])];
        for (at, node) in picture.nodes.iter().enumerate().filter(|(_, node)| node.group == group) {
            let findings = marks(node).len();
            rows.push(vec![
                vec![page(&files[at], &node.name.name)],
                plain(node.comment.clone().unwrap_or_default()),
                plain(badges(node, &[BadgeKind::Rows])),
                plain(if findings == 0 { String::new() } else { findings.to_string() }),
            ]);
        }
        if rows.len() > 1 {
            blocks.push(Block::Heading(name.to_owned()));
            blocks.push(Block::Table(rows));
        }
    }
    Page { file: "index".to_owned(), title: picture.title.clone(), blocks }
}
