use super::args::ValueOptions;
use super::args::{Common, DocOptions};
use super::failure::{Exit, Failure};
use super::output::{Output, write_file};
use super::progress::Progress;
use super::way::{Asked, way};
use super::{erd, sources};
use crate::diagnostics::Level;
use crate::diagram::{self, Detail, Theme};
use crate::document;
use crate::plan::Plan;
use crate::project;
use crate::source::Source;

pub fn run(options: &DocOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let progress = Progress::start(output, "reading");
    let asked = sources::Asked { dialect: None, on: &options.on, offline: false };
    let loaded = sources::any(&options.source, asked, common, output)?;
    let name = Source::parse(&options.source)?.name();
    let (drawn, mut parts) = project::document(&loaded, &name)?;
    if let Some(from) = &options.from {
        parts.change =
            Some(erd::change(from, &options.source, None, &options.on, common, output)?.changes(1));
        // Of a design with mistakes there is a picture, and no way to it.
        if !loaded.findings.iter().any(|finding| finding.level == Level::Error) {
            parts.plan = Some(plan(from, options, common, output)?);
        }
    }
    drop(progress);
    let picture = &drawn.picture;
    let pages = document::pages(picture, &parts);
    std::fs::create_dir_all(&options.output).map_err(|source| Failure::Write {
        place: format!("`{}`", options.output.display()),
        source,
    })?;
    let write = |file: &str, text: &str| write_file(&options.output.join(file), text);
    let detail = Detail::for_picture(picture);
    write("diagram.svg", &diagram::svg(picture, detail, Theme::Auto))?;
    write("diagram.html", &diagram::html(picture, detail, Theme::Auto))?;
    if let Some(change) = &parts.change {
        write("change.svg", &diagram::svg(change, Detail::for_picture(change), Theme::Auto))?;
    }
    for page in &pages {
        write(&format!("{}.md", page.file), &document::markdown(page))?;
        write(&format!("{}.html", page.file), &document::html(page, &pages))?;
    }
    output.say(&format!("{} pages: {}", pages.len(), options.output.join("index.html").display()));
    let broken: Vec<_> = drawn
        .findings
        .iter()
        .filter(|finding| finding.rule.code.starts_with("SG0") && finding.level == Level::Error)
        .cloned()
        .collect();
    output.findings(&broken, &loaded.sources);
    Ok(if broken.is_empty() { Exit::Fine } else { Exit::Input })
}

fn plan(
    from: &str,
    options: &DocOptions,
    common: &Common,
    output: &Output,
) -> Result<Plan, Failure> {
    let (from, to) = (Source::parse(from)?, Source::parse(&options.source)?);
    let asked = Asked {
        from: &from,
        to: &to,
        dialect: None,
        on: &options.on,
        offline_ok: false,
        allow: &[],
        values: &ValueOptions::default(),
        back: false,
        prove: true,
    };
    let (between, _, _) = way(&asked, common, output)?;
    Ok(between.plan)
}
