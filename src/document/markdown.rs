use std::fmt::Write;

use super::{Block, Inline, Page};
use crate::text::markup::{fenced, markdown as escape};

/// A page as Markdown that links to the others as Markdown.
pub fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n", escape(&page.title));
    if page.file != "index" {
        out.push_str("\n[Overview](index.md)\n");
    }
    for block in &page.blocks {
        out.push('\n');
        match block {
            Block::Heading(text) => {
                let _ = writeln!(out, "## {}", escape(text));
            }
            Block::Text(parts) => {
                let _ = writeln!(out, "{}", inline(parts));
            }
            Block::List(items) => {
                for item in items {
                    let _ = writeln!(out, "- {}", inline(item));
                }
            }
            Block::Table(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    let cells: Vec<String> = row.iter().map(|cell| inline(cell)).collect();
                    let _ = writeln!(out, "| {} |", cells.join(" | "));
                    if at == 0 {
                        let _ = writeln!(out, "|{}", "---|".repeat(row.len()));
                    }
                }
            }
            Block::Code(text) => {
                out.push_str(&fenced(text, ""));
            }
            Block::Image { file, words } => {
                let _ = writeln!(out, "![{}]({file})", escape(words));
            }
        }
    }
    out
}

fn inline(parts: &[Inline]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Inline::Plain(text) => escape(text),
            Inline::Code(text) => format!("<code>{}</code>", escape(text)),
            Inline::Page { file, words } => format!("[{}]({file}.md)", escape(words)),
            Inline::File { file, words } => format!("[{}]({file})", escape(words)),
        })
        .collect()
}
