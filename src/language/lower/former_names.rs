//! `was NAME`: a former name must be free, and claimed once.

use std::collections::HashMap;

use crate::diagnostics::Diagnostic;
use crate::schema::{AtomKind, QualifiedName};
use crate::text::Span;

use super::declared_type::still_there;
use super::place::Word;
use super::rules;
use super::world::{Output, World};

pub fn check(world: &World<'_>, out: &mut Output) {
    let mut findings = Vec::new();
    let mut claimed: HashMap<QualifiedName, Span> = HashMap::new();
    let entities =
        out.design.entities.iter().filter_map(|(name, facts)| Some((name, facts.was.as_ref()?)));
    let shared = |kind| {
        matches!(kind, AtomKind::View | AtomKind::Domain | AtomKind::Sequence | AtomKind::Enum)
    };
    let others =
        out.design.renames.iter().filter(|(key, _)| shared(key.kind) && key.part.is_empty());
    for (name, was) in entities.chain(others.map(|(key, was)| (&key.object, was))) {
        let former = name.sibling(was.value.as_str());
        let word = Word { text: was.value.clone(), span: was.span };
        if let Some(found) = world.names.objects.get(&former) {
            findings.push(still_there(&word, found.kind.word()).at(found.span, "declared here"));
        } else if let Some(first) = claimed.insert(former, was.span) {
            findings.push(claimed_twice(&word, first));
        }
    }
    for (name, facts) in &out.design.entities {
        let mut claimed: HashMap<&str, Span> = HashMap::new();
        for attribute in facts.attributes.values() {
            let Some(was) = &attribute.was else { continue };
            let word = Word { text: was.value.clone(), span: was.span };
            if let Some(found) = facts.attributes.get(&was.value) {
                let finding = still_there(&word, &format!("an attribute of `{name}`"));
                findings.push(finding.at(found.span, "declared here"));
            } else if let Some(first) = claimed.insert(&was.value, was.span) {
                findings.push(claimed_twice(&word, first));
            }
        }
    }
    out.report_all(findings);
}

fn claimed_twice(was: &Word, first: Span) -> Diagnostic {
    Diagnostic::new(&rules::FORMER_NAME, format!("two claim `{}` as their former name", was.text))
        .at(was.span, "this one")
        .at(first, "and this one")
}
