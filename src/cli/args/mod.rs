//! The command line: what every command has here, the options of each in a file a topic.

mod advise;
mod design;
mod migrate;
mod partitions;
mod review;
mod sources;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostics::Level;

pub use advise::*;
pub use design::*;
pub use migrate::*;
pub use partitions::*;
pub use review::*;
pub use sources::*;

const EXIT_CODES: &str = "Exit codes: 0 fine · 1 findings at or above --fail-on, or a difference · 2 the input or the \
command line is wrong · 3 a database refused, or a proof failed · 4 an internal error";

const SOURCES: &str = "A SOURCE is an .sgen file or a folder of them, an .sql file or a folder of them, a .dbml file, `-` (SQL on stdin), \
a URL (postgres://…, mysql://…, sqlite:FILE), `migrations:DIR` (replayed), or `empty`.\nAn ENGINE is `embedded` (Postgres in the process), `sqlite`, `local:postgres[@VERSION]`, `local:mysql`, \
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
    /// Say more: mild findings, how long each step of a migration took
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
    /// Keep up partitions that follow the calendar, on a running database
    #[command(subcommand)]
    Partitions(PartitionsCommand),
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
pub enum ReportFormat {
    Text,
    Json,
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
