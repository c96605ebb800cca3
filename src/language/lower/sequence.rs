//! Sequences, and the options they share with identity attributes.

use crate::design::Spanned;
use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode};
use crate::schema::{AtomKey, AtomKind, DataType, QualifiedName, Sequence, SequenceOptions};

use super::collect::Item;
use super::declared_type::owner;
use super::names::unknown;
use super::place::InFile;
use super::rules;
use super::types::read_type;
use super::world::{Output, World};

/// Reads `start 10 increment 2 …`.
pub fn sequence_options(
    nodes: impl Iterator<Item = ast::SequenceOption>,
    here: InFile,
    out: &mut Output,
) -> SequenceOptions {
    let mut options = SequenceOptions::default();
    let mut seen = std::collections::HashMap::new();
    for node in nodes {
        let (word, value, span) = (node.word(), node.value(), here.node(&node));
        if let Some(first) = seen.insert(word.clone(), span) {
            out.report(
                Diagnostic::new(&rules::SAID_TWICE, format!("`{word}` is said twice"))
                    .at(span, "said again here")
                    .at(first, "said first here"),
            );
            continue;
        }
        match word.as_str() {
            "start" => options.start = value,
            "increment" => options.increment = value,
            "min" => options.minimum = value,
            "max" => options.maximum = value,
            "cache" => options.cache = value,
            "cycle" => options.cycle = true,
            _ => {}
        }
    }
    options
}

/// A `sequence` item.
pub fn lower(item: &Item<ast::Sequence>, world: &World<'_>, out: &mut Output) {
    let (name, here) = (item.full_name(), item.here);
    let written =
        item.node.data_type().map(|node| read_type(&node, here, item.context(), &world.names, out));
    let data_type = written.and_then(|written| {
        let data_type = written.data_type?;
        if !matches!(data_type, DataType::SmallInt | DataType::Int | DataType::BigInt) {
            out.report(
                Diagnostic::new(
                    &rules::IDENTITY_TYPE,
                    format!("a sequence counts integers, not `{data_type}`"),
                )
                .at(written.span, "take `smallint`, `int` or `bigint`"),
            );
            return None;
        }
        // The default is not said twice.
        (data_type != DataType::BigInt).then_some(data_type)
    });
    let options = sequence_options(item.node.options(), here, out);
    out.said(&name, AtomKind::Sequence, "", item.name.span);
    if let Some(was) = item.node.was().map(|was| here.word(was)) {
        let former = Spanned { value: was.text, span: was.span };
        out.design.renames.insert(AtomKey::new(&name, AtomKind::Sequence, ""), former);
    }
    let comment = item.node.docs();
    if comment.is_some() {
        out.said(&name, AtomKind::Comment, "", item.name.span);
    }
    let owned_by = item.node.owned_by().and_then(|path| owned_by(item, path, world, out));
    let owner = owner(&name, item.node.owner().map(|role| here.word(role)), world, out);
    out.design.schema.sequences.push(Sequence {
        name,
        data_type,
        options,
        owned_by,
        owner,
        comment,
    });
}

/// The attribute that an `owned by` names: the last part of the path, of the entity before it.
fn owned_by(
    item: &Item<ast::Sequence>,
    path: ast::Path,
    world: &World<'_>,
    out: &mut Output,
) -> Option<(QualifiedName, String)> {
    let words = item.here.path(path);
    let (attribute, entity) = words.split_last()?;
    if entity.is_empty() {
        let finding = Diagnostic::new(
            &rules::UNKNOWN_ATTRIBUTE,
            format!("`{}` names no attribute of an entity", attribute.text),
        )
        .at(attribute.span, "of which entity?")
        .help(format!("write `owned by ENTITY.{}`", attribute.text));
        out.report(finding);
        return None;
    }
    let entity = match world.entity(item.context(), entity) {
        Ok(index) => &world.entities[index],
        Err(finding) => {
            out.report(finding);
            return None;
        }
    };
    if !entity.columns.contains(&attribute.text) && entity.complete {
        out.report(unknown(
            &rules::UNKNOWN_ATTRIBUTE,
            format!("`{}` has no attribute `{}`", entity.name, attribute.text),
            attribute,
            "no such attribute",
            entity.columns.iter(),
        ));
        return None;
    }
    Some((entity.name.clone(), attribute.text.clone()))
}
