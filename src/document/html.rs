use std::fmt::Write;

use super::search::{SCRIPT, STYLE};
use super::{Block, Inline, Page};
use crate::diagram::policy_hash;
use crate::text::markup::xml as escape;

/// A page as HTML that links to the others as HTML; all of them are in its list, with a search over the words that
/// each is known by.
pub fn html(page: &Page, all: &[Page]) -> String {
    let title = escape(&page.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; \
         img-src 'self' data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>{STYLE}</style>\n</head>\n<body>\n<nav aria-label=\"Pages\">\n\
         <input id=\"find\" type=\"search\" placeholder=\"Search\" aria-label=\"Search the pages\">\n<ul id=\"pages\">\n",
        policy_hash(SCRIPT),
        policy_hash(STYLE),
    );
    for other in all {
        let here = if other.file == page.file { " aria-current=\"page\"" } else { "" };
        let _ = writeln!(
            out,
            "<li data-words=\"{}\"><a href=\"{}.html\"{here}>{}</a></li>",
            escape(&words(other)),
            other.file,
            escape(&other.title)
        );
    }
    let _ = write!(out, "</ul>\n</nav>\n<main>\n<h1>{title}</h1>\n");
    for block in &page.blocks {
        draw(block, &mut out);
    }
    let _ = write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

/// What a page is found by: its title and the names in its tables.
fn words(page: &Page) -> String {
    let mut words = vec![page.title.to_lowercase()];
    if page.file.starts_with("entity-") {
        for block in &page.blocks {
            let Block::Table(rows) = block else { continue };
            for cell in rows.iter().skip(1).filter_map(|row| row.get(1)) {
                for part in cell {
                    if let Inline::Code(name) = part {
                        words.push(name.to_lowercase());
                    }
                }
            }
        }
    }
    words.join(" ")
}

fn draw(block: &Block, out: &mut String) {
    match block {
        Block::Heading(text) => {
            let _ = writeln!(out, "<h2>{}</h2>", escape(text));
        }
        Block::Text(parts) => {
            let _ = writeln!(out, "<p>{}</p>", inline(parts));
        }
        Block::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                let _ = writeln!(out, "<li>{}</li>", inline(item));
            }
            out.push_str("</ul>\n");
        }
        Block::Table(rows) => {
            out.push_str("<table>\n");
            for (at, row) in rows.iter().enumerate() {
                let tag = if at == 0 { "th" } else { "td" };
                let cells: String =
                    row.iter().map(|cell| format!("<{tag}>{}</{tag}>", inline(cell))).collect();
                let _ = writeln!(out, "<tr>{cells}</tr>");
            }
            out.push_str("</table>\n");
        }
        Block::Code(text) => {
            let _ = writeln!(out, "<pre>{}</pre>", escape(text));
        }
        Block::Image { file, words } => {
            let _ = writeln!(
                out,
                "<p><a href=\"{file}\"><img src=\"{file}\" alt=\"{}\"></a></p>",
                escape(words)
            );
        }
    }
}

fn inline(parts: &[Inline]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Inline::Plain(text) => escape(text),
            Inline::Code(text) => format!("<code>{}</code>", escape(text)),
            Inline::Page { file, words } => {
                format!("<a href=\"{file}.html\">{}</a>", escape(words))
            }
            Inline::File { file, words } => format!("<a href=\"{file}\">{}</a>", escape(words)),
        })
        .collect()
}
