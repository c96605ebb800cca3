//! References become foreign keys.

use crate::diagnostics::{Diagnostic, Level};
use crate::language::ast;
use crate::schema::{AtomKind, DataType, ForeignKey, MatchType, ReferentialAction};
use crate::text::Span;

use super::super::entity::{Attribute, Entity, Origin};
use super::super::names::unknown;
use super::super::place::{InFile, Word, listed};
use super::super::references::tuple;
use super::super::rules;
use super::key::deferral;
use super::{Builder, Sort, names_of};

/// The clauses that an attribute's reference and a line's have in common.
struct Clauses {
    on_delete: Option<ast::OnAction>,
    on_update: Option<ast::OnAction>,
    match_full: bool,
    deferrable: Option<ast::Deferrable>,
}

impl Builder<'_, '_, '_> {
    /// `name: ref ENTITY`
    pub(super) fn attribute_reference(&mut self, attribute: &Attribute) {
        let Some(target) = attribute.target else { return };
        let world = self.world;
        let entity = &world.entities[target.entity];
        let referenced = &entity.attributes[target.attribute];
        let here = attribute.origin.here;
        let span = attribute.refers_to().map_or(attribute.name.span, |node| here.node(node));
        self.same_types(attribute, entity, referenced, attribute.name.span);
        let key = ForeignKey::new(
            vec![attribute.name.text.clone()],
            entity.name.clone(),
            vec![referenced.name.text.clone()],
        );
        let clauses = Clauses {
            on_delete: attribute.node.on_delete(),
            on_update: attribute.node.on_update(),
            match_full: attribute.node.match_full().is_some(),
            deferrable: attribute.node.deferrable(),
        };
        self.foreign_key(key, clauses, here, span);
    }

    /// `ref (a, b) to ENTITY (c, d)`
    pub(super) fn reference(&mut self, node: &ast::RefLine, origin: &Origin) {
        let here = origin.here;
        let name = self.constraint_name(Sort::Reference, node.name(), origin);
        let words = here.words(node.columns());
        let columns = self.column_list(&words);
        let Some(path) = node.entity() else { return };
        let path_span = here.span(path.range.clone());
        let world = self.world;
        let index = match world.entity(origin.context(), &here.path(path)) {
            Ok(index) => index,
            Err(finding) => return self.report(finding),
        };
        let entity = &world.entities[index];
        let Some(columns) = columns else { return };
        let Some(referenced) =
            self.referenced(entity, here.words(node.referenced_columns()), path_span)
        else {
            return;
        };
        if columns.len() != referenced.len() {
            let finding = Diagnostic::new(
                &rules::REFERENCE_COLUMNS,
                format!(
                    "{} refers to {} of `{}`",
                    count(columns.len()),
                    count(referenced.len()),
                    entity.name
                ),
            )
            .at(here.node(node), format!("`{}` against `{}`", tuple(&columns), tuple(&referenced)));
            return self.report(finding);
        }
        let pairs = columns.iter().zip(&referenced).zip(&words);
        for ((column, target), word) in pairs {
            if let (Some(attribute), Some(target)) =
                (self.entity.attribute(column), entity.attribute(target))
            {
                self.same_types(attribute, entity, target, word.span);
            }
        }
        let mut key = ForeignKey::new(columns, entity.name.clone(), referenced);
        key.name = name;
        for state in node.states() {
            match state.as_str() {
                "not valid" => key.not_valid = true,
                "not enforced" => key.not_enforced = true,
                _ => {}
            }
        }
        let span = here.node(node);
        key.comment = self.comment(node, &key.part(), span);
        let clauses = Clauses {
            on_delete: node.on_delete(),
            on_update: node.on_update(),
            match_full: node.match_full().is_some(),
            deferrable: node.deferrable(),
        };
        self.foreign_key(key, clauses, here, span);
    }

    /// The attributes a line refers to: those it names, or the primary key.
    fn referenced(
        &mut self,
        entity: &Entity,
        words: Vec<Word>,
        place: Span,
    ) -> Option<Vec<String>> {
        let name = &entity.name;
        if words.is_empty() {
            if entity.keys.primary.is_none() && entity.complete {
                let finding = Diagnostic::new(
                    &rules::REFERENCE_TARGET,
                    format!("`{name}` has no primary key to refer to"),
                )
                .at(place, "refers to its key")
                .at(entity.word.span, "has none");
                self.report(finding);
            }
            return entity.keys.primary.clone();
        }
        let mut good = true;
        for word in &words {
            if entity.position(&word.text).is_none() {
                good = false;
                let message = format!("`{name}` has no attribute `{}`", word.text);
                if entity.complete {
                    self.report(unknown(
                        &rules::UNKNOWN_ATTRIBUTE,
                        message,
                        word,
                        "no such attribute",
                        entity.columns.iter(),
                    ));
                }
            }
        }
        let columns: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
        if good && !entity.keys.has_set(&columns) {
            let span = super::super::place::cover(&words).unwrap_or(place);
            let finding = Diagnostic::new(
                &rules::REFERENCE_TARGET,
                format!("{} is not a key of `{name}`", listed(columns.iter().map(String::as_str))),
            )
            .at(span, "a reference needs a unique target")
            .at(entity.word.span, "has no such key");
            self.report(match &entity.keys.primary {
                Some(key) => finding.help(format!("its primary key is `{}`", tuple(key))),
                None => {
                    finding.help(format!("add the line `unique {}` to `{name}`", tuple(&columns)))
                }
            });
            // A pair of types says nothing more about a target that is wrong.
            return None;
        }
        good.then_some(columns)
    }

    fn same_types(
        &mut self,
        attribute: &Attribute,
        entity: &Entity,
        target: &Attribute,
        place: Span,
    ) {
        let (Some(own), Some(other)) = (&attribute.data_type, &target.data_type) else { return };
        // A domain and what it is made of compare without a conversion.
        if self.world.base_type(own) == self.world.base_type(other) {
            return;
        }
        let mut finding = Diagnostic::new(
            &rules::REFERENCE_TYPES,
            format!(
                "`{}` is `{own}` and refers to `{}`, which is `{other}`",
                attribute.name.text,
                names_of(target, &entity.name)
            ),
        )
        .at(place, format!("`{own}`"))
        .at(target.name.span, format!("`{other}`"))
        .help(format!("give `{}` the type `{other}`", attribute.name.text));
        let alone = self.out.alone().is_some();
        if alone && alike(self.world.base_type(own), self.world.base_type(other)) {
            finding.level = Level::Warning;
        }
        self.report(finding);
    }

    fn foreign_key(&mut self, mut key: ForeignKey, clauses: Clauses, here: InFile, span: Span) {
        key.deferral = deferral(clauses.deferrable);
        key.match_type = if clauses.match_full { MatchType::Full } else { MatchType::Simple };
        if let Some(node) = clauses.on_delete {
            key.on_delete = action(&node);
            let words = here.words(node.columns());
            if !words.is_empty() {
                key.set_columns = self.column_list(&words).unwrap_or_default();
            }
            self.check_action(&key, key.on_delete, "on delete", here.span(node.range()));
        }
        if let Some(node) = clauses.on_update {
            key.on_update = action(&node);
            self.check_action(&key, key.on_update, "on update", here.span(node.range()));
        }
        if key.references.namespace != self.entity.name.namespace {
            let finding = Diagnostic::new(
                &rules::CROSSES_CONTEXTS,
                format!("`{}` refers to `{}` in another context", self.entity.name, key.references),
            )
            .at(span, "crosses from one context into another");
            self.report(finding);
        }
        if self.table.foreign_keys.iter().any(|known| known.part() == key.part()) {
            return self.twice("reference", span);
        }
        self.said(AtomKind::ForeignKey, key.part(), span);
        self.table.foreign_keys.push(key);
    }

    /// `set null` needs attributes that may be null, `set default` attributes that have a default.
    fn check_action(
        &mut self,
        key: &ForeignKey,
        action: ReferentialAction,
        clause: &str,
        span: Span,
    ) {
        let set = if key.set_columns.is_empty() || clause == "on update" {
            &key.columns
        } else {
            &key.set_columns
        };
        let attributes: Vec<&Attribute> =
            set.iter().filter_map(|name| self.entity.attribute(name)).collect();
        match action {
            ReferentialAction::SetNull => {
                let Some(fixed) =
                    attributes.into_iter().find(|attribute| !attribute.node.nullable())
                else {
                    return;
                };
                let name = &fixed.name.text;
                let finding = Diagnostic::new(
                    &rules::REFERENCE_ACTION,
                    format!("`{clause} set null` cannot work: `{name}` may not be null"),
                )
                .at(span, "sets it to null")
                .at(fixed.name.span, "not marked `?`")
                .help(format!(
                    "mark the type of `{name}` with `?`, or take `restrict` or `cascade`"
                ));
                self.report(finding);
            }
            ReferentialAction::SetDefault => {
                let Some(bare) =
                    attributes.into_iter().find(|attribute| attribute.node.default().is_none())
                else {
                    return;
                };
                let name = &bare.name.text;
                let finding = Diagnostic::new(
                    &rules::ACTION_WITHOUT_DEFAULT,
                    format!("`{clause} set default`, and `{name}` has no default"),
                )
                .at(span, "sets it to its default")
                .at(bare.name.span, "has none");
                self.report(finding);
            }
            _ => {}
        }
    }
}

fn action(node: &ast::OnAction) -> ReferentialAction {
    match node.action().as_str() {
        "cascade" => ReferentialAction::Cascade,
        "restrict" => ReferentialAction::Restrict,
        "set null" => ReferentialAction::SetNull,
        "set default" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// Whether some server compares values of the two types, so that a reference between them can hold.
fn alike(own: &DataType, other: &DataType) -> bool {
    use DataType::*;
    let family = |data_type: &DataType| match data_type {
        SmallInt | Int | BigInt | Decimal { .. } | Real | Double => Some(0),
        Text | Varchar { .. } | Char { .. } => Some(1),
        Date | Timestamp { .. } | TimestampTz { .. } => Some(2),
        // What a server's own types compare to, the server knows.
        Native { .. } => None,
        _ => Some(3),
    };
    match (family(own), family(other)) {
        (None, _) | (_, None) => true,
        (Some(3), _) | (_, Some(3)) => own == other,
        (Some(own), Some(other)) => own == other,
    }
}

fn count(number: usize) -> String {
    if number == 1 { "1 attribute".to_owned() } else { format!("{number} attributes") }
}
