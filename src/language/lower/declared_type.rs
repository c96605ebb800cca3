//! Enums and domains.

use crate::design::Spanned;
use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode};
use crate::schema::{AtomKey, AtomKind, Check, DataType, Domain, Enum, Expression};

use super::collect::Item;
use super::names::Once;
use super::place::Word;
use super::rules;
use super::sql::{Names, check_names, parse_expression};
use super::types::read_type;
use super::world::{Output, World};

pub fn lower_enum(item: &Item<ast::Enum>, world: &World<'_>, out: &mut Output) {
    let (name, here) = (item.full_name(), item.here);
    let (mut once, mut values, mut former) = (Once::default(), Vec::new(), Vec::new());
    for node in item.node.values() {
        let Some(value) = node.value().map(|value| here.word(value)) else { continue };
        match once.add("value", &format!("`{name}`"), &value) {
            Some(finding) => out.report(finding),
            None => {
                former.extend(node.was().map(|was| (value.text.clone(), here.word(was))));
                values.push(value.text);
            }
        }
    }
    if values.is_empty() {
        out.report(
            Diagnostic::new(&rules::NOTHING_INSIDE, format!("`{name}` has no values"))
                .at(item.name.span, "an enum needs at least one"),
        );
    }
    out.said(&name, AtomKind::Enum, "", item.name.span);
    for (value, was) in former {
        if values.contains(&was.text) {
            out.report(still_there(&was, &format!("a value of `{name}`")));
            continue;
        }
        rename(&item.full_name(), AtomKind::Enum, &value, was, out);
    }
    if let Some(was) = item.node.was() {
        rename(&name, AtomKind::Enum, "", here.word(was), out);
    }
    let comment = comment(item, out);
    let owner = owner(&name, item.node.owner().map(|role| here.word(role)), world, out);
    out.design.schema.enums.push(Enum { name, values, owner, comment });
}

/// The types of all domains, before anything else asks for them. A domain made of itself is
/// reported, and counts as a text.
pub fn domain_types(items: &[Item<ast::Domain>], world: &mut World<'_>, out: &mut Output) {
    let mut places = std::collections::HashMap::new();
    for item in items {
        let written = item
            .node
            .data_type()
            .map(|node| read_type(&node, item.here, item.context(), &world.names, out));
        let Some(written) = written else { continue };
        if let Some(data_type) = written.data_type {
            places.insert(item.full_name(), written.span);
            world.domains.insert(item.full_name(), data_type);
        }
    }
    for item in items {
        let start = item.full_name();
        let mut at = start.clone();
        for _ in 0..world.domains.len() {
            let Some(DataType::Named { name }) = world.domains.get(&at) else { break };
            at = name.clone();
            if at == start {
                let span = places.get(&start).copied().unwrap_or(item.name.span);
                out.report(
                    Diagnostic::new(
                        &rules::REFERENCE_CYCLE,
                        format!("domain `{start}` is made of itself"),
                    )
                    .at(span, "leads back to the domain"),
                );
                world.domains.insert(start.clone(), DataType::Text);
                break;
            }
        }
    }
}

pub fn lower_domain(item: &Item<ast::Domain>, world: &World<'_>, out: &mut Output) {
    let (name, here) = (item.full_name(), item.here);
    let data_type =
        world.domains.get(&name).cloned().unwrap_or_else(|| DataType::native("unknown"));
    out.said(&name, AtomKind::Domain, "", item.name.span);
    let mut checks: Vec<Check> = Vec::new();
    let mut once = Once::default();
    for node in item.node.checks() {
        let Some(condition) = node.condition() else { continue };
        let word = node.name().map(|word| here.word(word));
        let duplicate =
            word.as_ref().and_then(|word| once.add("check", &format!("`{name}`"), word));
        if let Some(finding) = duplicate {
            out.report(finding);
            continue;
        }
        if let Some(island) = world.island(here, &condition) {
            let names = Names::Value { domain: &name.name };
            match parse_expression(island, None) {
                Ok(Some(expression)) => out.report_all(check_names(&expression, island, names)),
                Ok(None) => {}
                Err(finding) => out.report_unread(finding),
            }
        }
        let mut check = Check::new(word.map(|word| word.text), Expression::new(condition.text));
        check.not_valid = node.states().iter().any(|state| state == "not valid");
        out.said(&name, AtomKind::DomainCheck, check.part(), here.node(&node));
        checks.push(check);
    }
    let default = item.node.default().map(|sql| {
        if let Some(island) = world.island(here, &sql)
            && let Err(finding) = parse_expression(island, None)
        {
            out.report_unread(finding);
        }
        out.said(&name, AtomKind::DomainDefault, "", here.span(sql.range.clone()));
        Expression::new(sql.text)
    });
    if let Some(was) = item.node.was() {
        rename(&name, AtomKind::Domain, "", here.word(was), out);
    }
    let comment = comment(item, out);
    let owner = owner(&name, item.node.owner().map(|role| here.word(role)), world, out);
    out.design.schema.domains.push(Domain {
        data_type,
        not_null: item.node.not_null().is_some(),
        default,
        collation: item.node.collation().map(|path| path.text()),
        checks,
        owner,
        comment,
        name,
    });
}

/// The role of an `owner` clause, checked.
pub fn owner(
    name: &crate::schema::QualifiedName,
    role: Option<Word>,
    world: &World<'_>,
    out: &mut Output,
) -> Option<String> {
    let role = role?;
    out.report_all(world.check_role(&role));
    out.said(name, AtomKind::Owner, "", role.span);
    Some(role.text)
}

fn comment<N: AstNode>(item: &Item<N>, out: &mut Output) -> Option<String> {
    let comment = item.node.docs();
    if comment.is_some() {
        out.said(&item.full_name(), AtomKind::Comment, "", item.name.span);
    }
    comment
}

fn rename(
    name: &crate::schema::QualifiedName,
    kind: AtomKind,
    part: &str,
    was: Word,
    out: &mut Output,
) {
    out.design
        .renames
        .insert(AtomKey::new(name, kind, part), Spanned { value: was.text, span: was.span });
}

/// A former name that is still in use.
pub fn still_there(was: &Word, what: &str) -> Diagnostic {
    Diagnostic::new(&rules::FORMER_NAME, format!("`{}` is still {what}", was.text))
        .at(was.span, "a former name must be free")
        .help("remove the `was` if the rename is done, or correct the name")
}
