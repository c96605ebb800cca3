//! The way from one source to another, as `plan --from` and `migrate new --to` ask for it.

use super::args::{Common, ValueOptions};
use super::failure::Failure;
use super::output::Output;
use super::progress::Progress;
use super::{load, sources};
use crate::plan::Allowed;
use crate::project::compare::{Sides, sides};
use crate::project::{
    self, Answers, Between, BetweenOptions, Phase, Questions, ReadError, ReadOptions, World,
};
use crate::source::Source;
use crate::transition::{Mode, Values};

/// What the command line says about a way.
pub struct Asked<'o> {
    pub from: &'o Source,
    pub to: &'o Source,
    pub dialect: Option<&'o str>,
    pub on: &'o [String],
    pub offline_ok: bool,
    pub allow: &'o [String],
    pub values: &'o ValueOptions,
    /// Walk it on a scratch database.
    pub prove: bool,
    /// The way back is wanted as much.
    pub back: bool,
}

/// Reads both sources and plans the steps between them.
pub fn way(
    asked: &Asked<'_>,
    common: &Common,
    output: &Output,
) -> Result<(Between, Sides, World), Failure> {
    along(asked, common, output, &project::between)
}

/// The same for renames, in parts.
pub fn phases(
    asked: &Asked<'_>,
    common: &Common,
    output: &Output,
) -> Result<(Vec<Phase>, World), Failure> {
    let (phases, _, world) = along(asked, common, output, &project::phases)?;
    Ok((phases, world))
}

/// What is made of two sides.
type Maker<'m, T> =
    &'m dyn Fn(&mut Sides, &World, &BetweenOptions<'_>, &dyn Fn(&str)) -> Result<T, ReadError>;

fn along<T>(
    asked: &Asked<'_>,
    common: &Common,
    output: &Output,
    make: Maker<'_, T>,
) -> Result<(T, Sides, World), Failure> {
    let answers = answers(asked)?;
    let allowed = Allowed::parse(&answers.allow).map_err(Failure::Usage)?;
    // The settings of the design, or of what else is a file.
    let beside = if asked.to.path().is_some() { asked.to } else { asked.from };
    let world = sources::world(beside, common)?.as_in(asked.from, asked.to);
    let engines = load::engines(asked.on)?;
    let reading = ReadOptions {
        dialect: asked.dialect,
        on: &engines,
        // What is renamed by an answer is nowhere in the design: all of it is looked at.
        part: answers.renames.is_empty(),
        walk: asked.prove,
        ..ReadOptions::default()
    };
    let mode = if asked.offline_ok { Mode::Offline } else { Mode::Online };
    let live = match asked.from {
        Source::Database(url) => Some(url),
        _ => None,
    };
    let (prove, back) = (asked.prove, asked.back);
    let (values, renames) = (&answers.values, &answers.renames);
    let options = BetweenOptions { mode, allowed: &allowed, prove, live, values, renames, back };
    let progress = Progress::start(output, "reading");
    let step = |text: &str| progress.step(text);
    let outcome = sides(asked.from, asked.to, &world, &load::overrides(common), &reading, &step)
        .and_then(|mut sides| Ok((make(&mut sides, &world, &options, &step)?, sides)));
    drop(progress);
    let (made, sides) = outcome.map_err(|error| sources::failure(error, output))?;
    Ok((made, sides, world))
}

/// What the file and the flags say.
fn answers(asked: &Asked<'_>) -> Result<Answers, Failure> {
    let values = asked.values;
    // What somebody wrote is not written over.
    if let Some(path) = &values.write_answers
        && values.answers.as_ref() != Some(path)
        && path.exists()
    {
        return Err(Failure::Usage(format!(
            "`{0}` is there; read it by `--answers {0}` too, or name another file",
            path.display()
        )));
    }
    let mut answers = match &values.answers {
        Some(path) => Answers::read(path).map_err(Failure::Usage)?,
        None => Answers::default(),
    };
    let said = Values::parse(&values.fill, &values.map).map_err(Failure::Usage)?;
    answers.values.lay_over(&said);
    for text in &values.rename {
        answers.renames.say(text).map_err(Failure::Usage)?;
    }
    answers.allow.extend(asked.allow.iter().cloned());
    Ok(answers)
}

/// Writes the file of answers, if it is asked for.
pub fn write_answers(asked: &Asked<'_>, open: &Questions, output: &Output) -> Result<(), Failure> {
    let Some(path) = &asked.values.write_answers else { return Ok(()) };
    output.result_to(Some(path), &answers(asked)?.written(open))
}

/// What was noticed while the way was planned.
pub fn say_notes(notes: &[String], output: &Output) {
    for note in notes {
        output.say(&format!("note: {note}"));
    }
}
