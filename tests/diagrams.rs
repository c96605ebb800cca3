//! Diagrams: every format of every sample as it is blessed, and hostile names in all of them.

use std::path::Path;

use libtest_mimic::{Failed, Trial};

use crate::tool;

/// Formats that people read as text: kept for all samples. A drawing is kept for one small design.
const TEXTS: [&str; 3] = ["mmd", "dot", "puml"];
const DRAWINGS: [&str; 2] = ["svg", "html"];
const SAMPLES: [&str; 5] = ["blog", "rental", "saas", "shop", "telemetry"];

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for sample in SAMPLES {
        for format in TEXTS {
            trials.push(Trial::test(format!("diagram {sample} {format}"), move || {
                let source = tool::repository().join("samples").join(sample);
                let text = draw(&source, format)?;
                blessed(&format!("samples/{sample}.{format}"), &text)
            }));
        }
        trials.push(Trial::test(format!("diagram {sample} dbml"), move || {
            let text = draw(&tool::repository().join("samples").join(sample), "dbml")?;
            blessed(&format!("samples/{sample}.dbml"), &text)?;
            // What is written is read again, to the byte; but for the name, which a schema does not have.
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("again.dbml");
            std::fs::write(&file, &text)?;
            let again = draw(&file, "dbml")?;
            let rest = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
            if rest(&again) == rest(&text) {
                return Ok(());
            }
            let difference = similar::TextDiff::from_lines(&text, &again);
            Err(difference.unified_diff().to_string().into())
        }));
        trials.push(Trial::test(format!("diagram {sample} svg"), move || {
            let source = tool::repository().join("samples").join(sample);
            for format in DRAWINGS {
                let text = draw(&source, format)?;
                well_formed(&markup(&text, format))?;
                if draw(&source, format)? != text {
                    return Err(format!("{format} differs from run to run").into());
                }
                if (sample, format) == ("shop", "svg") {
                    blessed("../../../docs/pictures/shop.svg", &text)?;
                }
            }
            Ok(())
        }));
    }
    trials.push(Trial::test("diagram small svg", || {
        let source = tool::repository().join("tests/cases/diagrams/small.sgen");
        blessed("small.svg", &draw(&source, "svg")?)
    }));
    trials.push(Trial::test("diagram change", || {
        let case = tool::repository().join("tests/cases/diagrams");
        for format in ["mmd", "svg"] {
            let words =
                ["erd", "--from", "before.sgen", "after.sgen", "--changes", "--format", format];
            let output = tool::run(&case, &words);
            blessed(&format!("change.{format}"), &tool::text(&output.stdout))?;
        }
        // Nothing changes on the way to itself.
        let words = ["erd", "--from", "after.sgen", "after.sgen", "--changes", "--format", "mmd"];
        let output = tool::run(&case, &words);
        let text = tool::text(&output.stdout);
        if text.contains('{') { Err(text.into()) } else { Ok(()) }
    }));
    trials.push(Trial::test("diagram hostile", hostile));
    trials.push(Trial::test("document", document));
    trials
}

fn draw(source: &Path, format: &str) -> Result<String, Failed> {
    let source = source.display().to_string();
    let output = tool::run(tool::repository(), &["erd", &source, "--format", format]);
    if output.status.code() != Some(0) {
        return Err(tool::text(&output.stderr).into());
    }
    Ok(tool::text(&output.stdout))
}

fn blessed(name: &str, actual: &str) -> Result<(), Failed> {
    let path = tool::repository().join("tests/cases/diagrams").join(name);
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if actual == expected {
        return Ok(());
    }
    if tool::blessing() {
        std::fs::create_dir_all(path.parent().ok_or("a case lies in a folder")?)?;
        std::fs::write(&path, actual)?;
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected.as_str(), actual);
    Err(format!(
        "{}\n(SCHEMAGEN_BLESS=1 accepts)",
        difference.unified_diff().header("expected", "actual")
    )
    .into())
}

