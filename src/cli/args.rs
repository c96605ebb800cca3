use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostics::Level;

const EXIT_CODES: &str = "Exit codes: 0 fine · 1 findings at or above --fail-on, or a difference · 2 the input or the \
command line is wrong · 3 a database refused, or a proof failed · 4 an internal error";

const SOURCES: &str = "A SOURCE is an .sgen file or a folder of them, an .sql file or a folder of them, a .dbml file, `-` (SQL on stdin), \
a URL (postgres://…, mysql://…, sqlite:FILE), or `empty`.\nAn ENGINE is `embedded` (Postgres in the process), `sqlite`, `local:postgres[@VERSION]`, `local:mysql`, \
`local:mariadb` (a throwaway server), or a URL in which a scratch database is made and dropped.";

/// Checks, emits and proves database schemas from one entity model.
#[derive(Debug, Parser)]
#[command(name = "schemagen", version, about, after_help = EXIT_CODES, after_long_help = format!("{SOURCES}\n\n{EXIT_CODES}"))]
#[command(styles = STYLES, disable_help_subcommand = true, propagate_version = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Flags of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Settings file; otherwise the nearest `schemagen.toml` at or above the source
    #[arg(long, global = true, value_name = "FILE", env = "SCHEMAGEN_CONFIG")]
    pub config: Option<PathBuf>,
    /// Folder of dialects laid over the built-in ones
    #[arg(long, global = true, value_name = "DIR", env = "SCHEMAGEN_DIALECTS")]
    pub dialects: Option<PathBuf>,
    /// The day that calendar partitions count from (default: today)
    #[arg(long, global = true, value_name = "YYYY-MM-DD", env = "SCHEMAGEN_AS_OF")]
    pub as_of: Option<String>,
    /// When to colour; NO_COLOR is obeyed
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
    /// Only the result: no progress, no summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more; twice for statements and timings
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check, order into steps, prove on an engine, and print the reviewable plan
    Plan(PlanOptions),
    /// Check syntax, references and what each target can hold
    Check(CheckOptions),
    /// Keys, covers, normal forms and how to reach them, entity by entity
    Normalize(NormalizeOptions),
    /// Indexes to add, to drop and to change, and why
    Advise(Box<AdviseCommand>),
    /// Write the whole DDL for one dialect
    Emit(EmitOptions),
    /// Guard a design: format, check, migrations, proofs, drift; reports for build servers
    Ci(CiOptions),
    /// Draw the entities and their references
    Erd(ErdOptions),
    /// Write the design document for a review: HTML and Markdown
    Doc(DocOptions),
    /// Say what differs between two sources; exit 1 if anything does
    Diff(DiffOptions),
    /// Show any source as the model
    Inspect(InspectOptions),
    /// Run the proofs alone
    Verify(VerifyOptions),
    /// Run a saved plan on the database that it was made from
    Apply(ApplyOptions),
    /// Migrations: make them, hold them against the rules, run them, prove them
    #[command(subcommand)]
    Migrate(MigrateCommand),
    /// Bring entity files into the one spelling
    Fmt(FmtOptions),
    /// Serve an editor by the language server protocol, on stdin and stdout
    Lsp,
    /// Write a first design that `plan` accepts
    Init(InitOptions),
    /// Show a rule's page
    Explain(ExplainOptions),
    /// Write a completion script for a shell
    Completions(CompletionsOptions),
}

#[derive(Debug, Args)]
pub struct PlanOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub to: String,
    /// What is there already
    #[arg(long, value_name = "SOURCE", default_value = "empty")]
    pub from: String,
    #[command(flatten)]
    pub proving: Proving,
    /// Nobody uses the database meanwhile: shorter steps that may lock tables for long
    #[arg(long)]
    pub offline_ok: bool,
    /// What may be lost: `destructive:TABLE`, `destructive:TABLE.COLUMN`
    #[arg(long, value_name = "LOSS")]
    pub allow: Vec<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub levels: Levels,
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

