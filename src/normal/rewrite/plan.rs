//! Which attribute goes where.

use std::collections::BTreeMap;

use super::error::RewriteError;
use super::{Form, GivenName, Part, Split};
use crate::design::Design;
use crate::normal::report::{Proposal, Report};
use crate::normal::words::listed;
use crate::schema::{ObjectRef, QualifiedName, RowSecurity};
use crate::theory::{AttributeSet, Closure, Verdict};

/// The entities that come of a split.
pub struct Plan {
    pub form: Form,
    /// What stays, generated attributes included.
    pub root: AttributeSet,
    pub root_key: AttributeSet,
    /// What leaves.
    pub moved: AttributeSet,
    /// In the order of the entity's attributes.
    pub parts: Vec<NewEntity>,
    /// What no single entity enforces any more.
    pub lost: Vec<String>,
}

pub struct NewEntity {
    pub name: String,
    pub attributes: AttributeSet,
    pub key: AttributeSet,
    pub other_keys: Vec<AttributeSet>,
    /// The parts that its attributes refer to.
    pub refers_to: Vec<usize>,
}

impl Plan {
    pub fn new(
        design: &Design,
        report: &Report<'_>,
        form: Form,
        names: &[GivenName],
    ) -> Result<Plan, RewriteError> {
        let entity = report.entity.name().to_string();
        let judged = report.judged();
        let (proposal, verdict, word): (&Proposal, Verdict, _) = match form {
            Form::Third => (&report.third, judged.forms.third, "3NF"),
            Form::BoyceCodd => (&report.boyce_codd, judged.forms.boyce_codd, "BCNF"),
        };
        match verdict {
            Verdict::Holds => return Err(RewriteError::Nothing { entity, form: word }),
            Verdict::Undecided => return Err(RewriteError::Undecided { entity, form: word }),
            Verdict::Broken => {}
        }
        let mut root = AttributeSet::new();
        let mut root_key = AttributeSet::new();
        let mut parts = Vec::new();
        for one in &proposal.relations {
            let fragment = &one.fragment;
            if one.is_root {
                root = fragment.attributes.clone();
                root_key = fragment.key.clone();
                continue;
            }
            if fragment.key.is_empty() {
                let attributes = listed(report.entity.names_of(&fragment.attributes));
                return Err(RewriteError::Constant { entity, attributes });
            }
            parts.push(NewEntity {
                name: one.name.clone(),
                attributes: fragment.attributes.clone(),
                key: fragment.key.clone(),
                other_keys: fragment.other_keys.clone(),
                refers_to: Vec::new(),
            });
        }
        if root.is_empty() || parts.is_empty() {
            return Err(RewriteError::Nothing { entity, form: word });
        }
        name(design, report, &mut parts, names)?;
        let moved = &judged.attributes - &root;
        let mut plan = Plan {
            form,
            root,
            root_key,
            moved,
            parts,
            lost: proposal
                .cost
                .lost
                .iter()
                .map(|one| {
                    crate::normal::report::described(&report.entity, std::slice::from_ref(one))
                })
                .collect(),
        };
        plan.place_generated(report)?;
        plan.link();
        Ok(plan)
    }

    /// A generated attribute stays where all it is computed from is.
    fn place_generated(&mut self, report: &Report<'_>) -> Result<(), RewriteError> {
        let entity = &report.entity;
        for attribute in &entity.generated {
            let column = entity.table.columns.get(attribute);
            let text = column
                .and_then(|column| column.generated.as_ref())
                .map_or("", |generated| generated.expression.text());
            let mut inputs = crate::normal::generated::columns_in(entity, text);
            inputs.remove(attribute);
            if inputs.is_subset(&self.root) {
                self.root.insert(attribute);
            } else if let Some(part) =
                self.parts.iter_mut().find(|part| inputs.is_subset(&part.attributes))
            {
                part.attributes.insert(attribute);
                self.moved.insert(attribute);
            } else {
                return Err(RewriteError::Computed {
                    entity: entity.name().to_string(),
                    attribute: column.map(|column| column.name.clone()).unwrap_or_default(),
                });
            }
        }
        Ok(())
    }

    /// Which part refers to which: one that holds another's whole key, unless that leads back.
    fn link(&mut self) {
        for from in 0..self.parts.len() {
            for to in 0..self.parts.len() {
                let holds = self.parts[to].key.is_subset(&self.parts[from].attributes);
                if from != to && holds && !self.leads(to, from) {
                    self.parts[from].refers_to.push(to);
                }
            }
        }
    }

