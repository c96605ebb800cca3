//! The command line: one file a command, and the only place that prints or exits.
//!
//! Commands hold no logic of their own: they read arguments, call the pipeline and write what it
//! returns. Results go to stdout, progress and findings to stderr (findings to stdout where they
//! are the result, as in `check`).

mod advise;
mod between;
mod apply;
mod args;
mod check;
mod ci;
mod completions;
mod diff;
mod doc;
mod emit;
mod erd;
mod explain;
mod failure;
mod fmt;
mod init;
mod inspect;
mod load;
mod lsp;
mod migrate;
mod normalize;
mod output;
mod partitions;
mod plan;
mod png;
mod progress;
mod rewrite;
mod sources;
mod verify;
mod way;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use failure::Exit;
use output::Output;

/// Runs one command line and returns the process's exit code.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return args::usage(&error),
    };
    let output = Output::new(&arguments.common);
    let result = match &arguments.command {
        Command::Plan(options) => plan::run(options, &arguments.common, &output),
        Command::Check(options) => check::run(options, &arguments.common, &output),
        Command::Normalize(options) => normalize::run(options, &arguments.common, &output),
        Command::Advise(options) => advise::run(options, &arguments.common, &output),
        Command::Emit(options) => emit::run(options, &arguments.common, &output),
        Command::Ci(options) => ci::run(options, &arguments.common, &output),
        Command::Doc(options) => doc::run(options, &arguments.common, &output),
        Command::Erd(options) => erd::run(options, &arguments.common, &output),
        Command::Diff(options) => diff::run(options, &arguments.common, &output),
        Command::Inspect(options) => inspect::run(options, &arguments.common, &output),
        Command::Verify(options) => verify::run(options, &arguments.common, &output),
        Command::Partitions(command) => partitions::run(command, &arguments.common, &output),
        Command::Apply(options) => apply::run(options, &arguments.common, &output),
        Command::Migrate(command) => migrate::run(command, &arguments.common, &output),
        Command::Fmt(options) => fmt::run(options, &output),
        Command::Lsp => lsp::run(&arguments.common),
        Command::Init(options) => init::run(options, &output),
        Command::Explain(options) => explain::run(options, &output),
        Command::Completions(options) => completions::run(options, &output),
    };
    crate::engine::cleanup::give_way();
    // Servers and scratch databases go before the process does, whatever the result.
    crate::engine::cleanup::run_all();
    match result {
        Ok(exit) => exit.code(),
        Err(failure) => {
            output.failure(&failure);
            failure.exit().code()
        }
    }
}

/// Turns a panic into exit code 4 with a message that says whose fault it is.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        crate::engine::cleanup::run_all();
        eprintln!("internal error: {panic}");
        eprintln!(
            "This is a bug in schemagen, not in your input. Please report it with the command that showed it."
        );
    }));
}

/// The exit code of a panic that reached the top.
pub fn panicked() -> ExitCode {
    Exit::Internal.code()
}
