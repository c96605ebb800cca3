//! The picture as one HTML file that needs nothing else: no network, no build step, no server.
//!
//! The drawing stands in the page as SVG, so that it is seen before any script runs; what the viewer says beside
//! it is JSON in the page, and becomes text, never markup. The page's own policy lets only this script and this
//! style sheet work, by their hashes, and lets nothing be fetched.

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::layout::Rect;
use super::svg::{self, Placed};
use super::{Change, Detail, Mark, Note, Picture, Theme};
use crate::text::markup::xml as escape;

const SCRIPT: &str = include_str!("viewer.js");
const STYLE: &str = include_str!("viewer.css");

#[derive(Serialize)]
struct Data<'p> {
    title: &'p str,
    groups: Vec<&'p str>,
    nodes: Vec<Node<'p>>,
    edges: Vec<Edge<'p>>,
    /// Whether it shows a change.
    changed: bool,
}

#[derive(Serialize)]
struct Node<'p> {
    name: String,
    group: Option<usize>,
    comment: Option<&'p str>,
    badges: Vec<&'p str>,
    rows: Vec<Row<'p>>,
    lines: &'p [String],
    marks: Vec<Finding<'p>>,
    queries: &'p [Note],
    advice: &'p [Note],
    change: &'static str,
    changed: bool,
    before: Option<&'p str>,
    /// Left, top, width, height.
    #[serde(rename = "box")]
    place: [i32; 4],
}

#[derive(Serialize)]
struct Row<'p> {
    keys: Vec<&'static str>,
    name: &'p str,
    #[serde(rename = "type")]
    data_type: &'p str,
    nullable: bool,
    value: Option<&'p str>,
    comment: Option<&'p str>,
    change: &'static str,
    before: Option<&'p str>,
}

#[derive(Serialize)]
struct Finding<'p> {
    level: &'static str,
    code: &'static str,
    message: &'p str,
}

#[derive(Serialize)]
struct Edge<'p> {
    from: usize,
    to: usize,
    label: &'p str,
}

pub fn html(picture: &Picture, detail: Detail, theme: Theme) -> String {
    let placed = Placed::new(picture, detail);
    let style = format!("{STYLE}{}", svg::page_sheet());
    let title = escape(&picture.title);
    let fixed = match theme {
        Theme::Auto => "",
        Theme::Light => " data-theme=\"light\"",
        Theme::Dark => " data-theme=\"dark\"",
    };
    let mut out = String::new();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"{fixed}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; \
         img-src data: blob:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>{style}</style>\n</head>\n<body>\n",
        hash(SCRIPT),
        hash(&style),
    );
    header(picture, &title, &mut out);
    let (width, height) = (placed.layout.width, placed.layout.height);
    let _ = write!(
        out,
        "<main>\n<svg id=\"view\" tabindex=\"0\" role=\"group\" aria-label=\"{}\" viewBox=\"0 0 {width} {height}\">\n\
         <g id=\"scene\">\n",
        escape(&svg::description(picture)),
    );
    svg::body(&placed, &mut out);
    out.push_str(
        "</g>\n</svg>\n</main>\n<aside id=\"panel\" aria-label=\"Details\" hidden></aside>\n",
    );
    out.push_str(HELP);
    out.push_str("<div id=\"status\" class=\"unseen\" role=\"status\"></div>\n");
    let _ = write!(
        out,
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        json(&placed)
    );
    out
}

fn header(picture: &Picture, title: &str, out: &mut String) {
    let _ = write!(
        out,
        "<header>\n<h1>{title}</h1>\n<div class=\"find\"><input id=\"search\" type=\"search\" role=\"combobox\" \
         placeholder=\"Search  ( / )\" aria-label=\"Search entities, attributes and comments\" autocomplete=\"off\" \
         aria-expanded=\"false\" aria-controls=\"found\" aria-autocomplete=\"list\">\
         <ul id=\"found\" role=\"listbox\" aria-label=\"Found\" hidden></ul></div>\n"
    );
    for depth in 1..=3 {
        let _ = writeln!(
            out,
            "<button class=\"wide-only\" data-do=\"near{depth}\" data-near=\"{depth}\" aria-pressed=\"false\" \
             title=\"Only what is within {depth} of the chosen entity ( {depth} )\" aria-label=\"Within {depth}\">±{depth}</button>"
        );
    }
    if !picture.groups.is_empty() {
        out.push_str("<button class=\"wide-only\" data-do=\"fold\" title=\"Collapse or open all contexts ( c )\">Contexts</button>\n");
    }
    if picture.is_change() {
        out.push_str("<button id=\"changes\" data-do=\"changes\" aria-pressed=\"false\" title=\"Only what changes, and what is next to it ( d )\">Changes</button>\n");
    }
    out.push_str(
        "<span class=\"gap\"></span>\n\
         <button data-do=\"out\" aria-label=\"Smaller\" title=\"Smaller ( - )\">−</button>\n\
         <button data-do=\"in\" aria-label=\"Larger\" title=\"Larger ( + )\">+</button>\n\
         <button data-do=\"fit\" title=\"Show all ( f )\">Fit</button>\n\
         <button class=\"wide-only\" data-do=\"svg\" title=\"Save what is seen as SVG\">SVG</button>\n\
         <button class=\"wide-only\" data-do=\"png\" title=\"Save what is seen as PNG\">PNG</button>\n\
         <button data-do=\"theme\" aria-label=\"Light or dark\" title=\"Light or dark ( t )\">◐</button>\n\
         <button data-do=\"help\" aria-label=\"Help\" title=\"Keys and signs ( ? )\">?</button>\n</header>\n",
    );
}