    fn leads(&self, from: usize, to: usize) -> bool {
        let (mut seen, mut open) = (vec![false; self.parts.len()], vec![from]);
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(&self.parts[at].refers_to);
            }
        }
        false
    }

    /// The parts that the entity itself refers to.
    pub fn root_refers_to(&self) -> impl Iterator<Item = &NewEntity> {
        self.parts.iter().filter(|part| part.key.is_subset(&self.root))
    }

    /// The part that holds all of these.
    pub fn part_with(&self, attributes: &AttributeSet) -> Option<usize> {
        self.parts.iter().position(|part| attributes.is_subset(&part.attributes))
    }

    /// Whether keys of the new entities make `left` determine `right`.
    pub fn enforces(&self, left: &AttributeSet, right: &AttributeSet) -> bool {
        let keyed = self
            .parts
            .iter()
            .map(|part| crate::theory::Dependency::new(part.key.clone(), part.attributes.clone()));
        let root = crate::theory::Dependency::new(self.root_key.clone(), self.root.clone());
        let all: Vec<_> = keyed.chain([root]).collect();
        Closure::new(&all).determines(left, right)
    }

    /// What it takes to move the data: parts that are referred to first.
    pub fn split(&self, report: &Report<'_>) -> Split {
        let entity = &report.entity;
        let own = |set: &AttributeSet| -> Vec<String> {
            entity.names_of(set).into_iter().map(str::to_owned).collect()
        };
        let mut order: Vec<usize> = Vec::new();
        while order.len() < self.parts.len() {
            let next = (0..self.parts.len()).find(|index| {
                !order.contains(index)
                    && self.parts[*index].refers_to.iter().all(|to| order.contains(to))
            });
            let Some(next) = next else { break };
            order.push(next);
        }
        let part = |index: &usize| {
            let part = &self.parts[*index];
            let generated = &entity.generated;
            Part {
                name: entity.name().sibling(&part.name),
                key: own(&part.key),
                determined: own(&(&(&part.attributes - &part.key) - generated)),
                called: BTreeMap::new(),
            }
        };
        Split {
            table: entity.name().clone(),
            moved: own(&self.moved),
            parts: order.iter().map(part).collect(),
        }
    }

    /// What did not come along by itself.
    pub fn notes(&self, design: &Design, report: &Report<'_>) -> Vec<String> {
        let (entity, table) = (report.entity.name(), report.entity.table);
        let mut notes = Vec::new();
        for lost in &self.lost {
            notes.push(format!("{lost} is enforced by no key any more; a trigger would have to"));
        }
        for part in &self.parts {
            let own = |set: &AttributeSet, nullable: bool| -> Vec<String> {
                let set = set.iter().filter(|one| report.entity.is_nullable(*one) == nullable);
                let set: AttributeSet = set.collect();
                report.entity.names_of(&set).into_iter().map(str::to_owned).collect()
            };
            let (key, rest) = (own(&part.key, true), &part.attributes - &part.key);
            let needed = own(&(&rest & &self.moved), false);
            if !key.is_empty() && !needed.is_empty() {
                notes.push(format!(
                    "{} may be null and {} may not: a row without the one has no place for the other, and the steps refuse it",
                    listed(key.iter().map(String::as_str)),
                    listed(needed.iter().map(String::as_str))
                ));
            }
        }
        let is_granted = design.schema.grants.iter().any(|grant| match &grant.on {
            ObjectRef::Table(name) => name == entity,
            _ => false,
        });
        let added = listed(self.parts.iter().map(|part| part.name.as_str()));
        if is_granted {
            notes.push(format!("grants on `{entity}` were not extended to {added}"));
        }
        if table.row_security != RowSecurity::Off {
            notes.push(format!("{added} have no row security; the policies stay on `{entity}`"));
        }
        notes
    }
}

/// Gives the parts the names that the user wishes.
fn name(
    design: &Design,
    report: &Report<'_>,
    parts: &mut [NewEntity],
    names: &[GivenName],
) -> Result<(), RewriteError> {
    let entity = report.entity.name();
    for given in names {
        let count = parts.len();
        let fits = |part: &&mut NewEntity| {
            let mut key = report.entity.names_of(&part.key);
            let mut wanted: Vec<&str> = given.determinant.iter().map(String::as_str).collect();
            key.sort_unstable();
            wanted.sort_unstable();
            key == wanted || (wanted.is_empty() && count == 1)
        };
        let known: Vec<String> =
            parts.iter().map(|part| report.entity.names_of(&part.key).join(",")).collect();
        let Some(part) = parts.iter_mut().find(fits) else {
            let word = match given.determinant.is_empty() {
                true => given.name.clone(),
                false => format!("{}={}", given.determinant.join(","), given.name),
            };
            return Err(RewriteError::UnknownDeterminant {
                entity: entity.to_string(),
                name: word,
                known: listed(known.iter().map(String::as_str)),
            });
        };
        part.name.clone_from(&given.name);
    }
    for (place, part) in parts.iter().enumerate() {
        let full: QualifiedName = entity.sibling(&part.name);
        let taken = design.schema.table(&full).is_some()
            || design.schema.views.iter().any(|view| view.name == full)
            || parts[..place].iter().any(|other| other.name == part.name);
        if taken {
            return Err(RewriteError::NameTaken { name: part.name.clone() });
        }
    }
    Ok(())
}
