use clap::CommandFactory;

use super::args::{Arguments, CompletionsOptions};
use super::failure::{Exit, Failure};
use super::output::Output;

pub fn run(options: &CompletionsOptions, output: &Output) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "schemagen", &mut script);
    output.result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
