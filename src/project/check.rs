use std::collections::BTreeMap;

use super::Loaded;
use crate::advise::{self, catalog::Catalog};
use crate::config::{ConfigFile, RuleLevel};
use crate::design::{Design, Target};
use crate::diagnostics::{Diagnostic, Level};
use crate::dialect::{Capability, Dialect, Dialects, Version};
use crate::growth;
use crate::lint::{self, Judged};
use crate::normal;
use crate::physical::{self, Origin, Physical, PhysicalOptions};
use crate::rules;
use crate::text::did_you_mean;

/// What a design is for where neither it nor the settings say so.
pub(super) const DEFAULT_TARGET: &str = "postgres";

/// A design with what each of its targets makes of it.
pub struct Checked<'l> {
    /// In the design's order; empty when the sources are broken.
    pub targets: Vec<CheckedTarget<'l>>,
    /// Everything found so far, not judged.
    pub findings: Vec<Diagnostic>,
    /// Whether every rule about the design was asked, and not just what concerns its DDL.
    all_rules: bool,
}

/// The design as one server will hold it.
pub struct CheckedTarget<'l> {
    pub dialect: Dialect<'l>,
    pub physical: Physical,
    /// Whether the target cannot hold the design at all.
    pub illegal: bool,
}

/// A target that is not known; the message says which and what is near.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    #[error("there is no dialect `{name}`{near}; known are {known}")]
    Unknown { name: String, near: String, known: String },
    #[error("`{text}` is no target; write it as in `postgres >= 15`")]
    Malformed { text: String },
    #[error("`{version}` is no version of {dialect}; write it as in `15` or `8.4`")]
    Version { dialect: String, version: String },
    #[error(
        "a plan is for one database, and {title} is several, which have to change in an order that no server holds; write \
         the scripts of both states (`emit --dialect {dialect} -o FOLDER`) and plan shard by shard: `plan --dialect \
         {server} --from OLD/shard_0.sql NEW/shard_0.sql`; the coordinator's table is changed by hand, behind the shards \
         where something is added, and before them where it is dropped"
    )]
    Several { dialect: String, title: String, server: String },
    #[error(
        "the source is {dialect}'s own SQL, which no `{asked}` can be made of; write it as a design first: `schemagen inspect SOURCE > design.sgen`"
    )]
    Foreign { dialect: String, asked: String },
}

/// Asks every target of the design what it can hold.
pub fn check<'l>(loaded: &'l Loaded) -> Result<Checked<'l>, TargetError> {
    let mut checked = Checked::of(loaded, &dialects(loaded)?);
    if !is_broken(loaded) {
        checked.findings.extend(normal::check(&loaded.design));
        let queries = checked.query_findings(loaded);
        checked.findings.extend(queries);
        checked.all_rules = true;
    }
    Ok(checked)
}

/// What the design is for, in its order.
pub fn dialects(loaded: &Loaded) -> Result<Vec<Dialect<'_>>, TargetError> {
    targets(&loaded.design, &loaded.settings.file)?
        .iter()
        .map(|target| at(&loaded.dialects, &target.dialect, target.minimum.as_deref()))
        .collect()
}

fn is_broken(loaded: &Loaded) -> bool {
    loaded.findings.iter().any(|finding| finding.level == Level::Error)
}

