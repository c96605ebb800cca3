//! Keys, checks and exclusions on lines of their own.

use indexmap::IndexMap;

use crate::schema::{Check, Exclusion, PrimaryKey, Table, UniqueConstraint};

use super::Writer;
use super::attribute::Folded;
use super::reference::deferral;
use super::spell;

impl Writer<'_> {
    pub(super) fn keys(&mut self, table: &Table, folded: &Folded<'_>) {
        if let Some(key) = table.primary_key.as_ref().filter(|_| !folded.has_primary_key()) {
            self.primary_key(key);
        }
        for unique in table.uniques.iter().filter(|unique| !folded.has_unique(unique)) {
            self.unique(unique);
        }
    }

    fn primary_key(&mut self, key: &PrimaryKey) {
        self.docs(&key.comment);
        let (name, columns) = (spell::label(&key.name), spell::names(&key.columns));
        let include = include(&key.include);
        let (deferral, options) = (deferral(key.deferral), options(&key.options));
        self.line(&format!("primary key{name} ({columns}){include}{deferral}{options}"));
    }

    fn unique(&mut self, unique: &UniqueConstraint) {
        self.docs(&unique.comment);
        let nulls = if unique.nulls_not_distinct { " nulls not distinct" } else { "" };
        self.line(&format!(
            "unique{} ({}){nulls}{}{}{}",
            spell::label(&unique.name),
            spell::names(&unique.columns),
            include(&unique.include),
            deferral(unique.deferral),
            options(&unique.options)
        ));
    }

    pub(super) fn checks(&mut self, table: &Table, folded: &Folded<'_>) {
        for check in table.checks.iter().filter(|check| !folded.has_check(check)) {
            self.check(check);
        }
    }

    fn check(&mut self, check: &Check) {
        self.docs(&check.comment);
        let condition = self.parenthesised(&check.expression);
        let mut line = format!("check{} {condition}", spell::label(&check.name));
        let states = [
            (check.not_valid, " not valid"),
            (check.not_enforced, " not enforced"),
            (check.no_inherit, " no inherit"),
        ];
        states.iter().filter(|(is, _)| *is).for_each(|(_, words)| line.push_str(words));
        self.line(&line);
    }

    pub(super) fn exclusion(&mut self, table: &Table, exclusion: &Exclusion) {
        let operators = "=<>!~@#%^&|*+-`/";
        let mut elements = Vec::new();
        for element in &exclusion.elements {
            let operator = &element.operator;
            if operator.is_empty() || operator.contains(|c: char| !operators.contains(c)) {
                let name = exclusion.part();
                return self.note(format!(
                    "exclusion `{name}` of `{}` compares by `{operator}`",
                    table.name
                ));
            }
            let class = element.operator_class.as_deref().map(|class| format!(" {class}"));
            elements.push(format!(
                "{}{} with {operator}",
                self.target(&element.target),
                class.unwrap_or_default()
            ));
        }
        self.docs(&exclusion.comment);
        let mut line = format!(
            "exclude{} using {} ({}){}",
            spell::label(&exclusion.name),
            spell::name(&exclusion.method),
            elements.join(", "),
            include(&exclusion.include)
        );
        if let Some(predicate) = &exclusion.predicate {
            line.push_str(&format!(" where {}", self.parenthesised(predicate)));
        }
        line.push_str(deferral(exclusion.deferral));
        self.line(&line);
    }
}

/// `with (…)` with a space before it, or nothing.
pub(super) fn options(options: &IndexMap<String, String>) -> String {
    if options.is_empty() {
        return String::new();
    }
    let options: Vec<String> =
        options.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!(" with ({})", options.join(", "))
}

/// `include (…)` with a space before it, or nothing.
pub(super) fn include(columns: &[String]) -> String {
    match columns.is_empty() {
        true => String::new(),
        false => format!(" include ({})", spell::names(columns)),
    }
}
