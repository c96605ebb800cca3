use super::badges;
use crate::diagram::{BadgeKind, Picture};
use crate::document::page::{Block, Page, head, page, plain};

pub fn growth(picture: &Picture, files: &[String]) -> Page {
    let mut rows = vec![head(&["entity", "rows", "partitions", "shards"])];
    for (at, node) in picture.nodes.iter().enumerate() {
        let texts = [BadgeKind::Rows, BadgeKind::Partition, BadgeKind::Shard]
            .map(|kind| badges(node, &[kind]));
        if texts.iter().all(String::is_empty) {
            continue;
        }
        let cells = texts.into_iter().map(plain);
        rows.push(
            std::iter::once(vec![page(&files[at], &node.name.to_string())]).chain(cells).collect(),
        );
    }
    let blocks = if rows.len() > 1 {
        vec![Block::Table(rows)]
    } else {
        vec![Block::Text(plain(
            "The design says nothing about rows: `rows`, `grows`, `partition by` and `shard by` would.",
        ))]
    };
    let title = "Growth, partitions and shards".to_owned();
    Page { file: "growth".to_owned(), title, blocks }
}
