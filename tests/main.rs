//! The one integration-test binary: every case is data, found on disk.
//!
//! - `cases/**/transcript.txt`: commands and what they print, run in the case's folder;
//! - lines of a case's `.sgen` files that end in `// expect CODE …` must get exactly these findings,
//!   so that blessing a transcript cannot hide a lost one;
//! - statements of `cases/hazards`, each with the findings that it must get;
//! - migrations run on SQLite, and on servers that are killed meanwhile;
//! - textbook relations through `normalize --format json`, judged by definition;
//! - `samples/*`: each proven on every engine that its targets name;
//! - SQL files read without a server, beside what a server makes of them;
//! - real schemas, where `scripts/real-schemas` has put some: see `round_trip`;
//! - the reports of `ci`, and the files that other hosts run it from;
//! - a session of an editor with the language server;
//! - diagrams of the samples in every format, and of hostile names; their pages in a real browser, where
//!   `scripts/test-browser` has found one;
//! - designs whose advised indexes a planner of each server has to use;
//! - workloads that running servers have counted, imported and advised on;
//! - designs that grow, with what an expert would say of their partitions and shards;
//! - pairs of schemas with the way between them: see `transitions`;
//! - tables of SQLite that are made anew: see `anew`;
//! - designs on several servers that one of them joins: see `nodes`;
//! - what is emitted for Vitess beside SQL, held against its published form: see `vschema`;
//! - the architecture of `src/`.
//!
//! `SCHEMAGEN_BLESS=1` writes what the commands print into the transcripts.

mod advised;
mod anew;
mod architecture;
mod bad_input;
mod browser;
mod ci;
mod diagrams;
mod expectations;
mod growth;
mod hazards;
#[cfg(unix)]
mod imported;
#[cfg(unix)]
mod migrations;
mod lsp;
#[cfg(unix)]
mod nodes;
mod normal_forms;
mod offline;
mod round_trip;
mod samples;
mod tool;
mod transcripts;
mod transitions;
mod vschema;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(architecture::trials());
    trials.extend(transcripts::trials());
    trials.extend(expectations::trials());
    trials.extend(hazards::trials());
    #[cfg(unix)]
    trials.extend(migrations::trials());
    #[cfg(unix)]
    trials.extend(nodes::trials());
    trials.extend(normal_forms::trials());
    trials.extend(offline::trials());
    trials.extend(samples::trials());
    trials.extend(bad_input::trials());
    trials.extend(anew::trials());
    trials.extend(ci::trials());
    trials.extend(lsp::trials());
    trials.extend(diagrams::trials());
    trials.extend(browser::trials());
    trials.extend(advised::trials());
    #[cfg(unix)]
    trials.extend(imported::trials());
    trials.extend(growth::trials());
    trials.extend(round_trip::trials());
    trials.extend(transitions::trials());
    trials.extend(vschema::trials());
    let conclusion = libtest_mimic::run(&arguments, trials);
    round_trip::stop_servers();
    transitions::print_report();
    conclusion.exit();
}
