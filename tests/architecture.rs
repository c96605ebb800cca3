//! The invariants of docs/architecture.md that a reader of the sources can check.

use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use crate::tool;

/// The pipeline: a module may use those before it, never those after.
const ORDER: &[&str] = &[
    "text",
    "diagnostics",
    "schema",
    "design",
    "dialect",
    "sql",
    "ddl",
    "theory",
    "template",
    "language",
    "physical",
    "normal",
    "lint",
    "emit",
    "advise",
    "growth",
    "write",
    "dbml",
    "split",
    "hazard",
    "diagram",
    "migrations",
    "change",
    "transition",
    "rows",
    "engine",
    "runner",
    "scripts",
    "verify",
    "plan",
    "document",
    "config",
    "source",
    "rules",
    "project",
    "lsp",
    "cli",
];

/// Modules that may touch files, sockets, processes, the environment or the clock.
const RIM: [&str; 7] = ["engine", "runner", "config", "source", "project", "cli", "dialect"];

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("architecture: imports run one way", imports_run_one_way),
        Trial::test("architecture: only cli prints and exits", only_cli_prints),
        Trial::test("architecture: the inner modules are pure", inner_modules_are_pure),
        Trial::test(
            "architecture: dialects are asked for capabilities, not names",
            no_dialect_names,
        ),
    ]
}

struct File {
    module: String,
    path: PathBuf,
    /// Without its test module: tests may do what they like.
    code: String,
}

fn files() -> Vec<File> {
    let source = tool::repository().join("src");
    tool::find(&source, &|path| path.extension().is_some_and(|extension| extension == "rs"))
        .into_iter()
        .filter_map(|path| {
            let relative = path.strip_prefix(&source).ok()?.to_owned();
            let first = relative.iter().next()?.to_str()?;
            let module = first.strip_suffix(".rs").unwrap_or(first).to_owned();
            let text = std::fs::read_to_string(&path).ok()?;
            let is_test =
                |path: &Path| path.iter().any(|part| part == "tests" || part == "tests.rs");
            if matches!(module.as_str(), "lib" | "main") || is_test(&relative) {
                return None;
            }
            let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            Some(File { module, path: relative, code })
        })
        .collect()
}

/// Lines that match, with comments left out.
fn offences(file: &File, offends: &dyn Fn(&str) -> bool) -> Vec<String> {
    file.code
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim_start().starts_with("//") && offends(line))
        .map(|(line, number)| format!("src/{}:{number}: {}", file.path.display(), line.trim()))
        .collect()
}

fn verdict(offences: Vec<String>) -> Result<(), Failed> {
    if offences.is_empty() { Ok(()) } else { Err(offences.join("\n").into()) }
}

fn imports_run_one_way() -> Result<(), Failed> {
    let rank = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut found = Vec::new();
    for file in files() {
        let Some(own) = rank(&file.module) else {
            found.push(format!(
                "src/{}: `{}` has no place in the order",
                file.path.display(),
                file.module
            ));
            continue;
        };
        found.extend(offences(&file, &|line| {
            line.match_indices("crate::").any(|(at, prefix)| {
                let rest = &line[at + prefix.len()..];
                let end =
                    rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                rank(&rest[..end]).is_some_and(|other| other > own)
            })
        }));
    }
    verdict(found)
}

fn only_cli_prints() -> Result<(), Failed> {
    let words =
        ["println!", "eprintln!", "print!(", "process::exit", "stdout()", "stderr()", "dbg!"];
    let inner = files().into_iter().filter(|file| file.module != "cli");
    // The handler of Ctrl-C must end the process itself, and the one place that does is named here.
    let allowed = |path: &Path| {
        path.ends_with("engine/local/interrupt.rs") || path.ends_with("engine/cleanup.rs")
    };
    verdict(
        inner
            .filter(|file| !allowed(&file.path))
            .flat_map(|file| offences(&file, &|line| words.iter().any(|word| line.contains(word))))
            .collect(),
    )
}

fn inner_modules_are_pure() -> Result<(), Failed> {
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "thread_rng",
    ];
    let inner = files().into_iter().filter(|file| !RIM.contains(&file.module.as_str()));
    verdict(
        inner
            .flat_map(|file| offences(&file, &|line| words.iter().any(|word| line.contains(word))))
            .collect(),
    )
}

fn no_dialect_names() -> Result<(), Failed> {
    let outside = ["dialect", "engine"];
    let files = files().into_iter().filter(|file| !outside.contains(&file.module.as_str()));
    let asks = |line: &str| {
        ["postgres", "mysql", "mariadb", "sqlite"].iter().any(|name| {
            [format!("== \"{name}\""), format!("\"{name}\" =>"), format!("!= \"{name}\"")]
                .iter()
                .any(|pattern| line.contains(pattern.as_str()))
        })
    };
    verdict(files.flat_map(|file| offences(&file, &asks)).collect())
}
