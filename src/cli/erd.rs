use std::path::Path;

use super::args::{Common, DiagramDetail, DiagramFormat, DiagramTheme, ErdOptions};
use super::failure::{Exit, Failure};
use super::output::{Output, write_bytes};
use super::progress::Progress;
use super::{load, png, sources};
use crate::diagnostics::{Diagnostic, Level};
use crate::diagram::{self, Detail, Picture, Theme};
use crate::project::{self, Loaded, ReadOptions};
use crate::source::Source;

pub fn run(options: &ErdOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    let format = format(options)?;
    if format == DiagramFormat::Dbml {
        return dbml(options, common, output);
    }
    let (picture, broken) = match &options.from {
        Some(from) => {
            let dialect = options.dialect.as_deref();
            (change(from, &options.source, dialect, &options.reading.on, common, output)?, None)
        }
        None => whole(options, common, output)?,
    };
    let picture = part(picture, options)?;
    let detail =
        options.detail.map_or_else(|| Detail::for_picture(&picture), DiagramDetail::detail);
    if format == DiagramFormat::Png {
        let Some(file) = &options.output else {
            return Err(Failure::Usage("a PNG is no text: name its file with `-o`".to_owned()));
        };
        // Nobody chooses a theme for a file that cannot follow the reader's.
        let theme = match options.theme.theme() {
            Theme::Auto => Theme::Light,
            fixed => fixed,
        };
        write_bytes(file, &png::png(&diagram::svg(&picture, detail, theme))?)?;
        return said(broken, output);
    }
    let text = match format {
        DiagramFormat::Svg => diagram::svg(&picture, detail, options.theme.theme()),
        DiagramFormat::Html => diagram::html(&picture, detail, options.theme.theme()),
        DiagramFormat::Mmd => {
            let (text, warning) = diagram::mermaid(&picture, detail);
            warning.iter().for_each(|warning| output.say(warning));
            text
        }
        DiagramFormat::Dot => diagram::dot(&picture, detail),
        // DBML and PNG are written above.
        DiagramFormat::Puml | DiagramFormat::Dbml | DiagramFormat::Png => {
            diagram::plantuml(&picture, detail)
        }
    };
    output.result_to(options.output.as_deref(), &text)?;
    said(broken, output)
}

fn said(broken: Broken, output: &Output) -> Result<Exit, Failure> {
    let Some((loaded, broken)) = broken else { return Ok(Exit::Fine) };
    // What was understood is drawn; what was not is said, and makes the input wrong.
    output.findings(&broken, &loaded.sources);
    Ok(Exit::Input)
}

/// DBML says more than a picture does: it is written from the schema.
fn dbml(options: &ErdOptions, common: &Common, output: &Output) -> Result<Exit, Failure> {
    if options.from.is_some() {
        return Err(Failure::Usage(
            "DBML has no words for a change; draw it as another format".to_owned(),
        ));
    }
    let asked = options.reading.asked(options.dialect.as_deref());
    let loaded = sources::any(&options.source, asked, common, output)?;
    let name = Source::parse(&options.source)?.name();
    let name = loaded.design.name.as_deref().unwrap_or(&name);
    let title = project::dialects(&loaded)?.first().map_or("PostgreSQL", |dialect| dialect.title());
    let schema = &loaded.design.schema;
    let left_out = [
        ("views", schema.views.len()),
        ("routines", schema.routines.len()),
        ("sequences", schema.sequences.len()),
        ("native blocks", schema.natives.len()),
    ];
    for (what, count) in left_out.into_iter().filter(|(_, count)| *count > 0) {
        output.say(&format!("DBML has no word for {what}: {count} left out"));
    }
    let text = crate::dbml::write(schema, name, title);
    output.result_to(options.output.as_deref(), &text)?;
    let broken = |finding: &&Diagnostic| finding.level == Level::Error;
    let broken: Vec<Diagnostic> = loaded.findings.iter().filter(broken).cloned().collect();
    if broken.is_empty() {
        return Ok(Exit::Fine);
    }
    output.findings(&broken, &loaded.sources);
    Ok(Exit::Input)
}

/// The mistakes that keep a source from being understood as a whole.
type Broken = Option<(Loaded, Vec<Diagnostic>)>;

