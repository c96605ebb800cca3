//! Everything `normalize` has to say about an entity.

use super::cost::{Cost, cost};
use super::naming::Names;
use super::relation::{EntityRelation, SourceKind, Tables};
use super::usage::Workload;
use crate::design::Design;
use crate::schema::QualifiedName;
use crate::text::Span;
use crate::theory::{
    Analysis, AttributeSet, Closure, Dependency, Fragment, Limits, Natural, NormalForm, Verdict,
    Violation, analyse_with_transparent, derivation,
};

pub struct Report<'d> {
    pub entity: EntityRelation<'d>,
    /// Of the whole relation, and without its surrogate key.
    pub analysis: Analysis,
    /// The same without what the server generates, where it generates something.
    pub stored: Option<Stored>,
    /// What the relations of the decompositions would be called, and what they cost.
    pub third: Proposal,
    pub boyce_codd: Proposal,
    /// Where multivalued dependencies are declared.
    pub fourth: Option<Proposal>,
    pub advice: Advice,
}

pub struct Stored {
    pub analysis: Analysis,
    pub natural: Option<Natural>,
}

/// Relations to put in an entity's place.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub relations: Vec<Named>,
    pub cost: Cost,
}

#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    pub fragment: Fragment,
    /// Whether it stays under the entity's own name.
    pub is_root: bool,
}

/// What to do, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// None: leave it as it is.
    pub split: Option<NormalForm>,
    pub why: String,
}

/// Reports on the entities that `wanted` takes, in the design's order.
///
/// Entities are independent of each other; they are shared out among the machine's cores.
pub fn reports<'d>(
    design: &'d Design,
    limits: &Limits,
    wanted: &(dyn Fn(&QualifiedName) -> bool + Sync),
) -> Vec<Report<'d>> {
    let tables = Tables::new(design);
    let workload = Workload::new(design);
    let names = Names::new(design.schema.tables.iter().map(|table| table.name.name.as_str()));
    let chosen: Vec<_> = design.schema.tables.iter().filter(|table| wanted(&table.name)).collect();
    super::parallel::map(&chosen, |table| {
        let entity = EntityRelation::new(design, &tables, table)?;
        Some(Report::new(entity, &tables, &workload, names.clone(), limits))
    })
    .into_iter()
    .flatten()
    .collect()
}

impl<'d> Report<'d> {
    fn new(
        entity: EntityRelation<'d>,
        tables: &Tables<'d>,
        workload: &Workload<'d>,
        names: Names,
        limits: &Limits,
    ) -> Report<'d> {
        let relation = &entity.relation;
        let analysis = analyse_with_transparent(relation, &entity.surrogate, limits);
        let stored = (!entity.generated.is_empty()).then(|| {
            let without = |gone: &AttributeSet| {
                analyse_with_transparent(relation, gone, limits).without_transparent
            };
            let natural = match entity.surrogate.is_empty() {
                true => None,
                false => without(&(&entity.generated | &entity.surrogate)).map(|boxed| *boxed),
            };
            let analysis = without(&entity.generated).map(|natural| natural.analysis);
            Stored { analysis: analysis.unwrap_or_else(|| analysis_of(&entity, limits)), natural }
        });
        let judged = stored.as_ref().map_or(&analysis, |stored| &stored.analysis);
        let propose = |fragments: &[Fragment], lost: &[Dependency]| Proposal {
            relations: named(&entity, judged, fragments, names.clone()),
            cost: cost(&entity, fragments, lost, workload, tables),
        };
        let third = propose(&judged.synthesis_3nf, &[]);
        let boyce_codd = propose(&judged.boyce_codd.fragments, &judged.boyce_codd.lost);
        let fourth = judged.fourth.as_ref().map(|split| propose(&split.fragments, &split.lost));
        let advice = advice(&entity, judged, [&third, &boyce_codd], fourth.as_ref());
        Report { entity, analysis, stored, third, boyce_codd, fourth, advice }
    }

    /// The analysis a person is shown: of what is stored.
    pub fn judged(&self) -> &Analysis {
        self.stored.as_ref().map_or(&self.analysis, |stored| &stored.analysis)
    }

    /// The same without the surrogate key, where there is one.
    pub fn natural(&self) -> Option<&Natural> {
        match &self.stored {
            Some(stored) => stored.natural.as_ref(),
            None => self.analysis.without_transparent.as_deref(),
        }
    }

    /// Every violation of the lower of the two verdicts, then those of the other that it lacks.
    pub fn violations(&self) -> Vec<&Violation> {
        violations(&self.analysis)
    }
}

fn analysis_of(entity: &EntityRelation<'_>, limits: &Limits) -> Analysis {
    crate::theory::analyse(&entity.relation, limits)
}

fn violations(analysis: &Analysis) -> Vec<&Violation> {
    let worst = analysis.worst();
    let mut all: Vec<&Violation> = worst.violations.iter().collect();
    let known = |violation: &Violation| {
        worst
            .violations
            .iter()
            .any(|one| one.left == violation.left && violation.right.is_subset(&one.right))
    };
    all.extend(analysis.violations.iter().filter(|violation| !known(violation)));
    all.sort_by_key(|violation| violation.form);
    all
}

