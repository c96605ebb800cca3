use crate::diagram::{Change, Picture};
use crate::document::page::{Block, Page, code, head, plain};

pub fn changes(change: &Picture) -> Page {
    let mut rows = vec![head(&["entity", "change", "in it"])];
    for node in change.nodes.iter().filter(|node| node.change != Change::Same) {
        let inside: Vec<String> = node
            .rows
            .iter()
            .filter(|row| row.change != Change::Same)
            .map(|row| {
                let was =
                    row.before.as_ref().map(|was| format!(" (was {was})")).unwrap_or_default();
                format!("{} {} {}{was}", row.change.sign(), row.change.word(), row.name)
            })
            .chain(node.lines.iter().filter(|line| line.starts_with(['+', '−'])).cloned())
            .collect();
        let was = node.before.as_ref().map(|was| format!(" (was {was})")).unwrap_or_default();
        rows.push(vec![
            code(node.name.to_string()),
            plain(format!("{} {}{was}", node.change.sign(), node.change.word())),
            plain(inside.join("; ")),
        ]);
    }
    let mut blocks = vec![Block::Image {
        file: "change.svg".to_owned(),
        words: "What changes, and what is next to it".to_owned(),
    }];
    if rows.len() > 1 {
        blocks.push(Block::Table(rows));
    } else {
        blocks = vec![Block::Text(plain("Nothing changes that a diagram shows."))];
    }
    Page { file: "changes".to_owned(), title: "What changes".to_owned(), blocks }
}