fn whole(
    options: &ErdOptions,
    common: &Common,
    output: &Output,
) -> Result<(Picture, Broken), Failure> {
    let asked = options.reading.asked(options.dialect.as_deref());
    let loaded = sources::any(&options.source, asked, common, output)?;
    let name = Source::parse(&options.source)?.name();
    let drawn = project::draw(&loaded, &name)?;
    let broken: Vec<_> = drawn
        .findings
        .into_iter()
        .filter(|finding| finding.rule.code.starts_with("SG0") && finding.level == Level::Error)
        .collect();
    let broken = (!broken.is_empty()).then_some((loaded, broken));
    Ok((drawn.picture, broken))
}

/// The way from one source to another as a picture.
pub fn change(
    from: &str,
    to: &str,
    dialect: Option<&str>,
    on: &[String],
    common: &Common,
    output: &Output,
) -> Result<Picture, Failure> {
    let (a, b) = (Source::parse(from)?, Source::parse(to)?);
    let engines = load::engines(on)?;
    let reading = ReadOptions { dialect, on: &engines, ..ReadOptions::default() };
    let progress = Progress::start(output, "reading");
    let picture = project::draw_change(&a, &b, &load::overrides(common), &reading, &|text| {
        progress.step(text)
    });
    drop(progress);
    picture.map_err(|error| sources::failure(error, output))
}

/// What was asked for, else what the name of the file says.
fn format(options: &ErdOptions) -> Result<DiagramFormat, Failure> {
    if let Some(format) = options.format {
        return Ok(format);
    }
    let Some(file) = &options.output else { return Ok(DiagramFormat::Svg) };
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let known = <DiagramFormat as clap::ValueEnum>::value_variants();
    known.iter().copied().find(|format| format.ending() == ending.to_ascii_lowercase()).ok_or_else(
        || {
            let endings: Vec<&str> = known.iter().map(|format| format.ending()).collect();
            Failure::Usage(format!(
                "`{}` does not say which picture it shall hold; name it with one of .{}, or give `--format`",
                Path::new(file).display(),
                endings.join(", .")
            ))
        },
    )
}

/// The neighbourhood and the contexts that were asked for.
fn part(picture: Picture, options: &ErdOptions) -> Result<Picture, Failure> {
    let mut picture = if options.changes { picture.changes(options.depth) } else { picture };
    if !options.context.is_empty() {
        let mut kept = std::collections::BTreeSet::new();
        for name in &options.context {
            let group = picture.groups.iter().position(|group| group.name == *name);
            let group = group.ok_or_else(|| {
                let names: Vec<&str> =
                    picture.groups.iter().map(|group| group.name.as_str()).collect();
                let known = match names.is_empty() {
                    true => "the design has none".to_owned(),
                    false => format!("there are {}", names.join(", ")),
                };
                Failure::Usage(format!("there is no context `{name}`; {known}"))
            })?;
            let inside = picture.nodes.iter().enumerate();
            kept.extend(inside.filter(|(_, node)| node.group == Some(group)).map(|(at, _)| at));
        }
        picture = picture.only(&kept);
    }
    if !options.focus.is_empty() {
        let centres: Result<Vec<usize>, String> =
            options.focus.iter().map(|name| picture.find(name)).collect();
        picture = picture.around(&centres.map_err(Failure::Usage)?, options.depth);
    }
    Ok(picture)
}

impl DiagramFormat {
    /// Of a file's name.
    fn ending(self) -> &'static str {
        match self {
            DiagramFormat::Svg => "svg",
            DiagramFormat::Png => "png",
            DiagramFormat::Html => "html",
            DiagramFormat::Mmd => "mmd",
            DiagramFormat::Dot => "dot",
            DiagramFormat::Puml => "puml",
            DiagramFormat::Dbml => "dbml",
        }
    }
}

impl DiagramDetail {
    fn detail(self) -> Detail {
        match self {
            DiagramDetail::Names => Detail::Names,
            DiagramDetail::Keys => Detail::Keys,
            DiagramDetail::Attributes => Detail::Attributes,
            DiagramDetail::All => Detail::All,
        }
    }
}

impl DiagramTheme {
    fn theme(self) -> Theme {
        match self {
            DiagramTheme::Auto => Theme::Auto,
            DiagramTheme::Light => Theme::Light,
            DiagramTheme::Dark => Theme::Dark,
        }
    }
}