/// The line that is to blame for a violation: the dependency itself, or the first that leads to it.
pub fn blamed(entity: &EntityRelation<'_>, violation: &Violation) -> Option<(SourceKind, Span)> {
    let relation = &entity.relation;
    let sourced = |index: usize| {
        let source = entity.sources.get(index)?;
        Some((source.kind.clone(), source.span?))
    };
    let itself = relation.dependencies.iter().position(|one| {
        one.left.is_subset(&violation.left)
            && !one.is_trivial()
            && one.right.intersects(&violation.right)
    });
    if let Some(index) = itself
        && !entity.sources.get(index).is_some_and(|source| source.kind.is_key())
    {
        return sourced(index);
    }
    let goal = Dependency::new(violation.left.clone(), violation.right.clone());
    let steps = derivation(&relation.dependencies, &goal).unwrap_or_default();
    let step = steps
        .iter()
        .find(|step| entity.sources.get(step.dependency).is_some_and(|one| !one.kind.is_key()));
    step.and_then(|step| sourced(step.dependency))
        .or_else(|| entity.multivalued_at.first().map(|span| (SourceKind::Declared, *span)))
}

/// The relations with names: the one that stays keeps the entity's.
fn named(
    entity: &EntityRelation<'_>,
    analysis: &Analysis,
    fragments: &[Fragment],
    mut names: Names,
) -> Vec<Named> {
    let root = root(entity, analysis, fragments);
    fragments
        .iter()
        .enumerate()
        .map(|(index, fragment)| {
            let is_root = root == Some(index);
            let own = &entity.name().name;
            let rest = &fragment.attributes - &fragment.key;
            let name = match is_root {
                true => own.clone(),
                false => names.find(own, &entity.names_of(&fragment.key), &entity.names_of(&rest)),
            };
            Named { name, fragment: fragment.clone(), is_root }
        })
        .collect()
}

/// The relation that identifies what the entity identifies: with the primary key, if there is one.
fn root(entity: &EntityRelation<'_>, analysis: &Analysis, fragments: &[Fragment]) -> Option<usize> {
    let mut closure = Closure::new(&analysis.minimal_cover);
    let mut whole = fragments
        .iter()
        .enumerate()
        .filter(|(_, one)| closure.determines(&one.attributes, &analysis.attributes))
        .map(|(index, one)| (index, &one.attributes))
        .collect::<Vec<_>>();
    let key = entity.table.primary_key.as_ref();
    let key = key.and_then(|key| entity.relation.set(&key.columns).ok());
    let holds =
        |attributes: &AttributeSet| key.as_ref().is_some_and(|key| key.is_subset(attributes));
    whole.sort_by_key(|(index, one)| (!holds(one), std::cmp::Reverse(one.len()), *index));
    whole.first().map(|(index, _)| *index)
}

fn advice(
    entity: &EntityRelation<'_>,
    analysis: &Analysis,
    [third, boyce_codd]: [&Proposal; 2],
    fourth: Option<&Proposal>,
) -> Advice {
    let forms = &analysis.forms;
    let keep = |why: &str| Advice { split: None, why: why.to_owned() };
    let split = |form, why: String| Advice { split: Some(form), why };
    let names = |proposal: &Proposal| -> String {
        let added: Vec<&str> = proposal
            .relations
            .iter()
            .filter(|one| !one.is_root)
            .map(|one| one.name.as_str())
            .collect();
        super::words::listed(added)
    };
    if let (Some(fourth), Some(Verdict::Broken)) = (fourth, forms.fourth) {
        return split(
            NormalForm::Fourth,
            format!(
                "the independent facts part into {}; each is then stored once",
                super::words::counted(fourth.relations.len(), "relation", "relations")
            ),
        );
    }
    match (forms.third, forms.boyce_codd) {
        (Verdict::Holds, Verdict::Holds) => {
            keep("no fact is stored twice on account of a dependency")
        }
        _ if !analysis.exact || !forms.is_certain() => {
            keep("the verdict is open: the search met its bound before it could tell")
        }
        (_, Verdict::Broken) if boyce_codd.cost.lost.is_empty() => {
            let queries = joins(&boyce_codd.cost);
            let table = match boyce_codd.relations.iter().filter(|one| !one.is_root).count() {
                1 => "gets a table of its own",
                _ => "get tables of their own",
            };
            split(
                NormalForm::BoyceCodd,
                format!("{} {table}, every dependency stays a key{queries}", names(boyce_codd)),
            )
        }
        (Verdict::Holds, _) => {
            let lost = described(entity, &boyce_codd.cost.lost);
            keep(&format!(
                "it is in 3NF, and BCNF would lose {lost}, which only a trigger could then enforce"
            ))
        }
        _ => {
            let lost = described(entity, &boyce_codd.cost.lost);
            let queries = joins(&third.cost);
            split(
                NormalForm::Third,
                format!(
                    "every dependency stays a key{queries}; BCNF would lose {lost}, which only a trigger could then enforce"
                ),
            )
        }
    }
}

fn joins(cost: &Cost) -> String {
    match (cost.queries.len(), cost.asked) {
        (_, 0) => String::new(),
        (0, 1) => ", and the query that reads it needs no join".to_owned(),
        (0, asked) => format!(", and none of the {asked} queries that read it needs a join"),
        (1, _) => ", for a join in one query".to_owned(),
        (queries, _) => format!(", for joins in {queries} queries"),
    }
}

pub fn described(entity: &EntityRelation<'_>, dependencies: &[Dependency]) -> String {
    let one = |dependency: &Dependency| {
        format!(
            "`{} -> {}`",
            entity.names_of(&dependency.left).join(", "),
            entity.names_of(&dependency.right).join(", ")
        )
    };
    let shown: Vec<String> = dependencies.iter().take(3).map(one).collect();
    match dependencies.len() {
        0..=3 => shown.join(" and "),
        more => format!("{} and {} more", shown.join(", "), more - 3),
    }
}