const HELP: &str = "<dialog id=\"help\" aria-label=\"Keys and signs\">\n<table>\n\
<tr><td><kbd>/</kbd> <kbd>Ctrl K</kbd></td><td>search; arrows and Enter choose</td></tr>\n\
<tr><td><kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd></td><td>only what is within so many references of the chosen entity; <kbd>0</kbd> all</td></tr>\n\
<tr><td><kbd>+</kbd> <kbd>-</kbd> <kbd>f</kbd></td><td>larger, smaller, all; the mouse wheel too</td></tr>\n\
<tr><td>arrows</td><td>move; so does dragging</td></tr>\n\
<tr><td><kbd>c</kbd></td><td>collapse contexts; a click on a frame does one</td></tr>\n\
<tr><td><kbd>d</kbd> <kbd>n</kbd> <kbd>p</kbd></td><td>only changes; the next and the previous change</td></tr>\n\
<tr><td><kbd>t</kbd></td><td>light or dark</td></tr>\n\
<tr><td><kbd>Esc</kbd></td><td>nothing chosen</td></tr>\n</table>\n\
<ul class=\"legend\">\n<li><b>PK</b> primary key</li><li><b>FK</b> reference</li><li><b>U</b> unique</li><li><b>IX</b> indexed</li>\
<li><b>P</b> splits partitions</li><li><b>S</b> splits shards</li><li><b>?</b> may be null</li>\
<li>▲ warning</li><li>● error</li><li>■ note</li></ul>\n\
<form method=\"dialog\"><button>Close</button></form>\n</dialog>\n";

/// The data of the viewer, in which nothing can end the element that it stands in.
fn json(placed: &Placed<'_>) -> String {
    let picture = placed.picture;
    let word = |change: Change| if change == Change::Same { "" } else { change.word() };
    let data = Data {
        title: &picture.title,
        groups: picture.groups.iter().map(|group| group.name.as_str()).collect(),
        nodes: picture
            .nodes
            .iter()
            .zip(&placed.layout.boxes)
            .map(|(node, Rect { x, y, width, height })| {
                let mut marks: Vec<&Mark> = Vec::new();
                for mark in node.all_marks() {
                    if !marks.contains(&mark) {
                        marks.push(mark);
                    }
                }
                Node {
                    name: node.name.to_string(),
                    group: node.group,
                    comment: node.comment.as_deref(),
                    badges: node.badges.iter().map(|badge| badge.text.as_str()).collect(),
                    rows: node
                        .rows
                        .iter()
                        .map(|row| Row {
                            keys: row.keys(),
                            name: &row.name,
                            data_type: &row.data_type,
                            nullable: row.nullable,
                            value: row.value.as_deref(),
                            comment: row.comment.as_deref(),
                            change: word(row.change),
                            before: row.before.as_deref(),
                        })
                        .collect(),
                    lines: &node.lines,
                    marks: marks
                        .into_iter()
                        .map(|mark| Finding {
                            level: mark.level.name(),
                            code: mark.code,
                            message: &mark.message,
                        })
                        .collect(),
                    queries: &node.queries,
                    advice: &node.advice,
                    change: word(node.change),
                    changed: node.change != Change::Same,
                    before: node.before.as_deref(),
                    place: [*x, *y, *width, *height],
                }
            })
            .collect(),
        edges: picture
            .edges
            .iter()
            .map(|edge| Edge { from: edge.from.node, to: edge.to.node, label: &edge.label })
            .collect(),
        changed: picture.is_change(),
    };
    // Strings and numbers alone: there is nothing that could not be written.
    let text = serde_json::to_string(&data).unwrap_or_default();
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// As a Content-Security-Policy names it.
pub fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let number = chunk
            .iter()
            .chain(std::iter::repeat(&0))
            .take(3)
            .fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn hashes_are_written_as_browsers_read_them() {
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"abc"), "YWJj");
        assert_eq!(base64(&[0xff, 0xfe, 0xfd, 0xfc]), "//79/A==");
    }
}