/// Which dialect, and where to prove it.
#[derive(Debug, Args)]
pub struct Proving {
    /// The dialect of the plan (default: the design's first target)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// Engines to prove on; each named one must prove
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
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
pub struct Levels {
    /// The least level that makes the command fail with 1
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AdviseCommand {
    #[command(subcommand)]
    pub other: Option<AdviseSubcommand>,
    #[command(flatten)]
    pub options: AdviseOptions,
}

#[derive(Debug, Subcommand)]
pub enum AdviseSubcommand {
    /// Write what a running system has counted as `query` blocks with their rates
    Import(ImportOptions),
}

#[derive(Debug, Args)]
pub struct ImportOptions {
    /// `pg_stat_statements`, `performance_schema`, or the file of a slow query log
    #[arg(long, value_name = "KIND|FILE")]
    pub from: String,
    /// The database, where it is no file
    #[arg(value_name = "URL")]
    pub url: Option<String>,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct AdviseOptions {
    /// The design, or any source of a schema
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// More queries: a folder of .sql files, or one; `-- rate: 12/s` before a statement weighs it
    #[arg(long, value_name = "DIR")]
    pub queries: Option<PathBuf>,
    /// A server whose figures about the rows are taken
    #[arg(long, value_name = "URL")]
    pub stats: Option<String>,
    /// Bytes that all new indexes may take together: `2GB`, `500MB`
    #[arg(long, value_name = "SIZE")]
    pub budget: Option<String>,
    /// New indexes that one table may get
    #[arg(long, value_name = "N")]
    pub max_per_table: Option<usize>,
    /// Put the indexes into the design's files; other lines stay as they are
    #[arg(long)]
    pub write: bool,
    /// The dialect (default: the design's first target)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The engine that SQL files are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files by their text alone, without a server
    #[arg(long)]
    pub offline: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AdviseFormat,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub levels: Levels,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AdviseFormat {
    Text,
    Json,
    Sql,
}

#[derive(Debug, Args)]
pub struct EmitOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// The dialect (default: the design's first target)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The engine that SQL files are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files by their text alone, without any server: what was not understood is listed
    #[arg(long, conflicts_with = "on")]
    pub offline: bool,
    /// The server version to write for (default: the oldest the design names)
    #[arg(long, value_name = "VERSION")]
    pub for_version: Option<String>,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CiOptions {
    /// The design
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// The design as it was: the summary shows what changes
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// The folder of migrations (default: `migrations-out` beside the design)
    #[arg(long, value_name = "DIR")]
    pub migrations: Option<PathBuf>,
    /// A database that must hold what the design says
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Engines to prove on; each named one must prove
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Ask no engine
    #[arg(long, conflicts_with = "on")]
    pub no_proof: bool,
    /// Write findings as SARIF 2.1.0
    #[arg(long, value_name = "FILE")]
    pub sarif: Option<PathBuf>,
    /// Write stages as JUnit's XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Write findings as GitLab's code quality report
    #[arg(long, value_name = "FILE")]
    pub gitlab: Option<PathBuf>,
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write everything as Markdown
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Annotate lines for a GitHub job, and fill its summary
    #[arg(long, env = "GITHUB_ACTIONS", value_parser = clap::builder::FalseyValueParser::new())]
    pub github: bool,
    #[command(flatten)]
    pub levels: Levels,
}

#[derive(Debug, Args)]
pub struct DocOptions {
    /// The design, or any source of a schema
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// The folder to write into
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// The design as it was: a page shows what changes
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// The engine that SQL files are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ErdOptions {
    /// The design, or any source of a schema
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: String,
    /// How to draw (default: what the output's name ends in, else svg)
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<DiagramFormat>,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How much of each entity (default: the less the more there are)
    #[arg(long, value_name = "DETAIL")]
    pub detail: Option<DiagramDetail>,
    /// Light, dark, or as the reader has it
    #[arg(long, value_name = "THEME", default_value = "auto")]
    pub theme: DiagramTheme,
    /// Draw the change from this source to the other one
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// With `--from`: only what changes, and what is near it
    #[arg(long, requires = "from")]
    pub changes: bool,
    /// Only these entities and what is near them
    #[arg(long, value_name = "ENTITY")]
    pub focus: Vec<String>,
    /// How many references count as near
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub depth: usize,
    /// Only these contexts
    #[arg(long, value_name = "NAME")]
    pub context: Vec<String>,
    /// The dialect that SQL files are written in (default: what they look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The engine that SQL files are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files by their text alone, without any server: what was not understood is listed
    #[arg(long, conflicts_with = "on")]
    pub offline: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramFormat {
    Svg,
    Png,
    Html,
    Mmd,
    Dot,
    Puml,
    Dbml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramDetail {
    Names,
    Keys,
    Attributes,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramTheme {
    Auto,
    Light,
    Dark,
}

#[derive(Debug, Args)]
pub struct InspectOptions {
    /// Any source
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// How to print (default: sgen; of a design, json)
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<InspectFormat>,
    /// The dialect that SQL files are written in (default: what they look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The engine that SQL files are loaded into
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files by their text alone, without any server: what was not understood is listed
    #[arg(long, conflicts_with = "on")]
    pub offline: bool,
    /// Show what could be loaded of SQL files, whatever failed; the exit code stays that of a failure
    #[arg(long)]
    pub keep_going: bool,
    /// Fail with 1 when the source has something that the model has no place for
    #[arg(long)]
    pub strict: bool,
    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DiffOptions {
    /// Any source
    #[arg(value_name = "A")]
    pub a: String,
    /// Any other
    #[arg(value_name = "B")]
    pub b: String,
    /// The dialect to compare in (default: a database's own, else what SQL files look like)
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The engine that SQL files and designs are run on
    #[arg(long, value_name = "ENGINE")]
    pub on: Vec<String>,
    /// Read SQL files by their text alone, without any server: what was not understood is listed
    #[arg(long)]
    pub offline: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    Flyway,
    GolangMigrate,
    Goose,
    Dbmate,
    Liquibase,
    Sqlx,
    Refinery,
    Atlas,
}

#[derive(Debug, Args)]
pub struct MigrateExportOptions {
    /// The tool
    #[arg(long, value_name = "TOOL")]
    pub format: FormatName,
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
    #[arg(long, value_name = "TOOL")]
    pub format: FormatName,
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

#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A code such as SG3001, or a rule's name; without one, all rules are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}

#[derive(Debug, Args)]
pub struct CompletionsOptions {
    /// The shell
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Text,
    Json,
    Sql,
    Md,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    Sgen,
    Json,
    Sql,
}

impl FailOn {
    pub fn level(self) -> Level {
        match self {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
            FailOn::Info => Level::Info,
        }
    }
}

/// Prints what clap has to say; help and version are results, everything else is exit code 2.
pub fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { super::Exit::Input.code() } else { super::Exit::Fine.code() }
}
