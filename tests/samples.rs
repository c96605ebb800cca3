//! Every sample is proven on every engine that one of its targets can run on, formatted as `fmt`
//! prints it, and emits the same bytes twice.

use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use crate::tool;

/// Engine and the dialect whose samples it proves.
const ENGINES: [(&str, &str); 7] = [
    ("embedded", "postgres"),
    ("local:postgres@13", "postgres"),
    ("local:postgres@15", "postgres"),
    ("local:postgres@18", "postgres"),
    ("local:mysql", "mysql"),
    ("local:mariadb", "mariadb"),
    ("sqlite", "sqlite"),
];

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for sample in samples() {
        let name =
            sample.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = sample.clone();
        trials.push(Trial::test(format!("sample {name} is formatted"), move || formatted(&folder)));
        for target in targets(&sample) {
            let (folder, dialect) = (sample.clone(), target.dialect.clone());
            trials.push(Trial::test(
                format!("sample {name} emits {dialect} the same twice"),
                move || emits_alike(&folder, &dialect),
            ));
            for (engine, dialect) in ENGINES {
                if target.dialect != dialect || !target.allows(engine) {
                    continue;
                }
                let folder = sample.clone();
                trials
                    .push(Trial::test(format!("sample {name} is proven on {engine}"), move || {
                        proven(&folder, dialect, engine)
                    }));
            }
        }
    }
    trials
}

struct Target {
    dialect: String,
    minimum: Option<String>,
}

impl Target {
    /// Whether the engine's version, if it names one, is one the target asks for.
    fn allows(&self, engine: &str) -> bool {
        let number =
            |text: &str| text.split('.').next().and_then(|major| major.parse::<u32>().ok());
        let wanted = self.minimum.as_deref().and_then(number);
        let offered = engine.split_once('@').and_then(|(_, version)| number(version));
        !matches!((wanted, offered), (Some(wanted), Some(offered)) if offered < wanted)
    }
}

fn samples() -> Vec<PathBuf> {
    let folder = tool::repository().join("samples");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    samples.sort();
    assert!(samples.len() >= 5, "the samples are gone");
    samples
}

fn targets(sample: &Path) -> Vec<Target> {
    let output = tool::run(sample, &["inspect", ".", "--format", "json"]);
    let document: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{}: {error}: {}", sample.display(), tool::text(&output.stderr))
        });
    let targets = document["design"]["targets"].as_array().cloned().unwrap_or_default();
    assert!(!targets.is_empty(), "{} names no target", sample.display());
    targets
        .iter()
        .map(|target| Target {
            dialect: target["dialect"].as_str().unwrap_or_default().to_owned(),
            minimum: target["minimum"].as_str().map(str::to_owned),
        })
        .collect()
}

fn formatted(sample: &Path) -> Result<(), Failed> {
    let output = tool::run(sample, &["fmt", "--check", "."]);
    if output.status.success() {
        return Ok(());
    }
    Err(format!("not formatted:\n{}{}", tool::text(&output.stdout), tool::text(&output.stderr))
        .into())
}

fn emits_alike(sample: &Path, dialect: &str) -> Result<(), Failed> {
    let emit = || tool::run(sample, &["emit", ".", "--dialect", dialect]);
    let (first, second) = (emit(), emit());
    if !first.status.success() {
        return Err(tool::text(&first.stderr).into());
    }
    if first.stdout.is_empty() || first.stdout != second.stdout {
        return Err("two runs gave different bytes".into());
    }
    Ok(())
}

fn proven(sample: &Path, dialect: &str, engine: &str) -> Result<(), Failed> {
    let output = tool::run(
        sample,
        &["verify", ".", "--dialect", dialect, "--on", engine, "--format", "json"],
    );
    if !output.status.success() {
        return Err(
            format!("{}\n{}", tool::text(&output.stdout), tool::text(&output.stderr)).into()
        );
    }
    let document: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let proofs = document["proofs"].as_array().cloned().unwrap_or_default();
    let proven = |kind: &str| {
        proofs.iter().any(|proof| {
            proof["kind"] == kind
                && proof["dialect"] == dialect
                && proof["outcome"] == "proven"
                && proof["checked"].as_u64() > Some(0)
        })
    };
    if proven("build") && proven("queries") {
        return Ok(());
    }
    Err(format!("not both proofs were held: {document:#}").into())
}
