//! Findings that follow from what is declared: an entity breaks a normal form, with the rows that
//! show what can go wrong.

use super::parallel;
use super::relation::{EntityRelation, SourceKind, Tables};
use super::render::story;
use super::report::blamed;
use super::rules::{UNDECIDED, rule_for};
use super::words::{counted, joined, listed};
use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::schema::QualifiedName;
use crate::theory::{Examination, Limits, NormalForm, Violation, examine, examine_without};

/// What a check may cost; `normalize` searches longer.
fn limits() -> Limits {
    Limits { keys: 2_000, steps: 20_000_000, violations: 200, ..Limits::default() }
}

/// Findings about one entity at most; they tend to have one cause.
const FINDINGS: usize = 10;

/// What the declared dependencies prove about each entity.
pub fn check(design: &Design) -> Vec<Diagnostic> {
    let tables = Tables::new(design);
    let findings = parallel::map(&design.schema.tables, |table| {
        EntityRelation::new(design, &tables, table)
            .map_or_else(Vec::new, |entity| about(&entity, &tables))
    });
    findings.into_iter().flatten().collect()
}

fn about(entity: &EntityRelation<'_>, tables: &Tables<'_>) -> Vec<Diagnostic> {
    // Where nothing but keys determine anything, every form holds.
    let only_keys = entity.sources.iter().all(|source| source.kind.is_key());
    if only_keys && entity.relation.multivalued.is_empty() {
        return Vec::new();
    }
    let limits = limits();
    let examination = examine(&entity.relation, &limits);
    let violations: Vec<Violation> =
        examination.violations.iter().filter_map(|one| blamable(entity, one)).collect();
    let hidden = match violations.is_empty() || entity.surrogate.is_empty() {
        true => None,
        false => Some(examine_without(&entity.relation, &entity.surrogate, &limits)),
    };
    let mut findings: Vec<Diagnostic> = violations
        .iter()
        .take(FINDINGS)
        .map(|violation| finding(entity, violation, &examination, hidden.as_ref(), tables))
        .collect();
    if let Some(last) = findings.last_mut()
        && violations.len() > FINDINGS
    {
        let more = violations.len() - FINDINGS;
        last.notes.push(format!(
            "{} of this entity: `schemagen normalize {}` shows them",
            counted(more, "more finding", "more findings"),
            entity.name()
        ));
    }
    if !examination.forms.is_certain() {
        findings.push(undecided(entity, &examination));
    }
    findings
}

/// The violation without what the server generates: that cannot go wrong.
fn blamable(entity: &EntityRelation<'_>, violation: &Violation) -> Option<Violation> {
    let right = &violation.right - &entity.generated;
    (!right.is_empty()).then(|| Violation { right, ..violation.clone() })
}

