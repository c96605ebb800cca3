//! `normalize --format json`: the contract that other programs read, format version 1.
//!
//! The contract's fields always stand, and speak of the whole relation as declared; the others were
//! added. `normal_form` and `violations` are the worse of what holds with and without the surrogate
//! key. Nothing is cut, but keys stop at the bound that `candidate_keys_complete` tells of.

use serde::Serialize;

use crate::diagnostics::render::{JsonSpan, json_span};
use crate::normal::relation::{EntityRelation, SourceKind};
use crate::normal::report::{Proposal, Report, blamed};
use crate::text::SourceMap;
use crate::theory::{Analysis, AttributeSet, Dependency, Fragment, NormalForm, Verdict};

#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    entities: Vec<Entity<'a>>,
}

#[derive(Serialize)]
struct Entity<'a> {
    name: String,
    attributes: &'a [String],
    dependencies: Vec<Sourced<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    multivalued: Vec<Sides<'a>>,
    candidate_keys: Vec<Vec<&'a str>>,
    /// False: there are at least as many keys as listed.
    candidate_keys_complete: bool,
    prime: Vec<&'a str>,
    minimal_cover: Vec<Sides<'a>>,
    normal_form: &'static str,
    /// Whether no higher form could hold.
    normal_form_certain: bool,
    violations: Vec<Violation<'a>>,
    synthesis_3nf: Vec<Relation<'a>>,
    bcnf: Decomposition<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fourth: Option<Decomposition<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surrogate: Option<Surrogate<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    generated: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nullable_uniques: Vec<&'a [String]>,
    recommendation: Recommendation<'a>,
}

#[derive(Serialize)]
struct Sides<'a> {
    lhs: Vec<&'a str>,
    rhs: Vec<&'a str>,
}

#[derive(Serialize)]
struct Sourced<'a> {
    #[serde(flatten)]
    sides: Sides<'a>,
    /// `declared`, `key`, `suspected` or `discovered`.
    source: &'static str,
    /// Who says it, in a word: `fd`, `primary key`, `unique`, `generated`, `check`, a reference.
    from: String,
}

#[derive(Serialize)]
struct Violation<'a> {
    /// The weakest form that it breaks.
    form: &'static str,
    #[serde(flatten)]
    sides: Sides<'a>,
    why: String,
    span: Option<JsonSpan>,
}

#[derive(Serialize)]
struct Relation<'a> {
    attributes: Vec<&'a str>,
    key: Vec<&'a str>,
}

#[derive(Serialize)]
struct Decomposition<'a> {
    relations: Vec<Relation<'a>>,
    lossless: bool,
    preserves_dependencies: bool,
    lost: Vec<Sides<'a>>,
    /// `exists`, `impossible` or `undecided`: a decomposition that loses no dependency.
    preserving_decomposition: &'static str,
}

#[derive(Serialize)]
struct Surrogate<'a> {
    attributes: Vec<&'a str>,
    /// The form with it as a key.
    normal_form_with: &'static str,
    /// The form of the other attributes on their own.
    normal_form_without: &'static str,
    /// Whether the other attributes identify a row.
    has_natural_key: bool,
}

#[derive(Serialize)]
struct Recommendation<'a> {
    /// The form to split to; null where the entity is best left as it is.
    split_to: Option<&'static str>,
    why: &'a str,
    relations: Vec<Named<'a>>,
    queries: Vec<Query<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    #[serde(flatten)]
    relation: Relation<'a>,
}

#[derive(Serialize)]
struct Query<'a> {
    name: &'a str,
    joins_added: usize,
}

