use crate::cli::args::{Common, MigrateVerifyOptions};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::{load, sources};
use crate::engine;
use crate::project::compare::{compare, sides};
use crate::project::migrate::{Chain, Folder, verify};
use crate::project::{self, ReadOptions};
use crate::source::Source;

pub fn run(
    options: &MigrateVerifyOptions,
    common: &Common,
    output: &Output,
) -> Result<Exit, Failure> {
    let folder = Folder::read_sound(&options.folder)?;
    let source = Source::Migrations(options.folder.clone());
    let world = sources::world(&source, common)?;
    let engines = load::engines(&options.on)?;
    let name = match (&options.dialect, engines.first()) {
        (Some(name), _) => name.clone(),
        (None, Some(engine)) => engine.dialect().to_owned(),
        (None, None) => super::dialect_of(&folder, &world.dialects),
    };
    let progress = Progress::start(output, "starting the engine");
    let spec = world.engine_for(&name, &engines)?;
    let mut engine = engine::open(&spec, &world.dialects)?;
    let version = engine.info().version.to_string();
    let dialect = project::at(&world.dialects, &name, Some(&version))?;
    let chain = verify(engine.as_mut(), &folder, dialect, &|text| progress.step(text))?;
    engine.close()?;
    let mut end = Vec::new();
    if let Some(design) = &options.design {
        progress.step("comparing the end with the design");
        let reading = ReadOptions { dialect: Some(&name), on: &engines, ..ReadOptions::default() };
        let step = |text: &str| progress.step(text);
        let design = Source::parse(design)?;
        let both = sides(&source, &design, &world, &load::overrides(common), &reading, &step)?;
        let comparison = compare(&both, &world, &step)?;
        end = comparison
            .differences
            .iter()
            .map(|found| format!("the end is not the design: {} differs", found.difference.key))
            .collect();
    }
    drop(progress);
    output.result(&text(&chain, options.design.as_deref(), &end))?;
    Ok(if chain.holds() && end.is_empty() { Exit::Fine } else { Exit::Database })
}

fn text(chain: &Chain, design: Option<&str>, end: &[String]) -> String {
    let mut text = format!("{}, from nothing\n", chain.engine);
    for proven in &chain.migrations {
        let mark = if proven.failures.is_empty() { "✓" } else { "✗" };
        let way = match proven.notes.iter().any(|note| note.contains("down.sql")) {
            true => "up",
            false => "up, down, up again",
        };
        text.push_str(&format!(
            "  {mark} {}  {way}, over {} rows\n",
            proven.migration, proven.rows
        ));
        for failure in &proven.failures {
            text.push_str(&format!("      {failure}\n"));
        }
        for note in &proven.notes {
            text.push_str(&format!("      note: {note}\n"));
        }
    }
    match (design, end) {
        (None, _) => {}
        (Some(design), []) => text.push_str(&format!("  ✓ the end equals {design}\n")),
        (Some(_), end) => end.iter().for_each(|line| text.push_str(&format!("  ✗ {line}\n"))),
    }
    text
}
