//! Extensions, roles, enums, domains and sequences.

use crate::schema::{AtomKind, Domain, Enum, Sequence, SequenceOptions};

use super::Writer;
use super::spell;

impl Writer<'_> {
    pub(super) fn extensions(&mut self) {
        for extension in &self.schema.extensions {
            self.docs(&extension.comment);
            let mut line = format!("extension {}", spell::name(&extension.name));
            if let Some(schema) = &extension.schema {
                line.push_str(&format!(" schema {}", spell::name(schema)));
            }
            if let Some(version) = &extension.version {
                line.push_str(&format!(" version {}", spell::text(version)));
            }
            self.line(&line);
        }
    }

    pub(super) fn roles(&mut self) {
        for role in &self.schema.roles {
            self.docs(&role.comment);
            let login = if role.login { " login" } else { "" };
            let groups = match role.member_of.is_empty() {
                true => String::new(),
                false => format!(" in {}", spell::names(&role.member_of)),
            };
            self.line(&format!("role {}{login}{groups}", spell::name(&role.name)));
        }
    }

    pub(super) fn enumeration(&mut self, item: &Enum) {
        let over_lines = item.values.iter().any(|value| value.contains('\n'));
        // An enum without values has nothing to stand in its braces.
        if over_lines || item.values.is_empty() || self.doubled.contains(&item.name) {
            return self.native_object(&item.name);
        }
        self.line("");
        self.docs(&item.comment);
        let values: Vec<String> = item
            .values
            .iter()
            .map(|value| match spell::name(value) == *value && value != "was" {
                true => value.clone(),
                false => spell::text(value),
            })
            .collect();
        // A long list reads better with a line each.
        const LONGEST: usize = 90;
        let long = values.iter().map(|value| value.len() + 2).sum::<usize>() > LONGEST;
        let (open, between, close) = if long { ("{\n", "\n", "\n}") } else { ("{ ", ", ", " }") };
        let (name, owner) = (spell::name(&item.name.name), spell::owner(&item.owner));
        self.line(&format!("enum {name}{owner} {open}{}{close}", values.join(between)));
    }

    pub(super) fn domain(&mut self, domain: &Domain) {
        if self.doubled.contains(&domain.name) {
            return self.native_object(&domain.name);
        }
        let context = domain.name.namespace.as_deref();
        let mut line = format!(
            "domain {} {}",
            spell::name(&domain.name.name),
            self.type_text(&domain.data_type, context)
        );
        if let Some(collation) = &domain.collation {
            line.push_str(&format!(" collate {}", spell::dotted(collation)));
        }
        if let Some(default) = &domain.default {
            line.push_str(&format!(" default {}", self.value(default, &domain.data_type)));
        }
        if domain.not_null {
            line.push_str(" not null");
        }
        let whole = self.whole.domains.iter().find(|whole| whole.name == domain.name);
        for (place, check) in domain.checks.iter().enumerate().filter(|(_, check)| !check.not_valid)
        {
            let condition = self.parenthesised(&check.expression);
            // A comment names the check that it is on.
            let name = match check.comment {
                Some(_) => whole
                    .and_then(|whole| whole.checks.get(place))
                    .map_or(&check.name, |check| &check.name),
                None => &check.name,
            };
            line.push_str(&format!(" check{} {condition}", spell::label(name)));
        }
        line.push_str(&spell::owner(&domain.owner));
        self.line("");
        self.docs(&domain.comment);
        self.line(&line);
        self.late_checks(domain);
    }

    /// Checks that values of before need not satisfy, which a new domain cannot have, and comments on checks.
    fn late_checks(&mut self, domain: &Domain) {
        let sql = self.statements_about(|key| {
            key.object == domain.name
                && (key.kind == AtomKind::DomainCheck
                    || key.kind == AtomKind::Comment && !key.part.is_empty())
        });
        if !sql.is_empty() {
            self.native(&format!("{}_checks", domain.name.name), sql);
        }
    }

    pub(super) fn sequence(&mut self, sequence: &Sequence) {
        let mut line = format!("sequence {}", spell::name(&sequence.name.name));
        if let Some(data_type) = &sequence.data_type {
            line.push_str(&format!(" as {data_type}"));
        }
        let options = sequence_options(&sequence.options);
        if !options.is_empty() {
            line.push_str(&format!(" {options}"));
        }
        if let Some((table, column)) = &sequence.owned_by {
            let context = sequence.name.namespace.as_deref();
            let known = self.tables.contains_key(table) && self.is_entity(table);
            match self.seen_from(table, context).filter(|_| known) {
                Some(path) => {
                    line.push_str(&format!(" owned by {path}.{}", spell::name(column)));
                }
                None => self.note(format!("sequence `{}` belongs to `{table}`", sequence.name)),
            }
        }
        line.push_str(&spell::owner(&sequence.owner));
        if sequence.comment.is_some() {
            self.line("");
        }
        self.docs(&sequence.comment);
        self.line(&line);
    }
}

/// `start 10 increment 2`, or nothing.
pub(super) fn sequence_options(options: &SequenceOptions) -> String {
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("min", options.minimum),
        ("max", options.maximum),
        ("cache", options.cache),
    ];
    let mut words: Vec<String> = numbers
        .into_iter()
        .filter_map(|(word, value)| value.map(|value| format!("{word} {value}")))
        .collect();
    if options.cycle {
        words.push("cycle".to_owned());
    }
    words.join(" ")
}