pub fn json(reports: &[Report<'_>], sources: &SourceMap) -> Result<String, serde_json::Error> {
    let entities = reports.iter().map(|report| entity(report, sources)).collect();
    let document = Document { format_version: 1, entities };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn entity<'a>(report: &'a Report<'_>, sources: &SourceMap) -> Entity<'a> {
    let (relation, analysis) = (&report.entity, &report.analysis);
    let worst = analysis.worst();
    let dependencies = relation
        .relation
        .dependencies
        .iter()
        .zip(&relation.sources)
        .map(|(dependency, source)| Sourced {
            sides: sides(relation, &dependency.left, &dependency.right),
            source: if source.kind.is_key() { "key" } else { "declared" },
            from: from(&source.kind),
        })
        .collect();
    let multivalued = relation.relation.multivalued.iter();
    Entity {
        name: relation.name().to_string(),
        attributes: relation.relation.names(),
        dependencies,
        multivalued: multivalued.map(|one| sides(relation, &one.left, &one.right)).collect(),
        candidate_keys: analysis.keys.keys.iter().map(|key| relation.names_of(key)).collect(),
        candidate_keys_complete: analysis.keys.are_complete(),
        prime: relation.names_of(&analysis.primes.prime),
        minimal_cover: all_sides(relation, &analysis.minimal_cover),
        normal_form: worst.normal_form().name(),
        normal_form_certain: worst.exact && worst.forms.is_certain(),
        violations: violations(report, sources),
        synthesis_3nf: relations(relation, &analysis.synthesis_3nf),
        bcnf: Decomposition {
            relations: relations(relation, &analysis.boyce_codd.fragments),
            lossless: analysis.boyce_codd_lossless.holds(),
            preserves_dependencies: analysis.boyce_codd.lost.is_empty(),
            lost: all_sides(relation, &analysis.boyce_codd.lost),
            preserving_decomposition: preserving(analysis.boyce_codd.preserving),
        },
        fourth: analysis.fourth.as_ref().map(|split| Decomposition {
            relations: relations(relation, &split.fragments),
            lossless: true,
            preserves_dependencies: split.lost.is_empty(),
            lost: all_sides(relation, &split.lost),
            preserving_decomposition: preserving(split.preserving),
        }),
        surrogate: surrogate(relation, analysis),
        generated: relation.names_of(&relation.generated),
        nullable_uniques: relation
            .nullable_uniques
            .iter()
            .map(|unique| unique.columns.as_slice())
            .collect(),
        recommendation: recommendation(report),
    }
}

fn violations<'a>(report: &'a Report<'_>, sources: &SourceMap) -> Vec<Violation<'a>> {
    let relation = &report.entity;
    let violations = report.violations().into_iter();
    violations
        .map(|violation| {
            let place = blamed(relation, violation).map(|(_, span)| span);
            let place = place.or_else(|| relation.facts.map(|facts| facts.span));
            Violation {
                form: violation.form.name(),
                sides: sides(relation, &violation.left, &violation.right),
                why: violation.why(&relation.relation),
                span: place.and_then(|span| json_span(span, "", sources)),
            }
        })
        .collect()
}

fn surrogate<'a>(
    relation: &'a EntityRelation<'_>,
    analysis: &'a Analysis,
) -> Option<Surrogate<'a>> {
    let natural = analysis.without_transparent.as_ref()?;
    Some(Surrogate {
        attributes: relation.names_of(&relation.surrogate),
        normal_form_with: analysis.normal_form().name(),
        normal_form_without: natural.analysis.normal_form().name(),
        has_natural_key: natural.has_key,
    })
}

fn recommendation<'a>(report: &'a Report<'_>) -> Recommendation<'a> {
    let proposal: Option<&Proposal> = match report.advice.split {
        Some(NormalForm::Fourth) => report.fourth.as_ref(),
        Some(NormalForm::Third) => Some(&report.third),
        Some(_) => Some(&report.boyce_codd),
        None => None,
    };
    let relation = &report.entity;
    let named = proposal.map_or(&[][..], |proposal| &proposal.relations);
    let queries = proposal.map_or(&[][..], |proposal| &proposal.cost.queries);
    Recommendation {
        split_to: report.advice.split.map(NormalForm::name),
        why: &report.advice.why,
        relations: named
            .iter()
            .map(|one| Named { name: &one.name, relation: fragment(relation, &one.fragment) })
            .collect(),
        queries: queries
            .iter()
            .map(|query| Query { name: &query.name, joins_added: query.joins })
            .collect(),
    }
}

fn sides<'a>(
    relation: &'a EntityRelation<'_>,
    left: &AttributeSet,
    right: &AttributeSet,
) -> Sides<'a> {
    Sides { lhs: relation.names_of(left), rhs: relation.names_of(right) }
}

fn all_sides<'a>(relation: &'a EntityRelation<'_>, all: &[Dependency]) -> Vec<Sides<'a>> {
    all.iter().map(|one| sides(relation, &one.left, &one.right)).collect()
}

fn relations<'a>(relation: &'a EntityRelation<'_>, all: &[Fragment]) -> Vec<Relation<'a>> {
    all.iter().map(|one| fragment(relation, one)).collect()
}

fn fragment<'a>(relation: &'a EntityRelation<'_>, fragment: &Fragment) -> Relation<'a> {
    Relation {
        attributes: relation.names_of(&fragment.attributes),
        key: relation.names_of(&fragment.key),
    }
}

fn from(kind: &SourceKind) -> String {
    match kind {
        SourceKind::Reference(other) => format!("reference to {other}"),
        other => other.words(),
    }
}

fn preserving(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "exists",
        Verdict::Broken => "impossible",
        Verdict::Undecided => "undecided",
    }
}
