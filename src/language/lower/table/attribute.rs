//! An attribute becomes a column, with the constraints its modifiers declare.

use std::collections::HashMap;

use crate::design::{AttributeFacts, MovedFrom, Spanned};
use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode};
use crate::schema::{
    AtomKind, Column, DataType, Generated, GeneratedStorage, Identity, IdentityMode, PrimaryKey,
    QualifiedName, UniqueConstraint,
};
use crate::text::{Span, did_you_mean};

use super::super::entity::Attribute;
use super::super::place::listed;
use super::super::rules;
use super::super::sequence::sequence_options;
use super::{Builder, spanned};

/// Dialects that let the columns of a primary key be null.
const NULLABLE_KEYS: [&str; 1] = ["sqlite"];

impl Builder<'_, '_, '_> {
    pub(super) fn attribute(&mut self, attribute: &Attribute) {
        let (node, name) = (&attribute.node, &attribute.name);
        self.repeated_modifiers(attribute);
        let data_type = attribute.data_type.clone().unwrap_or_else(|| placeholder(node));
        let mut column = Column::new(name.text.as_str(), data_type);
        column.nullable = node.nullable();
        column.comment = self.comment(node, &name.text, name.span);
        self.said(AtomKind::Column, name.text.as_str(), name.span);
        if !column.nullable {
            self.said(AtomKind::NotNull, name.text.as_str(), name.span);
        }
        self.values(&mut column, attribute);
        self.table.columns.push(column);

        if let Some(place) = attribute.primary_key()
            && self.new_primary_key(place)
        {
            self.nullable_key(std::slice::from_ref(&name.text));
            self.said(AtomKind::PrimaryKey, "", place);
            self.table.primary_key = Some(PrimaryKey::new(vec![name.text.clone()]));
        }
        if let Some(place) = attribute.unique() {
            self.add_unique(UniqueConstraint::new(None, vec![name.text.clone()]), place);
        }
        for modifier in &attribute.modifiers {
            if let ast::Modifier::Check(check) = modifier {
                self.check(check, &attribute.origin);
            }
        }
        if attribute.target.is_some() {
            self.attribute_reference(attribute);
        } else if attribute.refers_to().is_none() {
            self.stray_actions(attribute);
        }
        self.attribute_facts(attribute);
    }

    /// Where the column's values come from when nobody gives one.
    fn values(&mut self, column: &mut Column, attribute: &Attribute) {
        let (node, here, name) = (&attribute.node, attribute.origin.here, &attribute.name);
        let mut sources: Vec<(&'static str, Span)> = Vec::new();
        for modifier in &attribute.modifiers {
            let (word, range) = modifier.describe();
            let span = here.span(range);
            match modifier {
                ast::Modifier::Identity(identity) if column.identity.is_none() => {
                    sources.push((word, span));
                    let mode = if identity.always() {
                        IdentityMode::Always
                    } else {
                        IdentityMode::ByDefault
                    };
                    let sequence = sequence_options(identity.options(), here, self.out);
                    column.identity = Some(Identity::new(mode, sequence));
                    self.said(AtomKind::Identity, name.text.as_str(), span);
                }
                ast::Modifier::Default(clause) if column.default.is_none() => {
                    sources.push((word, span));
                    if let Some(sql) = clause.value() {
                        column.default = Some(self.constant(here, &sql));
                        self.said(AtomKind::Default, name.text.as_str(), span);
                    }
                }
                ast::Modifier::Generated(clause) if column.generated.is_none() => {
                    sources.push((word, span));
                    if let Some(sql) = clause.expression() {
                        let expression = self.expression(here, &sql);
                        let storage = if clause.is_virtual() {
                            GeneratedStorage::Virtual
                        } else {
                            GeneratedStorage::Stored
                        };
                        column.generated = Some(Generated { expression, storage });
                        self.said(AtomKind::Generated, name.text.as_str(), span);
                    }
                }
                ast::Modifier::OnUpdateExpression(_) if column.on_update.is_none() => {
                    column.on_update =
                        node.on_update_expression().map(|sql| self.constant(here, &sql));
                }
                ast::Modifier::Collate(_) if column.collation.is_none() => {
                    column.collation = node.collation().map(|path| path.text());
                }
                ast::Modifier::Invisible(_) => column.invisible = true,
                ast::Modifier::Set(option) => {
                    if let (Some(option), Some(value)) = (option.name(), option.value()) {
                        let part = format!("{}.{}", name.text, option.text());
                        self.said(AtomKind::Option, part, span);
                        column.options.insert(option.text(), value.text);
                    }
                }
                _ => {}
            }
        }
        if column.on_update.is_some() && column.default.is_none() {
            self.said(AtomKind::Default, name.text.as_str(), name.span);
        }
        if attribute.numbered && column.identity.is_none() {
            column.identity = Some(Identity::new(IdentityMode::ByDefault, Default::default()));
            self.said(AtomKind::Identity, name.text.as_str(), name.span);
        }
        if let (Some(identity), Some(name)) =
            (&mut column.identity, column.options.shift_remove("sequence"))
        {
            let (context, name) = match name.split_once('.') {
                Some((context, name)) => (Some(context), name),
                None => (None, name.as_str()),
            };
            identity.sequence_name = Some(QualifiedName::new(context, name));
        }
        self.enum_default(column, attribute);
        self.conflicts(column, attribute, &sources);
    }

    /// A default that is a text must be a value of the enum.
    fn enum_default(&mut self, column: &Column, attribute: &Attribute) {
        let Some(DataType::Named { name }) =
            attribute.data_type.as_ref().map(|own| self.world.base_type(own))
        else {
            return;
        };
        let (Some(values), Some(sql)) = (self.world.enums.get(name), attribute.node.default())
        else {
            return;
        };
        let Some(default) = &column.default else { return };
        let span = attribute.origin.here.span(sql.range);
        let word = default.text();
        if is_word(word) && values.iter().any(|value| value == word) {
            let message = format!("`{word}` is a name here, not the value of `{name}`");
            let finding = Diagnostic::new(&rules::ENUM_DEFAULT, message)
                .at(span, "the default")
                .help(format!("a value stands in quotes: `'{word}'`"))
                .fix(format!("write `'{word}'`"), span, format!("'{word}'"));
            self.report(finding);
            return;
        }
        let Some(text) = literal(word) else {
            return;
        };
        if values.contains(&text) {
            return;
        }
        let finding =
            Diagnostic::new(&rules::ENUM_DEFAULT, format!("`{text}` is no value of `{name}`"))
                .at(span, "the default");
        let near = did_you_mean(&text, values.iter().map(String::as_str));
        self.report(match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")).fix(
                format!("write `'{near}'`"),
                span,
                format!("'{}'", near.replace('\'', "''")),
            ),
            None => finding
                .help(format!("its values are {}", listed(values.iter().map(String::as_str)))),
        });
    }

    fn conflicts(
        &mut self,
        column: &Column,
        attribute: &Attribute,
        sources: &[(&'static str, Span)],
    ) {
        let name = &attribute.name;
        if let [(first, at), (second, place), ..] = sources {
            let finding = Diagnostic::new(
                &rules::CONFLICTING_MODIFIERS,
                format!("`{}` is both `{first}` and `{second}`", name.text),
            )
            .at(*place, "says where the value comes from")
            .at(*at, "so does this")
            .help("keep one of them");
            self.report(finding);
        } else if column.identity.is_some() && column.nullable {
            let finding = Diagnostic::new(
                &rules::CONFLICTING_MODIFIERS,
                format!("`{}` is numbered by the server and may be null", name.text),
            )
            .at(name.span, "an identity always has a value")
            .help("remove the `?`");
            self.report(finding);
        }
        if column.identity.is_some()
            && let Some(data_type) = &attribute.data_type
        {
            let base = self.world.base_type(data_type);
            let numbered = matches!(
                base,
                DataType::SmallInt | DataType::Int | DataType::BigInt | DataType::Native { .. }
            );
            if !numbered {
                let finding = Diagnostic::new(
                    &rules::IDENTITY_TYPE,
                    format!("`{}` is `{data_type}`, and only integers are numbered", name.text),
                )
                .at(sources.first().map_or(name.span, |(_, span)| *span), "numbers rows");
                self.report(match base {
                    DataType::Uuid => {
                        finding.help("write `default uuid_v7()` instead of `identity`")
                    }
                    _ => finding.help("make it `bigint identity`"),
                });
            }
        }
    }

    fn repeated_modifiers(&mut self, attribute: &Attribute) {
        let mut seen: HashMap<&'static str, Span> = HashMap::new();
        for modifier in &attribute.modifiers {
            if matches!(
                modifier,
                ast::Modifier::Check(_) | ast::Modifier::Tags(_) | ast::Modifier::Set(_)
            ) {
                continue;
            }
            let (word, range) = modifier.describe();
            // `on update now()` and `on update cascade` are two things.
            let key = if matches!(modifier, ast::Modifier::OnUpdateExpression(_)) {
                "on update value"
            } else {
                word
            };
            let span = attribute.origin.here.span(range);
            if let Some(first) = seen.insert(key, span) {
                let message = format!("`{word}` is said twice about `{}`", attribute.name.text);
                let finding = Diagnostic::new(&rules::SAID_TWICE, message)
                    .at(span, "said again here")
                    .at(first, "said first here");
                self.report(finding);
            }
        }
    }

    /// `on delete` and its like on an attribute that refers to nothing.
    fn stray_actions(&mut self, attribute: &Attribute) {
        for modifier in &attribute.modifiers {
            let stray = matches!(
                modifier,
                ast::Modifier::OnDelete(_)
                    | ast::Modifier::OnUpdate(_)
                    | ast::Modifier::MatchFull(_)
                    | ast::Modifier::Deferrable(_)
            );
            if stray {
                let (word, range) = modifier.describe();
                let finding = Diagnostic::new(
                    &rules::CONFLICTING_MODIFIERS,
                    format!(
                        "`{}` refers to nothing, and `{word}` is about a reference",
                        attribute.name.text
                    ),
                )
                .at(attribute.origin.here.span(range), "belongs to a `ref`")
                .help(format!("write `{}: ref ENTITY {word} …`", attribute.name.text));
                return self.report(finding);
            }
        }
    }

    fn attribute_facts(&mut self, attribute: &Attribute) {
        let (node, here) = (&attribute.node, attribute.origin.here);
        let mut facts = AttributeFacts::new(attribute.name.span);
        facts.mixin = attribute.origin.mixin.as_deref().map(str::to_owned);
        for modifier in &attribute.modifiers {
            match modifier {
                ast::Modifier::Tags(tags) => {
                    facts.tags.extend(here.words(tags.names()).into_iter().map(spanned));
                }
                ast::Modifier::Was(_) if facts.was.is_none() => {
                    facts.was = node.was().map(|name| spanned(here.word(name)));
                    facts.moved_from =
                        node.moved_from().and_then(|path| self.moved_from(attribute, &path));
                }
                _ => {}
            }
        }
        facts.refers_to =
            attribute.target.map(|target| self.world.entities[target.entity].name.clone());
        self.facts.attributes.insert(attribute.name.text.clone(), facts);
    }

    /// The attribute of another entity that `was ENTITY.OLD` names. The entity may be gone: then it was
    /// one of the same context, or of the one that is named.
    fn moved_from(
        &mut self,
        attribute: &Attribute,
        path: &ast::Path,
    ) -> Option<Spanned<MovedFrom>> {
        let (own, here) = (&self.entity.name, attribute.origin.here);
        let span = here.span(path.range.clone());
        let (last, entity) = path.parts.split_last()?;
        let context = own.namespace.as_deref();
        let qualifier = match entity {
            [_] => context,
            [qualifier, _] => Some(qualifier.text.as_str()),
            _ => {
                let message = format!("`{}` has too many parts for a former name", path.text());
                self.out.report(
                    Diagnostic::new(&rules::FORMER_NAME, message)
                        .at(span, "not a former name")
                        .help("write `was OLD`, `was ENTITY.OLD` or `was CONTEXT.ENTITY.OLD`"),
                );
                return None;
            }
        };
        let former = entity.last()?;
        let known = ast::Path { parts: entity.to_vec(), range: path.range.clone() };
        let name = match self.world.names.entity(context, &known) {
            Some(index) => self.world.entities[index].name.clone(),
            None => QualifiedName::new(qualifier, former.text.as_str()),
        };
        if name == *own {
            let message = format!("`{}` names the entity it stands in", path.text());
            self.out.report(
                Diagnostic::new(&rules::FORMER_NAME, message)
                    .at(span, "the entity itself")
                    .help(format!("a former name in the same entity is `was {}`", last.text)),
            );
            return None;
        }
        Some(Spanned { value: MovedFrom { entity: name, attribute: last.text.clone() }, span })
    }

    /// Whether this is the first primary key; a finding if not.
    pub(super) fn new_primary_key(&mut self, place: Span) -> bool {
        let Some(first) = self.primary_key_at else {
            self.primary_key_at = Some(place);
            return true;
        };
        let mut marked =
            self.entity.attributes.iter().filter(|attribute| attribute.primary_key().is_some());
        let names: Vec<&str> =
            marked.by_ref().map(|attribute| attribute.name.text.as_str()).collect();
        let finding = Diagnostic::new(
            &rules::SEVERAL_PRIMARY_KEYS,
            format!("`{}` has two primary keys", self.entity.name),
        )
        .at(place, "the second one")
        .at(first, "the first one");
        let finding = if names.len() > 1 {
            finding.help(format!(
                "if {} identify a row together, write the line `primary key ({})`",
                listed(names.iter().copied()),
                names.join(", ")
            ))
        } else {
            finding.help("make one of them `unique`")
        };
        self.report(finding);
        false
    }

    /// Reports attributes of a primary key that may be null.
    pub(super) fn nullable_key(&mut self, columns: &[String]) {
        for name in columns {
            let Some(attribute) = self.entity.attribute(name) else { continue };
            if attribute.node.nullable() {
                if self.out.alone().is_some_and(|dialect| NULLABLE_KEYS.contains(&dialect)) {
                    continue;
                }
                let finding = Diagnostic::new(
                    &rules::NULLABLE_PRIMARY_KEY,
                    format!("`{name}` may be null and is part of the primary key"),
                )
                .at(attribute.name.span, "marked `?`")
                .help("remove the `?`");
                self.report(finding);
            }
        }
    }
}

/// The value of a plain string literal.
fn literal(sql: &str) -> Option<String> {
    let inner = sql.strip_prefix('\'')?.strip_suffix('\'')?;
    let plain = !inner.replace("''", "").contains('\'');
    plain.then(|| inner.replace("''", "'"))
}

/// Whether SQL reads the text as a name.
fn is_word(text: &str) -> bool {
    text.chars().all(|one| one.is_alphanumeric() || one == '_')
        && !text.eq_ignore_ascii_case("null")
}

/// Stands in for an unknown type: the words as written.
fn placeholder(node: &ast::Attribute) -> DataType {
    let written = node.data_type().map(|node| node.syntax().text().to_string());
    DataType::native(written.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned()))
}
