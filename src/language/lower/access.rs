//! Roles and grants.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode, GrantObjectKind};
use crate::schema::{AtomKind, Grant, ObjectRef, Privilege, QualifiedName, Role};
use crate::text::{Span, did_you_mean};

use super::collect::{Item, Unnamed};
use super::names::{Declared, ObjectKind, suggest};
use super::place::{InFile, Word, cover};
use super::rules;
use super::sql::Columns;
use super::world::{Output, World};

pub fn lower_roles(items: &[Item<ast::Role>], world: &World<'_>, out: &mut Output) {
    let mut groups: HashMap<&str, Vec<Word>> = HashMap::new();
    for item in items {
        let name = QualifiedName::bare(&item.name.text);
        out.said(&name, AtomKind::Role, "", item.name.span);
        let mut member_of: Vec<String> = Vec::new();
        for group in item.here.words(item.node.groups()) {
            if let Some(finding) = world.check_role(&group) {
                out.report(finding);
                continue;
            }
            if !member_of.contains(&group.text) {
                out.said(&name, AtomKind::Membership, group.text.as_str(), group.span);
                member_of.push(group.text.clone());
                groups.entry(&item.name.text).or_default().push(group);
            }
        }
        let comment = item.node.docs();
        if comment.is_some() {
            out.said(&name, AtomKind::Comment, "", item.name.span);
        }
        out.design.schema.roles.push(Role {
            name: name.name,
            login: item.node.login(),
            member_of,
            comment,
        });
    }
    // One finding for the first role that reaches itself; a circle has only one way out.
    for item in items {
        let (mut pending, mut seen) = (vec![item.name.text.as_str()], HashSet::new());
        while let Some(role) = pending.pop() {
            for group in groups.get(role).into_iter().flatten() {
                if group.text == item.name.text {
                    let message = format!("`{}` is a member of itself", item.name.text);
                    return out.report(
                        Diagnostic::new(&rules::MEMBERSHIP, message)
                            .at(group.span, "closes the circle"),
                    );
                }
                if seen.insert(group.text.as_str()) {
                    pending.push(&group.text);
                }
            }
        }
    }
}

/// What kind of object privileges are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    Sequence,
    Namespace,
    Routine,
    Type,
}

struct Granted {
    kind: Kind,
    objects: Vec<ObjectRef>,
    /// Of the one entity that is named.
    columns: Option<(String, Columns)>,
}

pub fn lower_grant(item: &Unnamed<ast::Grant>, world: &World<'_>, out: &mut Output) {
    let here = item.here;
    let span = here.node(&item.node);
    let mut roles = Vec::new();
    for role in here.words(item.node.roles()) {
        match world.check_role(&role) {
            Some(finding) => out.report(finding),
            None => roles.push(role.text),
        }
    }
    let Some(object) = item.node.object() else { return };
    let granted = match granted(&object, item, world) {
        Ok(granted) => granted,
        Err(finding) => return out.report(*finding),
    };
    for word in item.node.privileges() {
        let columns = privilege_columns(&word, here, &granted, out);
        for privilege in privileges(&word, here, granted.kind, out) {
            for on in &granted.objects {
                for to in &roles {
                    let grant = Grant {
                        privilege,
                        columns: columns.clone(),
                        on: on.clone(),
                        to: to.clone(),
                        grantable: item.node.grantable(),
                    };
                    let key = grant.atom_key();
                    if out.granted.insert(key.clone()) {
                        out.said(&key.object, key.kind, key.part, span);
                        out.design.schema.grants.push(grant);
                    }
                }
            }
        }
    }
}