fn finding(
    entity: &EntityRelation<'_>,
    violation: &Violation,
    examination: &Examination,
    hidden: Option<&Examination>,
    tables: &Tables<'_>,
) -> Diagnostic {
    let form = violation.form;
    let rule = rule_for(form);
    let name = entity.name();
    let (left, right) = (entity.names_of(&violation.left), entity.names_of(&violation.right));
    let blamed = blamed(entity, violation);
    let message = match form {
        NormalForm::Fourth => format!(
            "`{name}` is not in 4NF: it combines every {} of a {} with every other attribute",
            listed(right.iter().copied()),
            listed(left.iter().copied())
        ),
        _ if left.is_empty() => format!(
            "`{name}` is not in {form}: {} is the same in every row",
            listed(right.iter().copied())
        ),
        _ => format!(
            "`{name}` is not in {form}: {} {} {}",
            listed(left.iter().copied()),
            if left.len() == 1 { "determines" } else { "determine" },
            listed(right.iter().copied())
        ),
    };
    let mut finding = Diagnostic::new(rule, message);
    if let Some((kind, span)) = &blamed {
        finding = finding.at(*span, said_by(kind));
    }
    if let Some(facts) = entity.facts {
        let keys: Vec<String> = examination
            .keys
            .keys
            .iter()
            .take(3)
            .map(|key| joined(&entity.names_of(key), 4))
            .collect();
        let keys = match (keys.as_slice(), examination.keys.keys.len()) {
            ([only], _) => format!("its key is {only}"),
            (some, all) if some.len() == all => format!("its keys are {}", some.join(" · ")),
            (some, all) => {
                format!("its keys are {} and {} more", some.join(" · "), all - some.len())
            }
        };
        finding = finding.at(facts.span, keys);
    }
    finding = finding.note(violation.why(&entity.relation));
    if let Some(hidden) = hidden {
        let (with, without) = (examination.forms.highest(), hidden.forms.highest());
        if without < with {
            finding = finding.note(format!(
                "without {}, which identifies rows and describes nothing, the entity is in {without} only",
                listed(entity.names_of(&entity.surrogate))
            ));
        }
    }
    finding = finding.note(story(entity, violation, "").join("\n"));
    let allow = format!("live with it by `allow {} \"reason\"`", rule.code);
    let split = format!("split it by `schemagen normalize --write 3nf {name}`; or {allow}");
    finding.help(match form {
        _ if left.is_empty() => {
            format!("a value that all rows share needs a table of one row, or none; or {allow}")
        }
        NormalForm::Fourth => {
            format!("`schemagen normalize {name}` shows the tables to make of it; or {allow}")
        }
        NormalForm::BoyceCodd => format!(
            "`schemagen normalize {name}` shows what a split costs, `--write bcnf` makes it; or {allow}"
        ),
        _ => match blamed {
            Some((SourceKind::Check, _)) => format!(
                "let the server compute {} by `generated (…)` in place of the check; or {allow}",
                listed(right.iter().copied())
            ),
            Some((SourceKind::Reference(other), _)) => format!(
                "leave {} out, and join `{other}` for it; or {allow}",
                listed(right.iter().copied())
            ),
            _ => match home(entity, violation, tables) {
                Some((other, true)) => format!(
                    "leave {} out: `{other}` has it, and {} refers there; or {allow}",
                    listed(right.iter().copied()),
                    listed(left.iter().copied())
                ),
                Some((other, false)) => format!(
                    "{} refers to `{other}`: that is where {} belongs; or {split}",
                    listed(left.iter().copied()),
                    listed(right.iter().copied())
                ),
                None => split,
            },
        },
    })
}

/// The entity that the left side refers to, if it is a reference to a key, and whether that entity has
/// the right side already.
fn home(
    entity: &EntityRelation<'_>,
    violation: &Violation,
    tables: &Tables<'_>,
) -> Option<(QualifiedName, bool)> {
    let reference = entity.table.foreign_keys.iter().find(|key| {
        entity.relation.set(&key.columns).is_ok_and(|columns| columns == violation.left)
    })?;
    let other = tables.get(&reference.references)?;
    let has = entity.names_of(&violation.right).iter().all(|name| other.column(name).is_some());
    Some((other.name.clone(), has))
}

fn said_by(kind: &SourceKind) -> String {
    match kind {
        SourceKind::Declared => "declared here".to_owned(),
        SourceKind::PrimaryKey | SourceKind::Unique => "this key says so".to_owned(),
        SourceKind::Generated => "computed from them".to_owned(),
        SourceKind::Check => "this check says so".to_owned(),
        SourceKind::Reference(other) => format!("it holds in `{other}`, so here as well"),
    }
}

fn undecided(entity: &EntityRelation<'_>, examination: &Examination) -> Diagnostic {
    let name = entity.name();
    let finding = Diagnostic::new(
        &UNDECIDED,
        format!(
            "whether `{name}` is in a higher form than {} would take too long to find out",
            examination.forms.highest()
        ),
    );
    finding
        .at_some(
            entity.facts.map(|facts| facts.span),
            format!("at least {} candidate keys", examination.keys.keys.len()),
        )
        .help(format!("`schemagen normalize {name}` searches longer"))
}
