//! The types of attributes: written out, or taken from what a `ref` refers to.

use std::rc::Rc;

use crate::diagnostics::Diagnostic;
use crate::language::ast;
use crate::schema::DataType;
use crate::text::Span;

use super::collect::Item;
use super::entity::{Attribute, Entity, Origin, Target};
use super::mixin::Mixins;
use super::names::{Declared, ObjectKind, unknown};
use super::place::{Word, cover, listed};
use super::rules;
use super::types::{Written, read_type};
use super::world::{Output, World};

/// What is known about an attribute's type, for every attribute of every entity.
#[derive(Debug, Clone)]
pub struct Typed {
    pub data_type: Option<DataType>,
    pub numbered: bool,
    pub target: Option<Target>,
}

/// Resolves the types of all attributes. Chains of references are followed without recursion.
pub fn resolve(world: &World<'_>, out: &mut Output) -> Vec<Vec<Typed>> {
    let mut sources: Vec<Vec<Source>> = Vec::with_capacity(world.entities.len());
    for (index, entity) in world.entities.iter().enumerate() {
        sources.push(
            entity
                .attributes
                .iter()
                .map(|attribute| source(world, index, attribute, out))
                .collect(),
        );
    }
    let mut chains = Chains {
        world,
        state: sources.iter().map(|attributes| vec![State::Untouched; attributes.len()]).collect(),
        sources,
    };
    for entity in 0..chains.sources.len() {
        for attribute in 0..chains.sources[entity].len() {
            chains.follow(Target { entity, attribute }, out);
        }
    }
    chains.finish()
}

/// Checks the types in mixins by themselves: one that no entity includes may hold mistakes too.
pub fn check_mixins(items: &[Item<ast::Mixin>], world: &World<'_>, out: &mut Output) {
    let mixins = Mixins { items, names: &world.names.mixins };
    for item in items {
        let origin = Origin {
            here: item.here,
            context: item.context().map(Rc::from),
            mixin: None,
            included_at: None,
        };
        // Findings that entities gave rise to are not repeated.
        for attribute in mixins.expand(item.node.lines(), &origin, out).attributes {
            source(world, usize::MAX, &attribute, out);
        }
    }
}

/// Where an attribute has its type from.
#[derive(Debug, Clone)]
struct Source {
    written: Option<Written>,
    target: Option<Target>,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Untouched,
    OnTheWay,
    Done(Option<DataType>),
}

fn source(world: &World<'_>, entity: usize, attribute: &Attribute, out: &mut Output) -> Source {
    let origin = &attribute.origin;
    let written = attribute.node.data_type();
    let written =
        written.map(|node| read_type(&node, origin.here, origin.context(), &world.names, out));
    let path = attribute.refers_to().and_then(|target| target.path());
    let target = path.and_then(|path| {
        let path = origin.here.path(path);
        match target(world, entity, attribute, &path) {
            Ok(target) => Some(target),
            Err((finding, target)) => {
                out.report_all(finding);
                target
            }
        }
    });
    Source { written, target }
}

/// The attribute a path refers to. With a finding, the attribute it most likely means, if any.
fn target(
    world: &World<'_>,
    from: usize,
    attribute: &Attribute,
    path: &[Word],
) -> Result<Target, (Option<Diagnostic>, Option<Target>)> {
    let context = attribute.origin.context();
    let is_entity = |qualifier: Option<&Word>, name: &Word| {
        let found = world.names.objects.resolve(context, qualifier.map(Word::text), &name.text);
        matches!(found, Some((_, Declared { kind: ObjectKind::Entity, .. })))
    };
    // `a.b`: an attribute of entity `a` before an entity of context `a`.
    let (entity_path, wanted) = match path {
        [entity, wanted] if is_entity(None, entity) => (std::slice::from_ref(entity), Some(wanted)),
        [first, second]
            if !world.names.contexts.contains_key(&first.text)
                && !is_entity(Some(first), second) =>
        {
            (std::slice::from_ref(first), Some(second))
        }
        [context, entity, wanted] if is_entity(Some(context), entity) => (&path[..2], Some(wanted)),
        _ => (path, None),
    };
    let index = world.entity(context, entity_path).map_err(|finding| (Some(finding), None))?;
    let entity = &world.entities[index];
    let place = cover(path).unwrap_or(attribute.name.span);
    match wanted {
        Some(wanted) => attribute_target(entity, index, wanted, place),
        None => key_target(entity, index, from == index, attribute, place),
    }
}