fn granted(
    object: &ast::GrantObject,
    item: &Unnamed<ast::Grant>,
    world: &World<'_>,
) -> Result<Granted, Box<Diagnostic>> {
    let (here, context) = (item.here, item.context.as_deref());
    let path = object.path().map(|path| here.path(path)).unwrap_or_default();
    let span = cover(&path).unwrap_or_else(|| here.node(object));
    let plain = |kind, object| Ok(Granted { kind, objects: vec![object], columns: None });
    match object.kind() {
        GrantObjectKind::All(what) => all(&what, &path, context, span, world),
        GrantObjectKind::Unsaid => table(&path, context, world),
        GrantObjectKind::Said(word) => match word.as_str() {
            "table" | "view" => table(&path, context, world),
            "schema" | "context" => namespace(&path, world).map(|name| Granted {
                kind: Kind::Namespace,
                objects: vec![ObjectRef::Namespace(name)],
                columns: None,
            }),
            "sequence" => {
                match declared(&path, context, world, |kind| kind == ObjectKind::Sequence) {
                    Ok((name, _)) => plain(Kind::Sequence, ObjectRef::Sequence(name)),
                    Err(finding) => Err(finding(&rules::UNKNOWN_OBJECT, "sequence", span)),
                }
            }
            "type" | "enum" | "domain" => {
                let is_type = |kind| matches!(kind, ObjectKind::Enum | ObjectKind::Domain);
                match declared(&path, context, world, is_type) {
                    Ok((name, _)) => plain(Kind::Type, ObjectRef::Type(name)),
                    Err(finding) => Err(finding(&rules::UNKNOWN_OBJECT, "type", span)),
                }
            }
            // Functions come from native blocks: only the server knows them.
            _ => match &path[..] {
                [name] => {
                    let name = QualifiedName::new(context, &name.text);
                    plain(Kind::Routine, ObjectRef::Routine(name, arguments(object)))
                }
                [qualifier, name] => {
                    let name = QualifiedName::new(Some(&qualifier.text), &name.text);
                    plain(Kind::Routine, ObjectRef::Routine(name, arguments(object)))
                }
                _ => Err(Diagnostic::new(&rules::UNKNOWN_OBJECT, "this names no function")
                    .at(span, "")
                    .into()),
            },
        },
    }
}

fn arguments(object: &ast::GrantObject) -> String {
    object.arguments().map(|sql| sql.text).unwrap_or_default()
}

fn table(
    path: &[Word],
    context: Option<&str>,
    world: &World<'_>,
) -> Result<Granted, Box<Diagnostic>> {
    let is_table = |kind| matches!(kind, ObjectKind::Entity | ObjectKind::View);
    let span = cover(path).unwrap_or_default();
    match declared(path, context, world, is_table) {
        Ok((name, found)) => {
            let columns = match found.kind {
                ObjectKind::Entity => {
                    let entity = &world.entities[found.index];
                    entity.complete.then(|| (name.to_string(), entity.columns.clone()))
                }
                _ => None,
            };
            Ok(Granted { kind: Kind::Table, objects: vec![ObjectRef::Table(name)], columns })
        }
        Err(finding) => Err(finding(&rules::UNKNOWN_ENTITY, "entity or view", span)),
    }
}

type Missing<'w> =
    Box<dyn FnOnce(&'static crate::diagnostics::Rule, &str, Span) -> Box<Diagnostic> + 'w>;

/// The declared object a path means, or how to say that there is none.
fn declared<'w>(
    path: &'w [Word],
    context: Option<&'w str>,
    world: &'w World<'_>,
    wanted: impl Fn(ObjectKind) -> bool + 'w,
) -> Result<(QualifiedName, Declared), Missing<'w>> {
    let (qualifier, name) = match path {
        [name] => (None, Some(name)),
        [qualifier, name] => (Some(qualifier.text.as_str()), Some(name)),
        _ => (None, None),
    };
    let found = name.and_then(|name| world.names.objects.resolve(context, qualifier, &name.text));
    match found {
        Some((name, found)) if wanted(found.kind) => Ok((name, found)),
        found => Err(Box::new(move |rule, what, span| {
            let written = path.iter().map(Word::text).collect::<Vec<_>>().join(".");
            if let Some((full, other)) = found {
                return Diagnostic::new(
                    rule,
                    format!("`{full}` is {}, not a {what}", other.kind.word()),
                )
                .at(span, format!("a {what} is needed here"))
                .at(other.span, "declared here")
                .into();
            }
            let finding = Diagnostic::new(rule, format!("there is no {what} `{written}`"))
                .at(span, format!("no such {}", what.split(' ').next().unwrap_or(what)));
            let advice = name.and_then(|name| {
                world.names.objects.advice(context, qualifier, &name.text, wanted)
            });
            match (advice, name) {
                (Some(advice), Some(name)) => advice.give(finding, name.span).into(),
                _ => finding.into(),
            }
        })),
    }
}

fn namespace(path: &[Word], world: &World<'_>) -> Result<String, Box<Diagnostic>> {
    let span = cover(path).unwrap_or_default();
    let contexts = || world.names.contexts.keys().map(String::as_str).chain(["public"]);
    match path {
        [name] if contexts().any(|context| context == name.text) => Ok(name.text.clone()),
        [name] => {
            let message = format!("there is no schema `{}`", name.text);
            let finding =
                Diagnostic::new(&rules::UNKNOWN_OBJECT, message).at(span, "no such context");
            Err(suggest(finding, did_you_mean(&name.text, contexts()), span).into())
        }
        _ => Err(Diagnostic::new(&rules::UNKNOWN_OBJECT, "a schema has a single name")
            .at(span, "")
            .into()),
    }
}