/// The drawing inside a page; scripts and style sheets have rules of their own.
fn markup(text: &str, format: &str) -> String {
    match (format, text.find("<svg"), text.find("</svg>")) {
        ("html", Some(start), Some(end)) => text[start..end + 6].to_owned(),
        _ => text.to_owned(),
    }
}

/// Whether every element is closed by its own end, every attribute stands in quotes, and nothing but the few
/// entities of XML stands behind `&`. Gives the names of the elements.
fn well_formed(text: &str) -> Result<Vec<String>, Failed> {
    let wrong = |at: usize, why: &str| -> Failed {
        let end = text.char_indices().map(|(at, _)| at).find(|end| *end > at + 60);
        format!("{why}: {}", &text[at..end.unwrap_or(text.len())]).into()
    };
    let mut open: Vec<String> = Vec::new();
    let mut names = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let next = rest.find(['<', '&', '>']).unwrap_or(rest.len());
        at += next;
        let rest = &text[at..];
        if rest.is_empty() {
            break;
        }
        if rest.starts_with('&') {
            let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
            let entity = known.iter().find(|entity| rest.starts_with(**entity));
            at += entity.ok_or_else(|| wrong(at, "no entity"))?.len();
            continue;
        }
        if rest.starts_with('>') {
            return Err(wrong(at, "a bare `>`"));
        }
        if let Some(name) = rest.strip_prefix("</") {
            let name = &name[..name.find('>').ok_or_else(|| wrong(at, "an open end"))?];
            if open.pop().as_deref() != Some(name) {
                return Err(wrong(at, "another end than that of what is open"));
            }
            at += name.len() + 3;
            continue;
        }
        let name: String =
            rest[1..].chars().take_while(|letter| letter.is_ascii_alphanumeric()).collect();
        let mut inside = at + 1 + name.len();
        loop {
            let rest = &text[inside..];
            if rest.starts_with("/>") {
                inside += 2;
                break;
            }
            if rest.starts_with('>') {
                inside += 1;
                open.push(name.clone());
                break;
            }
            let equals =
                rest.find("=\"").ok_or_else(|| wrong(at, "an attribute without a value"))?;
            let attribute = rest[..equals].trim();
            let plain =
                |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ':');
            if attribute.is_empty() || !attribute.chars().all(plain) || attribute.starts_with("on")
            {
                return Err(wrong(at, "no attribute of ours"));
            }
            let value = &rest[equals + 2..];
            let end = value.find('"').ok_or_else(|| wrong(at, "a value that is not closed"))?;
            if value[..end].contains(['<', '>']) {
                return Err(wrong(at, "markup in a value"));
            }
            inside += equals + 2 + end + 1;
        }
        names.push(name);
        at = inside;
    }
    if open.is_empty() { Ok(names) } else { Err(format!("never closed: {open:?}").into()) }
}