fn attribute_target(
    entity: &Entity,
    index: usize,
    wanted: &Word,
    place: Span,
) -> Result<Target, (Option<Diagnostic>, Option<Target>)> {
    let Some(position) = entity.position(&wanted.text) else {
        let message = format!("`{}` has no attribute `{}`", entity.name, wanted.text);
        let finding = unknown(
            &rules::UNKNOWN_ATTRIBUTE,
            message,
            wanted,
            "no such attribute",
            entity.columns.iter(),
        );
        return Err((entity.complete.then_some(finding), None));
    };
    let target = Target { entity: index, attribute: position };
    let columns = [wanted.text.clone()];
    if entity.keys.has_set(&columns) {
        return Ok(target);
    }
    let name = &entity.name;
    let finding = Diagnostic::new(
        &rules::REFERENCE_TARGET,
        format!("`{name}.{}` is not a key of `{name}`", wanted.text),
    )
    .at(place, "a reference needs a unique target")
    .at(entity.attributes[position].name.span, "neither `primary key` nor `unique`");
    let help = match &entity.keys.primary {
        Some(key) if key.len() > 1 && key.contains(&wanted.text) => {
            format!("its key is {}: refer to all of it", tuple(key))
        }
        _ => format!("make `{}` unique, or refer to the key of `{name}`", wanted.text),
    };
    Err((Some(finding.help(help)), Some(target)))
}

fn key_target(
    entity: &Entity,
    index: usize,
    own: bool,
    attribute: &Attribute,
    place: Span,
) -> Result<Target, (Option<Diagnostic>, Option<Target>)> {
    let name = &entity.name;
    let finding = |message: String| Diagnostic::new(&rules::REFERENCE_TARGET, message);
    match entity.keys.primary.as_deref() {
        Some([column]) => match entity.position(column) {
            Some(position) => Ok(Target { entity: index, attribute: position }),
            // The key's own mistake is reported where the key is.
            None => Err((None, None)),
        },
        Some(key) => {
            let prefix = if own { "other" } else { &entity.name.name };
            let columns = key.iter().map(|column| {
                let prefixed = column.starts_with(prefix) || entity.position(column).is_none();
                if prefixed { column.clone() } else { format!("{prefix}_{column}") }
            });
            let columns: Vec<_> = columns.collect();
            let finding = finding(format!(
                "`{name}` has a key of {} attributes, and `{}` is one",
                key.len(),
                attribute.name.text
            ))
            .at(place, format!("refers to {}", listed(key.iter().map(String::as_str))))
            .help(format!(
                "declare one attribute for each and a line `ref {} to {name} {}`",
                tuple(&columns),
                tuple(key)
            ));
            Err((Some(finding), None))
        }
        None if !entity.complete => Err((None, None)),
        None => {
            let finding = finding(format!("`{name}` has no primary key to refer to"))
                .at(place, "refers to its key")
                .at(entity.word.span, "has none")
                .help(format!("give `{name}` a primary key, or refer to a unique attribute: `ref {name}.ATTRIBUTE`"));
            Err((Some(finding), None))
        }
    }
}

pub fn tuple(columns: &[String]) -> String {
    format!("({})", columns.join(", "))
}

struct Chains<'w, 's> {
    world: &'w World<'s>,
    sources: Vec<Vec<Source>>,
    state: Vec<Vec<State>>,
}

impl Chains<'_, '_> {
    fn follow(&mut self, start: Target, out: &mut Output) {
        let mut way = vec![start];
        let mut at = start;
        let found = loop {
            match &self.state[at.entity][at.attribute] {
                State::Done(found) => break found.clone(),
                State::OnTheWay => {
                    let begin = way.iter().position(|step| *step == at).unwrap_or(0);
                    // The last step is the first one again.
                    out.report(self.cycle(&way[begin..way.len() - 1]));
                    break None;
                }
                State::Untouched => {}
            }
            self.state[at.entity][at.attribute] = State::OnTheWay;
            let source = &self.sources[at.entity][at.attribute];
            match (&source.written, source.target) {
                (Some(written), _) => break written.data_type.clone(),
                (None, Some(target)) => {
                    at = target;
                    way.push(at);
                }
                (None, None) => break None,
            }
        };
        for step in way {
            self.state[step.entity][step.attribute] = State::Done(found.clone());
        }
    }

    fn cycle(&self, circle: &[Target]) -> Diagnostic {
        let attribute =
            |step: &Target| &self.world.entities[step.entity].attributes[step.attribute];
        let name = |step: &Target| {
            format!("{}.{}", self.world.entities[step.entity].name, attribute(step).name.text)
        };
        let mut path: Vec<_> = circle.iter().map(name).collect();
        path.extend(circle.first().map(name));
        let finding = Diagnostic::new(
            &rules::REFERENCE_CYCLE,
            format!("references take their types from each other: {}", path.join(" → ")),
        );
        let finding = circle.iter().fold(finding, |finding, step| {
            finding.at(attribute(step).name.span, "has no type of its own")
        });
        finding.help("write the type of one of them out: `name: bigint ref ENTITY`")
    }

    fn finish(self) -> Vec<Vec<Typed>> {
        let typed = |(source, state): (Source, State)| Typed {
            data_type: match state {
                State::Done(found) => found,
                _ => None,
            },
            numbered: source.written.is_some_and(|written| written.numbered),
            target: source.target,
        };
        let pairs = self.sources.into_iter().zip(self.state);
        pairs
            .map(|(sources, states)| sources.into_iter().zip(states).map(typed).collect())
            .collect()
    }
}
