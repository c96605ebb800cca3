use std::io::Read;
use std::path::Path;

use super::args::FmtOptions;
use super::failure::{Exit, Failure};
use super::output::{Output, write_file};
use crate::diagnostics::Diagnostic;
use crate::language;
use crate::source::read_entity_files;
use crate::text::{FileId, SourceMap};

pub fn run(options: &FmtOptions, output: &Output) -> Result<Exit, Failure> {
    let mut sources = SourceMap::default();
    if options.paths.iter().any(|path| path == Path::new("-")) {
        if options.paths.len() > 1 {
            return Err(Failure::Usage(
                "`-` stands alone: it reads stdin and writes stdout".to_owned(),
            ));
        }
        return from_stdin(options, output, &mut sources);
    }
    let mut files = Vec::new();
    for path in &options.paths {
        files.extend(read_entity_files(path, &mut sources)?);
    }
    files.sort();
    files.dedup();
    let mut exit = Exit::Fine;
    for file in files {
        let Some(source) = sources.get(file) else { continue };
        match language::format(&source.text) {
            Err(_) => {
                report_syntax(output, &sources, file);
                exit = Exit::Input;
            }
            Ok(formatted) if formatted == source.text => {}
            Ok(_) if options.check => {
                output.result(&format!("{}\n", source.path))?;
                if exit == Exit::Fine {
                    exit = Exit::Findings;
                }
            }
            Ok(formatted) => {
                write_file(Path::new(&source.path), &formatted)?;
                output.say(&format!("formatted {}", source.path));
            }
        }
    }
    Ok(exit)
}

fn from_stdin(
    options: &FmtOptions,
    output: &Output,
    sources: &mut SourceMap,
) -> Result<Exit, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::Usage(format!("cannot read stdin: {error}")))?;
    let file = sources.add("<stdin>", text);
    let text = sources.get(file).map_or("", |source| source.text.as_str());
    match language::format(text) {
        Err(_) => {
            report_syntax(output, sources, file);
            Ok(Exit::Input)
        }
        Ok(formatted) if options.check => {
            Ok(if formatted == text { Exit::Fine } else { Exit::Findings })
        }
        Ok(formatted) => {
            output.result(&formatted)?;
            Ok(Exit::Fine)
        }
    }
}

/// A file with syntax errors is left as it is: what is not understood cannot be rearranged.
fn report_syntax(output: &Output, sources: &SourceMap, file: FileId) {
    let Some(source) = sources.get(file) else { return };
    let findings: Vec<Diagnostic> = language::parse(&source.text).diagnostics(file);
    output.findings(&findings, sources);
    output.say(&format!("{} is left as it is: correct its syntax first", source.path));
}