/// `all tables`: those of the context the grant stands in or names; outside of contexts, all there are.
fn all(
    what: &str,
    path: &[Word],
    context: Option<&str>,
    span: Span,
    world: &World<'_>,
) -> Result<Granted, Box<Diagnostic>> {
    let place = match path {
        [] => context.map(str::to_owned).map(Some),
        path => {
            let name = namespace(path, world)?;
            Some((name != "public").then_some(name))
        }
    };
    let (kind, is_wanted): (Kind, fn(ObjectKind) -> bool) = match what {
        "tables" => (Kind::Table, |kind| matches!(kind, ObjectKind::Entity | ObjectKind::View)),
        "sequences" => (Kind::Sequence, |kind| kind == ObjectKind::Sequence),
        _ => {
            return Err(Diagnostic::new(
                &rules::UNKNOWN_OBJECT,
                "functions are known to the server alone",
            )
            .at(span, "cannot be listed here")
            .help("grant each by its name, or write the grant in a `native` block")
            .into());
        }
    };
    let objects = world.names.objects.names().filter_map(|name| {
        let inside = place.as_ref().is_none_or(|place| *place == name.namespace);
        let found = world.names.objects.get(name)?;
        (inside && is_wanted(found.kind)).then(|| match kind {
            Kind::Sequence => ObjectRef::Sequence(name.clone()),
            _ => ObjectRef::Table(name.clone()),
        })
    });
    Ok(Granted { kind, objects: objects.collect(), columns: None })
}

/// The privileges a word stands for, those that do not fit the object left out with a finding.
fn privileges(
    word: &ast::PrivilegeWord,
    here: InFile,
    kind: Kind,
    out: &mut Output,
) -> Vec<Privilege> {
    use Privilege::*;
    let possible: &[Privilege] = match kind {
        Kind::Table => &[
            Select, Insert, Update, Delete, Truncate, References, Trigger, Maintain, Alter, Create,
            Drop, Index, CreateView, ShowView,
        ],
        Kind::Sequence => &[Usage, Select, Update],
        Kind::Namespace => &[Usage, Create],
        Kind::Routine => &[Execute],
        Kind::Type => &[Usage],
    };
    let column_privileges: &[Privilege] = &[Select, Insert, Update, References];
    let text = word.words();
    if text == "all" || text == "all privileges" {
        // What every server has; the rest is asked for by name.
        return match kind {
            Kind::Table => vec![Select, Insert, Update, Delete, Truncate, References, Trigger],
            _ => possible.to_vec(),
        };
    }
    let (possible, what) = match word.columns().is_empty() {
        true => (possible, kind.words()),
        false => (column_privileges, "columns"),
    };
    let span = here.node(word);
    match Privilege::ALL.into_iter().find(|privilege| privilege.sql() == text) {
        Some(privilege) if possible.contains(&privilege) => vec![privilege],
        found => {
            let message = match found {
                Some(_) => format!("`{text}` cannot be granted on {what}"),
                None => format!("there is no privilege `{text}`"),
            };
            let finding = Diagnostic::new(&rules::PRIVILEGE, message)
                .at(span, format!("not a privilege on {what}"));
            let near = did_you_mean(&text, possible.iter().map(|privilege| privilege.sql()));
            let help =
                possible.iter().map(|privilege| privilege.sql()).collect::<Vec<_>>().join(", ");
            out.report(match near.filter(|_| found.is_none()) {
                Some(_) => suggest(finding, near, span),
                None => finding.help(format!("{what} know {help}")),
            });
            Vec::new()
        }
    }
}

fn privilege_columns(
    word: &ast::PrivilegeWord,
    here: InFile,
    granted: &Granted,
    out: &mut Output,
) -> Vec<String> {
    let words = here.words(word.columns());
    if let Some((entity, columns)) = &granted.columns {
        for word in words.iter().filter(|word| !columns.contains(&word.text)) {
            let message = format!("`{entity}` has no attribute `{}`", word.text);
            let finding = Diagnostic::new(&rules::UNKNOWN_ATTRIBUTE, message)
                .at(word.span, "no such attribute");
            out.report(suggest(finding, columns.suggest(&word.text), word.span));
        }
    }
    words.into_iter().map(|word| word.text).collect()
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Table => "tables",
            Kind::Sequence => "sequences",
            Kind::Namespace => "schemas",
            Kind::Routine => "functions",
            Kind::Type => "types",
        }
    }
}
