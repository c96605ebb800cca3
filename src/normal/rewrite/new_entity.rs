//! The text of an entity that is split off.

use std::ops::Range;

use super::lines::{Statement, nullable_mark, place, without};
use super::write::{Writer, word};
use crate::language::ast::{self, Modifier};
use crate::normal::usage::position;
use crate::sql::identifiers;
use crate::theory::AttributeSet;

impl Writer<'_, '_> {
    /// The text of a new entity.
    pub(super) fn new_entity(&self, old: &ast::Entity, index: usize, indent: &str) -> String {
        let part = &self.plan.parts[index];
        let owner = old.owner().map(|owner| format!(" owner {}", word(&owner.text)));
        let tags: Vec<String> = old.tags().iter().map(|tag| word(&tag.text)).collect();
        let tags = (!tags.is_empty()).then(|| format!(" tags {}", tags.join(", ")));
        let single = part.key.len() == 1;
        let mut lines: Vec<String> = Vec::new();
        let rest = &part.attributes - &part.key;
        for attribute in part.key.iter().chain(rest.iter()) {
            let is_key = part.key.contains(attribute);
            let key = if is_key && single { " primary key" } else { "" };
            let more = format!("{key}{}", self.former(attribute));
            lines.extend(self.attribute(attribute, is_key, &more));
        }
        let mut keys: Vec<String> = Vec::new();
        if !single {
            keys.push(format!("primary key ({})", self.columns(&part.key)));
        }
        for key in &part.other_keys {
            let not_null = key.iter().all(|attribute| !self.entity.is_nullable(attribute));
            let line = format!("unique ({})", self.columns(key));
            if not_null && !self.moved_lines[index].contains(&line) && !self.is_unique(key) {
                keys.push(line);
            }
        }
        keys.extend(part.refers_to.iter().map(|to| self.reference(&self.plan.parts[*to])));
        keys.extend(self.moved_lines[index].iter().cloned());
        let mut text = format!(
            "{indent}/// What {} {}; split off from {}.\n",
            self.entity.names_of(&part.key).join(" and "),
            if single { "determines" } else { "determine" },
            self.entity.name().name
        );
        text.push_str(&format!(
            "{indent}entity {}{}{} {{\n",
            word(&part.name),
            tags.unwrap_or_default(),
            owner.unwrap_or_default()
        ));
        for line in &lines {
            text.push_str(&format!("{indent}  {line}\n"));
        }
        if !keys.is_empty() {
            text.push('\n');
        }
        for line in &keys {
            text.push_str(&format!("{indent}  {line}\n"));
        }
        text.push_str(&format!("{indent}}}"));
        text
    }

    /// Where the attribute's values come from; what is computed has them from nowhere.
    fn former(&self, attribute: usize) -> String {
        if self.entity.generated.contains(attribute) {
            return String::new();
        }
        let names = self.entity.names_of(&AttributeSet::single(attribute));
        let names: Vec<String> = names.into_iter().map(word).collect();
        format!(" was {}.{}", word(&self.entity.name().name), names.concat())
    }

    /// Whether the attribute is marked `unique` itself.
    fn is_unique(&self, key: &AttributeSet) -> bool {
        let (Some(only), 1) = (key.lowest(), key.len()) else { return false };
        self.attributes
            .get(&only)
            .and_then(Statement::attribute)
            .is_some_and(|attribute| attribute.unique().is_some())
    }

    /// An attribute's lines in a new entity, with more modifiers. A key is not null, has no default and
    /// is a copy: what made or identified it stays where it was.
    fn attribute(&self, at: usize, is_key: bool, more: &str) -> Vec<String> {
        let Some(statement) = self.attributes.get(&at) else { return Vec::new() };
        let Some(attribute) = statement.attribute() else { return Vec::new() };
        let source = self.sources.get(statement.file).map_or("", |file| file.text.as_str());
        let mut gone: Vec<Range<u32>> = Vec::new();
        for modifier in attribute.modifiers() {
            let goes = match &modifier {
                Modifier::PrimaryKey(_) | Modifier::Identity(_) | Modifier::Was(_) => true,
                Modifier::Unique(_) | Modifier::Default(_) | Modifier::OnUpdateExpression(_) => {
                    is_key
                }
                Modifier::OnDelete(node) | Modifier::OnUpdate(node) => {
                    is_key && is_setting(node, source)
                }
                Modifier::Check(node) => self.is_foreign(node, at),
                _ => false,
            };
            if goes {
                gone.push(place(&modifier));
            }
        }
        if is_key {
            gone.extend(nullable_mark(attribute));
        }
        let stays = !self.plan.moved.contains(at);
        if is_key || stays {
            return vec![without(source, statement.range.clone(), &gone) + more];
        }
        // A comment at the end of the line stays there.
        let end = statement.range.end;
        let comment = source.get(end..statement.extent.end.max(end));
        let mut text = without(source, statement.extent.start..end, &gone);
        text.push_str(more);
        text.push_str(comment.unwrap_or_default());
        text.lines().map(|line| line.trim().to_owned()).collect()
    }

    /// A check at an attribute that speaks of others as well.
    fn is_foreign(&self, check: &ast::CheckClause, at: usize) -> bool {
        let Some(condition) = check.condition() else { return true };
        let named: AttributeSet = identifiers(&condition.text)
            .filter_map(|name| position(&self.entity.relation, name))
            .collect();
        !named.is_subset(&AttributeSet::single(at))
    }
}

/// `on delete set null` of an attribute that cannot be null.
fn is_setting(node: &ast::OnAction, source: &str) -> bool {
    let range = node.0.text_range();
    let text = source.get(usize::from(range.start())..usize::from(range.end())).unwrap_or_default();
    text.to_ascii_lowercase().contains("set")
}