/// The pages of two designs: every link leads to a file of the folder, what is written for browsers is well formed,
/// and hostile names are text in both.
fn document() -> Result<(), Failed> {
    let case = tool::repository().join("tests/cases/diagrams");
    let shop = tool::repository().join("samples/shop").display().to_string();
    for (source, from) in
        [(shop.as_str(), None), ("hostile.sgen", None), ("after.sgen", Some("before.sgen"))]
    {
        let folder = tempfile::tempdir()?;
        let place = folder.path().display().to_string();
        let mut words = vec!["doc", source, "-o", &place];
        words.extend(from.iter().flat_map(|from| ["--from", *from]));
        let output = tool::run(&case, &words);
        if output.status.code() != Some(0) {
            return Err(tool::text(&output.stderr).into());
        }
        let files = tool::find(folder.path(), &|_| true);
        let pages =
            files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "html"));
        for file in pages.filter(|file| !file.ends_with("diagram.html")) {
            let text = std::fs::read_to_string(file)?;
            let main = text.split_once("<nav").and_then(|(_, rest)| rest.split_once("</main>"));
            let (main, _) = main.ok_or("a page has a list and a text")?;
            // What HTML leaves open is closed here, so that one rule holds for all.
            let closed: String = format!("<nav{main}</main>")
                .split_inclusive('>')
                .map(|piece| match piece.rfind('<').map(|at| &piece[at..]) {
                    Some(tag) if tag.starts_with("<input") || tag.starts_with("<img") => {
                        format!("{}/>", piece.trim_end_matches('>'))
                    }
                    _ => piece.to_owned(),
                })
                .collect();
            let names = well_formed(&closed)?;
            if names.iter().any(|name| name == "script") || text.matches("<script").count() != 1 {
                return Err(format!("{}: a script of the design's own", file.display()).into());
            }
            for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                if !link.starts_with("data:") && !folder.path().join(link).is_file() {
                    return Err(format!("{}: `{link}` leads nowhere", file.display()).into());
                }
            }
        }
        for file in
            files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "md"))
        {
            let text = std::fs::read_to_string(file)?;
            let fences = text.lines().filter(|line| line.starts_with("```")).count();
            let outside: String = text.split("```").step_by(2).collect();
            let foreign =
                outside.contains("<script") || outside.contains("<img") || fences % 2 != 0;
            if foreign {
                return Err(format!("{}: markup of the design's own", file.display()).into());
            }
            for link in outside.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                if !folder.path().join(link).is_file() {
                    return Err(format!("{}: `{link}` leads nowhere", file.display()).into());
                }
            }
        }
    }
    Ok(())
}

/// Every place of a design that takes free text holds markup, quotes, ends of comments and of statements, and
/// emoji; no format may take any of it for its own.
fn hostile() -> Result<(), Failed> {
    let source = tool::repository().join("tests/cases/diagrams/hostile.sgen");
    let small = tool::repository().join("tests/cases/diagrams/harmless.sgen");
    for format in DRAWINGS {
        let (text, harmless) = (draw(&source, format)?, draw(&small, format)?);
        let (found, expected) =
            (well_formed(&markup(&text, format))?, well_formed(&markup(&harmless, format))?);
        let foreign: Vec<&String> = found.iter().filter(|name| !expected.contains(name)).collect();
        if !foreign.is_empty() {
            return Err(format!("{format}: elements of the design's own: {foreign:?}").into());
        }
        let scripts = |text: &str| text.matches("<script").count();
        if scripts(&text) != scripts(&harmless)
            || text.matches("</script").count() != scripts(&text)
        {
            return Err(format!("{format}: a script of the design's own").into());
        }
        if format == "html" {
            let start = text.find("id=\"data\">").ok_or("no data")? + 10;
            let end = text[start..].find("</script>").ok_or("data without an end")? + start;
            let data: serde_json::Value = serde_json::from_str(&text[start..end])?;
            let name = data["nodes"][0]["name"].as_str().unwrap_or_default();
            if !name.contains("</script>") {
                return Err(format!("the name did not arrive whole: {name}").into());
            }
        }
    }
    let lines = |text: &str| text.lines().count();
    for format in TEXTS {
        let (text, harmless) = (draw(&source, format)?, draw(&small, format)?);
        if lines(&text) != lines(&harmless) {
            return Err(format!("{format}: a name made a line of its own:\n{text}").into());
        }
        for line in text.lines() {
            let wrong = match format {
                // Outside of quotes, only the grammar's own letters.
                "mmd" => {
                    line.matches('"').count() % 2 != 0
                        || line.contains(['<', '>', '\\', '`'])
                        || line.split('"').skip(1).step_by(2).any(|quoted| {
                            quoted.replace(['#', ';'], "").contains(['{', '}', '[', ']', '%'])
                        })
                }
                "puml" => {
                    line.matches('"').count() > 2
                        || line.trim_start().starts_with('!')
                        || line.to_lowercase().contains("<script")
                        || line.contains(['\\', '~'])
                }
                _ => line.to_lowercase().contains("<script") || line.contains("<img"),
            };
            if wrong {
                return Err(format!("{format}: {line}").into());
            }
        }
    }
    Ok(())
}