impl<'l> Checked<'l> {
    /// Asks these dialects what they can hold.
    pub fn of(loaded: &'l Loaded, dialects: &[Dialect<'l>]) -> Checked<'l> {
        let mut checked =
            Checked { targets: Vec::new(), findings: loaded.findings.clone(), all_rules: false };
        // What a target could hold of a design that is not understood would be guesswork.
        if !is_broken(loaded) {
            dialects.iter().for_each(|dialect| checked.add(loaded, *dialect));
        }
        checked
    }

    /// What is wrong with the queries, as the first target sees them.
    fn query_findings(&self, loaded: &Loaded) -> Vec<Diagnostic> {
        let Some(target) = self.targets.first() else { return Vec::new() };
        let costs = loaded.costs(target.dialect);
        let input = advise::Input {
            design: &loaded.design,
            schema: &target.physical.schema,
            dialect: target.dialect,
            queries: &target.physical.queries,
            measured: &[],
            costs: &costs,
            bounds: advise::Bounds::default(),
            thorough: false,
        };
        let catalog = Catalog::new(input.schema);
        let mut study = advise::Study::read(input, &catalog);
        let mut findings = std::mem::take(&mut study.findings);
        findings.extend(advise::lint::find(&study));
        findings.extend(growth::check(&study));
        findings
            .into_iter()
            // What cannot be read is the language's finding already.
            .filter(|finding| finding.rule.code != advise::UNREADABLE_QUERY.code)
            .collect()
    }

    /// Asks one more target: a dialect that the command line names.
    pub fn add(&mut self, loaded: &'l Loaded, dialect: Dialect<'l>) {
        if loaded.read_by.is_some() {
            let schema = loaded.design.schema.clone();
            let physical = Physical {
                own_sql: true,
                schema,
                queries: Vec::new(),
                functions: Vec::new(),
                origin: Origin::default(),
            };
            self.targets.push(CheckedTarget { dialect, physical, illegal: false });
            return;
        }
        let options = PhysicalOptions { as_of: loaded.as_of };
        let (physical, findings) = physical::physical(&loaded.design, dialect, &options);
        let illegal = findings.iter().any(|finding| finding.level == Level::Error);
        self.findings.extend(findings);
        self.targets.push(CheckedTarget { dialect, physical, illegal });
    }

    pub fn target(&self, dialect: &str) -> Option<&CheckedTarget<'l>> {
        self.targets.iter().find(|target| target.dialect.name() == dialect)
    }

    /// The findings after the settings and the design's `allow` lines.
    pub fn judge(&self, loaded: &Loaded, more: Vec<Diagnostic>) -> Judged {
        let mut findings = self.findings.clone();
        findings.extend(more);
        let levels: BTreeMap<String, Option<Level>> = loaded
            .settings
            .file
            .rules
            .iter()
            .map(|(code, level)| (code.to_ascii_uppercase(), RuleLevel::level(*level)))
            .collect();
        let mut judged = lint::judge(findings, &loaded.design, &levels, &rules::all());
        if !self.all_rules {
            // Whether an `allow` silences nothing is not known where its rule was not asked.
            judged.findings.retain(|finding| finding.rule.code != lint::UNUSED_ALLOW.code);
        }
        judged
    }
}

/// The design's targets, or the settings', or Postgres.
pub(super) fn targets(design: &Design, file: &ConfigFile) -> Result<Vec<Target>, TargetError> {
    if !design.targets.is_empty() {
        return Ok(design.targets.clone());
    }
    if file.targets.is_empty() {
        let target =
            Target { dialect: DEFAULT_TARGET.to_owned(), minimum: None, span: Default::default() };
        return Ok(vec![target]);
    }
    file.targets.iter().map(|text| parse_target(text)).collect()
}

/// `postgres >= 15`, or a dialect alone.
fn parse_target(text: &str) -> Result<Target, TargetError> {
    let malformed = || TargetError::Malformed { text: text.to_owned() };
    let (dialect, minimum) = match text.split_once(">=") {
        Some((dialect, minimum)) => (dialect.trim(), Some(minimum.trim().to_owned())),
        None => (text.trim(), None),
    };
    if dialect.is_empty() || dialect.contains(char::is_whitespace) || minimum.as_deref() == Some("")
    {
        return Err(malformed());
    }
    Ok(Target { dialect: dialect.to_owned(), minimum, span: Default::default() })
}

/// A dialect at the version asked for, which a source can be made for: a design for all of them, what a
/// server has read for its own.
pub fn target<'l>(
    loaded: &'l Loaded,
    name: &str,
    version: Option<&str>,
) -> Result<Dialect<'l>, TargetError> {
    match &loaded.read_by {
        Some(info) if info.dialect != name => {
            Err(TargetError::Foreign { dialect: info.dialect.clone(), asked: name.to_owned() })
        }
        _ => at(&loaded.dialects, name, version),
    }
}

/// Refuses to plan for what is several databases.
pub fn one_database(dialect: Dialect<'_>) -> Result<(), TargetError> {
    if !dialect.has(Capability::Nodes) {
        return Ok(());
    }
    let server = dialect.data.servers().unwrap_or(dialect.name());
    Err(TargetError::Several {
        dialect: dialect.name().to_owned(),
        title: dialect.title().to_owned(),
        server: server.to_owned(),
    })
}

/// A dialect at the version asked for; without one, at the oldest it knows.
pub fn at<'d>(
    dialects: &'d Dialects,
    name: &str,
    version: Option<&str>,
) -> Result<Dialect<'d>, TargetError> {
    let version: Option<Version> = version
        .map(|text| {
            text.parse().map_err(|_| TargetError::Version {
                dialect: name.to_owned(),
                version: text.to_owned(),
            })
        })
        .transpose()?;
    dialects.at(name, version).ok_or_else(|| {
        let names: Vec<&str> = dialects.names().collect();
        let near = did_you_mean(name, names.iter().copied())
            .map(|near| format!(" (did you mean `{near}`?)"))
            .unwrap_or_default();
        TargetError::Unknown { name: name.to_owned(), near, known: names.join(", ") }
    })
}
