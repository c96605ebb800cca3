//! Options of `migrate` and `apply`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};

use super::{Levels, ReportFormat, ValueOptions};
use crate::migrations::Format;

#[derive(Debug, Subcommand)]
pub enum MigrateCommand {
    /// Make a migration: a folder with the way there and the way back
    New(MigrateNewOptions),
    /// Say which migrations a database has, which it lacks, and what was cut off
    Status(MigrateStatusOptions),
    /// Run what is pending; goes on where a run was cut off
    Up(MigrateUpOptions),
    /// Undo the last migration, or all behind a version
    Down(MigrateDownOptions),
    /// Say what migration files risk on a database at work
    Lint(MigrateLintOptions),
    /// Prove the chain on an engine: from nothing, with rows, each there, back and there again
    Verify(MigrateVerifyOptions),
    /// Move a migration behind the others, if the order does not matter
    Rebase(MigrateRebaseOptions),
    /// Write the migrations as another tool's folder
    Export(MigrateExportOptions),
    /// Take another tool's folder as the beginning
    Import(MigrateImportOptions),
}

#[derive(Debug, Args)]
pub struct ApplyOptions {
    /// The plan, as `plan --format json -o FILE` saved it
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// The database: postgres://…, mysql://…, mariadb://… or sqlite:FILE
    #[arg(long, value_name = "URL", env = "SCHEMAGEN_DATABASE", hide_env_values = true)]
    pub to: Option<String>,
    #[command(flatten)]
    pub patience: PatienceOptions,
    /// How to say what happens, on stderr
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

#[derive(Debug, Args)]
pub struct MigrateVerifyOptions {
    /// The folder of migrations
    #[arg(long = "dir", value_name = "DIR", default_value = "migrations-out")]
    pub folder: PathBuf,
    /// What the end has to equal: any source
    #[arg(long, value_name = "SOURCE")]
    pub design: Option<String>,
    /// The dialect (default: what the files look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The engine to prove on
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MigrateRebaseOptions {
    /// The migration that moves: its version or its name
    #[arg(value_name = "MIGRATION")]
    pub migration: String,
    /// The folder of migrations
    #[arg(long = "dir", value_name = "DIR", default_value = "migrations-out")]
    pub folder: PathBuf,
    /// Its new number (default: the moment, in UTC)
    #[arg(long, value_name = "DIGITS")]
    pub number: Option<String>,
    /// The engine on which both orders are tried
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
}

/// The tools by the names that their formats have.
fn tools() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name))
        .try_map(|name| Format::named(&name).ok_or("no such tool"))
}

#[derive(Debug, Args)]
pub struct MigrateExportOptions {
    /// The tool
    #[arg(long, value_name = "TOOL", value_parser = tools())]
    pub format: Format,
    /// The folder to write
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// The folder of migrations
    #[arg(long = "dir", value_name = "DIR", default_value = "migrations-out")]
    pub folder: PathBuf,
    /// The dialect (default: what the files look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// Write over files that are there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct MigrateImportOptions {
    /// The folder of the other tool
    #[arg(value_name = "DIR")]
    pub source: PathBuf,
    /// The tool
    #[arg(long, value_name = "TOOL", value_parser = tools())]
    pub format: Format,
    /// The folder of migrations to make
    #[arg(long = "dir", value_name = "DIR", default_value = "migrations-out")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct MigrateNewOptions {
    /// What it does, in a few words
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The folder of migrations
    #[arg(long = "dir", value_name = "DIR", default_value = "migrations-out")]
    pub folder: PathBuf,
    /// The number that orders it (default: the moment, in UTC)
    #[arg(long, value_name = "DIGITS")]
    pub number: Option<String>,
    /// What it leads to: any source; its steps are planned from where the folder ends
    #[arg(long, value_name = "SOURCE")]
    pub to: Option<String>,
    /// The dialect (default: what the folder's files look like, else the design's first target)
    #[arg(long, value_name = "DIALECT", requires = "to")]
    pub dialect: Option<String>,
    /// The engine on which both sides are read
    #[arg(long, value_name = "ENGINE", requires = "to")]
    pub on: Vec<String>,
    /// Nobody uses the database meanwhile: shorter steps that may lock tables for long
    #[arg(long, requires = "to")]
    pub offline_ok: bool,
    /// What may be lost: `destructive:TABLE`, `destructive:TABLE.COLUMN`
    #[arg(long, value_name = "LOSS", requires = "to")]
    pub allow: Vec<String>,
    #[command(flatten)]
    pub values: ValueOptions,
    /// Rename entities and attributes, split attributes off, or give entities partitions, in several migrations, during
    /// which programs of before read and write as they did
    #[arg(long, requires = "to")]
    pub phases: bool,
}

/// The folder and the database that it is run on.
#[derive(Debug, Args)]
pub struct DatabaseOptions {
    /// The folder of migrations
    #[arg(long = "dir", value_name = "DIR", default_value = "migrations-out")]
    pub folder: PathBuf,
    /// The database: postgres://…, mysql://…, mariadb://… or sqlite:FILE
    #[arg(long, value_name = "URL", env = "SCHEMAGEN_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
}

/// How long to wait for what.
#[derive(Debug, Args)]
pub struct PatienceOptions {
    /// For another runner to end
    #[arg(long, value_name = "TIME")]
    pub wait: Option<String>,
    /// For a lock, each time it is asked for (default: 500ms)
    #[arg(long, value_name = "TIME")]
    pub lock_timeout: Option<String>,
    /// How often a lock is asked for (default: 30)
    #[arg(long, value_name = "N")]
    pub attempts: Option<u32>,
    /// For a statement to end (default: as long as it takes)
    #[arg(long, value_name = "TIME")]
    pub statement_timeout: Option<String>,
    /// How long a backfill rests after a batch, as a part of the batch's time: 1 halves its load
    #[arg(long, value_name = "PART")]
    pub throttle: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct MigrateStatusOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}

#[derive(Debug, Args)]
pub struct MigrateUpOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The last migration to run
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// Change nothing; print the steps and the locks that they take
    #[arg(long)]
    pub dry_run: bool,
    /// Run a migration that is older than one that ran, too
    #[arg(long)]
    pub out_of_order: bool,
    #[command(flatten)]
    pub patience: PatienceOptions,
    /// How to say what happens, on stderr
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

#[derive(Debug, Args)]
pub struct MigrateDownOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The migration that stays the last one
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    #[command(flatten)]
    pub patience: PatienceOptions,
    /// How to say what happens, on stderr
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

#[derive(Debug, Args)]
pub struct MigrateLintOptions {
    /// SQL files, or folders of them; those that undo others are left out
    #[arg(value_name = "PATH", default_value = "migrations-out")]
    pub paths: Vec<PathBuf>,
    /// Take the files of the folder as they are for what they should be: write the list of checksums anew
    #[arg(long)]
    pub accept: bool,
    /// The schema that the first file meets: any source
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// The dialect (default: that of `--from`, else what the files look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The server version that they run on (default: that of `--from`, else the oldest supported)
    #[arg(long, value_name = "VERSION")]
    pub for_version: Option<String>,
    /// The engine that SQL files of `--from` are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files of `--from` by their text alone, without any server
    #[arg(long, conflicts_with = "on")]
    pub offline: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    #[command(flatten)]
    pub levels: Levels,
}
