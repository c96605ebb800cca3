//! The page of a diagram in a real Chromium, driven over its debugging pipe: nothing on its console, search finds, a
//! neighbourhood is focused, a context collapses, a link leads to its entity, hostile names stay text.

mod driver;

use std::fmt::Write;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::tool;

use driver::Browser;

pub fn trials() -> Vec<Trial> {
    let Some(program) = std::env::var_os("SCHEMAGEN_CHROMIUM") else { return Vec::new() };
    let program = std::path::PathBuf::from(program);
    let sizes = [5, 100, 1000].map(|count| {
        let program = program.clone();
        Trial::test(format!("browser {count} entities"), move || sized(&program, count))
    });
    let mut trials: Vec<Trial> = sizes.into_iter().collect();
    let painter = program.clone();
    trials.push(Trial::test("browser png", move || png(&painter)));
    trials.push(Trial::test("browser hostile", move || hostile(&program)));
    trials
}

/// A design of so many entities in contexts of twenty, each referring to some before it.
fn design(count: usize) -> String {
    let mut text = String::from("schema wide targets postgres >= 15\n");
    for context in 0..count.div_ceil(20) {
        let _ = writeln!(text, "context area_{context} {{");
        for at in context * 20..((context + 1) * 20).min(count) {
            let _ = writeln!(text, "  entity thing_{at} {{\n    id: bigint identity primary key");
            for step in 1..=at.min(2) {
                let other = at - 1 - (at * 7 + step * 3) % at.min(9);
                let _ = writeln!(text, "    ref_{step}: ref area_{}.thing_{other}", other / 20);
            }
            text.push_str("    note: text?\n  }\n");
        }
        text.push_str("}\n");
    }
    text
}

fn sized(program: &Path, count: usize) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("wide.sgen"), design(count))?;
    let output = tool::run(folder.path(), &["erd", "wide.sgen", "-o", "wide.html"]);
    if output.status.code() != Some(0) {
        return Err(tool::text(&output.stderr).into());
    }
    let page = folder.path().join("wide.html");
    let mut browser = Browser::open(program)?;
    browser.visit(&page, "")?;
    browser.expect("document.querySelectorAll('.entity').length", json!(count))?;
    let last = count - 1;
    let name = format!("area_{}.thing_{last}", last / 20);
    // Search by keys alone.
    browser.key("/")?;
    browser.expect("document.activeElement.id", json!("search"))?;
    browser.call("Input.insertText", json!({ "text": format!("thing_{last}") }))?;
    browser.expect("document.querySelector('#found li').firstChild.textContent", json!(name))?;
    browser.key("Enter")?;
    browser.expect("document.querySelector('#panel h2').textContent", json!(name))?;
    browser.expect("new URLSearchParams(location.hash.slice(1)).get('entity')", json!(name))?;
    // What refers to it or is referred to stays; everything else steps back.
    browser.key("1")?;
    let near = "(() => { const data = JSON.parse(document.getElementById('data').textContent); const at = data.nodes.length - 1; \
                const kept = new Set([at]); data.edges.forEach((edge) => { if (edge.from === at) kept.add(edge.to); if (edge.to === at) kept.add(edge.from); }); \
                return document.querySelectorAll('.entity:not(.away)').length === kept.size; })()";
    browser.expect(near, json!(true))?;
    browser.key("0")?;
    browser.expect("document.querySelectorAll('.entity.away').length", json!(0))?;
    // Contexts collapse and open.
    browser.key("c")?;
    browser.expect("document.querySelectorAll('.entity:not(.folded)').length", json!(0))?;
    browser.key("c")?;
    browser.expect("document.querySelectorAll('.entity.folded').length", json!(0))?;
    // A link leads to its entity.
    browser.visit(&page, "#entity=area_0.thing_0")?;
    browser.expect("document.querySelector('#panel h2').textContent", json!("area_0.thing_0"))?;
    let inside = "(() => { const box = document.querySelector('.entity.chosen').getBoundingClientRect(); \
                  return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; })()";
    browser.expect(inside, json!(true))?;
    // Dark and back; everything has a name for those who cannot see it.
    browser.key("t")?;
    browser.expect("document.documentElement.dataset.theme", json!("dark"))?;
    browser.expect(
        "[...document.querySelectorAll('button,input,.entity')].every((element) => (element.getAttribute('aria-label') || element.textContent).trim())",
        json!(true),
    )?;
    browser.quiet()
}

/// The drawing as pixels, twice as many as its SVG says; and a clear word where there is no browser.
fn png(program: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("small.png");
    let source = tool::repository().join("tests/cases/diagrams/small.sgen").display().to_string();
    let words = ["erd", &source, "-o", &file.display().to_string()];
    let run = |program: &Path| {
        let mut command = tool::schemagen(folder.path());
        command.env("SCHEMAGEN_CHROMIUM", program).args(words).output()
    };
    let output = run(Path::new("/nowhere/chromium"))?;
    if output.status.code() != Some(2) || !tool::text(&output.stderr).contains("SCHEMAGEN_CHROMIUM")
    {
        return Err(tool::text(&output.stderr).into());
    }
    let output = run(program)?;
    if output.status.code() != Some(0) {
        return Err(tool::text(&output.stderr).into());
    }
    let bytes = std::fs::read(&file)?;
    let number =
        |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let svg = tool::run(folder.path(), &["erd", &source, "--format", "svg"]);
    let svg = tool::text(&svg.stdout);
    let wanted = format!("width=\"{}\" height=\"{}\"", number(16) / 2, number(20) / 2);
    if svg.contains(&wanted) { Ok(()) } else { Err(wanted.into()) }
}

fn hostile(program: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("hostile.html");
    let source = tool::repository().join("tests/cases/diagrams/hostile.sgen");
    let words = ["erd", &source.display().to_string(), "-o", &page.display().to_string()];
    let output = tool::run(folder.path(), &words);
    if output.status.code() != Some(0) {
        return Err(tool::text(&output.stderr).into());
    }
    let mut browser = Browser::open(program)?;
    browser.visit(&page, "")?;
    let every = "(() => { for (const element of document.querySelectorAll('.entity')) { element.dispatchEvent(new MouseEvent('click', { bubbles: true })); } \
                 return document.querySelector('#panel h2').textContent.includes('</script>') && !document.querySelector('img') && document.scripts.length === 2; })()";
    browser.expect(every, json!(true))?;
    browser.quiet()
}
