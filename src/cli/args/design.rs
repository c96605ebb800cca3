//! Options of the commands that take a design.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Levels, Proving, ReportFormat};

#[derive(Debug, Args)]
pub struct PlanOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub to: String,
    /// What is there already (default: where `migrations-out` ends, if that folder holds migrations, else `empty`)
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    #[command(flatten)]
    pub proving: Proving,
    /// Nobody uses the database meanwhile: shorter steps that may lock tables for long
    #[arg(long)]
    pub offline_ok: bool,
    /// What may be lost: `destructive:TABLE`, `destructive:TABLE.COLUMN`
    #[arg(long, value_name = "LOSS")]
    pub allow: Vec<String>,
    #[command(flatten)]
    pub values: ValueOptions,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub levels: Levels,
}

/// What only people know of a change: what was renamed, and what rows get where it asks for values.
#[derive(Debug, Default, Args)]
pub struct ValueOptions {
    /// What rows without a value get: `TABLE.COLUMN=EXPRESSION`
    #[arg(long, value_name = "VALUE")]
    pub fill: Vec<String>,
    /// What becomes of an enum's value: `ENUM:OLD=NEW`, `TABLE.COLUMN:OLD=NEW`
    #[arg(long, value_name = "VALUES")]
    pub map: Vec<String>,
    /// What has another name now, besides what the design says: `TABLE=NEW`, `TABLE.COLUMN=NEW`, `ENUM:VALUE=NEW`
    #[arg(long, value_name = "NAMES")]
    pub rename: Vec<String>,
    /// A file of answers: renames, values, what may be lost; flags come on top
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Write what was answered to a file, and what is open as comments: the file of `--answers`, or a new one
    #[arg(long, value_name = "FILE")]
    pub write_answers: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct VerifyOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    #[command(flatten)]
    pub proving: Proving,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    #[command(flatten)]
    pub levels: Levels,
}

#[derive(Debug, Args)]
pub struct CheckOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    #[command(flatten)]
    pub levels: Levels,
}

#[derive(Debug, Args)]
pub struct NormalizeOptions {
    /// The design (default: this folder), then the entities (default: all of them)
    #[arg(value_name = "SOURCE|ENTITY")]
    pub words: Vec<String>,
    /// Rewrite the design: split the entity to this form
    #[arg(long, value_name = "FORM", value_enum)]
    pub write: Option<NormalForm>,
    /// The name of a new entity, by what determines it: `zip=zip_area`; `zip_area` where there is one
    #[arg(long, value_name = "[ATTRIBUTES=]NAME", requires = "write")]
    pub name: Vec<String>,
    /// With `--write`: change no file, print the new text
    #[arg(long, requires = "write")]
    pub dry_run: bool,
    /// With `--write`: print the SQL that moves the rows, there or back, instead of the new text
    #[arg(long, requires = "write", value_name = "DIRECTION", value_enum, num_args = 0..=1,
        require_equals = true, default_missing_value = "up")]
    pub steps: Option<StepDirection>,
    /// The dialect of the steps (default: the design's first target)
    #[arg(long, requires = "steps", value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepDirection {
    Up,
    Down,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NormalForm {
    #[value(name = "3nf")]
    Third,
    #[value(name = "bcnf")]
    BoyceCodd,
}

#[derive(Debug, Args)]
pub struct FmtOptions {
    /// Files and folders; `-` reads stdin and writes stdout
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Change nothing; print the files that are not in the one spelling and fail with 1
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct InitOptions {
    /// The folder to make
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Text,
    Json,
    Sql,
    Md,
}
