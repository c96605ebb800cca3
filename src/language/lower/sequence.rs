//! Sequences, and the options they share with identity attributes.

use crate::design::Spanned;
use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode};
use crate::schema::{AtomKey, AtomKind, DataType, Sequence, SequenceOptions};

use super::collect::Item;
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
    out.design.schema.sequences.push(Sequence {
        name,
        data_type,
        options,
        owned_by: None,
        owner: None,
        comment,
    });
}
