//! What people know about an entity: dependencies, figures, shards, exceptions.

use crate::design::{
    Allow, Dependency, Growth, IntervalUnit, MultivaluedDependency, Shard, Spanned,
};
use crate::diagnostics::Diagnostic;
use crate::language::ast;
use crate::text::Span;

use super::super::entity::Origin;
use super::super::place::{Word, listed};
use super::super::rules;
use super::{Builder, spanned};

impl Builder<'_, '_, '_> {
    /// A line that changes nothing about the table.
    pub(super) fn fact(&mut self, line: &ast::Line, origin: &Origin) {
        let here = origin.here;
        match line {
            ast::Line::Dependency(node) => {
                let sides =
                    self.sides(here.words(node.left()), here.words(node.right()), here.node(node));
                if let Some((left, right)) = sides {
                    let dependency = Dependency { left, right, span: here.node(node) };
                    self.dependency(dependency);
                }
            }
            ast::Line::Multivalued(node) => {
                let sides =
                    self.sides(here.words(node.left()), here.words(node.right()), here.node(node));
                if let Some((left, right)) = sides {
                    self.multivalued(MultivaluedDependency { left, right, span: here.node(node) });
                }
            }
            ast::Line::Shard(node) => self.shard(node, origin),
            ast::Line::ReferenceTable(range) => {
                let span = here.span(range.clone());
                if self.first("reference table", span) {
                    self.facts.reference_table = Some(span);
                }
            }
            ast::Line::Rows(node) => {
                if let Some((count, range)) = node.count()
                    && self.first("rows", here.node(node))
                {
                    self.facts.statistics.rows =
                        Some(Spanned { value: count, span: here.span(range) });
                }
                if let Some(grows) = node.grows() {
                    self.grows(&grows, origin);
                }
            }
            ast::Line::Grows(node) => self.grows(node, origin),
            ast::Line::Keep(node) => {
                if let Some(interval) = node.interval()
                    && self.first("keep", here.node(node))
                {
                    let value =
                        crate::design::Interval { count: interval.count, unit: interval.unit };
                    let span = here.span(interval.range);
                    self.not_zero(interval.count, span);
                    self.facts.keep = Some(Spanned { value, span });
                }
            }
            ast::Line::Distinct(node) => self.distinct(node, origin),
            ast::Line::Tags(node) => {
                self.facts.tags.extend(here.words(node.names()).into_iter().map(spanned))
            }
            ast::Line::Allow(node) => self.allow(node, origin),
            _ => {}
        }
    }

    /// The two sides of a dependency; none where an attribute does not exist.
    fn sides(
        &mut self,
        left: Vec<Word>,
        right: Vec<Word>,
        span: Span,
    ) -> Option<(Vec<String>, Vec<String>)> {
        // What is missing on the right was reported by the parser.
        if right.is_empty() {
            return None;
        }
        let constant = left.is_empty().then(Vec::new);
        let (left, right) =
            (constant.or_else(|| self.column_list(&left)), self.column_list(&right));
        let (left, right) = (left?, right?);
        if left.is_empty() {
            let message = format!(
                "`{}` would be the same in every row of `{}`",
                right.join(", "),
                self.entity.name
            );
            let finding = Diagnostic::new(&rules::DEPENDENCY, message)
                .at(span, "the left side is empty")
                .help(
                    "name the attributes that determine it; it is counted as a constant until then",
                );
            self.report(finding);
            return Some((left, right));
        }
        if right.iter().all(|name| left.contains(name)) {
            let message = format!("`{} -> {}` says nothing", left.join(", "), right.join(", "));
            let finding = Diagnostic::new(&rules::DEPENDENCY, message)
                .at(span, "the right side is part of the left side")
                .help("name other attributes on the right, or remove the line");
            self.report(finding);
            return None;
        }
        Some((left, right))
    }

    fn dependency(&mut self, dependency: Dependency) {
        let same = |known: &&Dependency| {
            same_set(&known.left, &dependency.left) && same_set(&known.right, &dependency.right)
        };
        match self.facts.dependencies.iter().find(same).map(|known| known.span) {
            Some(first) => self.dependency_twice(dependency.span, first),
            None => self.facts.dependencies.push(dependency),
        }
    }

    fn multivalued(&mut self, dependency: MultivaluedDependency) {
        let same = |known: &&MultivaluedDependency| {
            same_set(&known.left, &dependency.left) && same_set(&known.right, &dependency.right)
        };
        match self.facts.multivalued.iter().find(same).map(|known| known.span) {
            Some(first) => self.dependency_twice(dependency.span, first),
            None => self.facts.multivalued.push(dependency),
        }
    }

    fn dependency_twice(&mut self, span: Span, first: Span) {
        let message = format!("`{}` has the same dependency twice", self.entity.name);
        let finding = Diagnostic::new(&rules::DEPENDENCY, message)
            .at(span, "said again here")
            .at(first, "said first here");
        self.report(finding);
    }

    fn grows(&mut self, node: &ast::Grows, origin: &Origin) {
        let Some(rate) = node.rate() else { return };
        let span = origin.here.span(rate.range.clone());
        if !self.first("grows", span) {
            return;
        }
        let growth = match (rate.interval_unit(), rate.unit.as_str()) {
            (Some(per), _) => Growth { rows: rate.count, per },
            (None, "min") => Growth { rows: rate.count * 60.0, per: IntervalUnit::Hour },
            (None, _) => Growth { rows: rate.count * 3600.0, per: IntervalUnit::Hour },
        };
        self.facts.statistics.grows = Some(Spanned { value: growth, span });
    }

    fn distinct(&mut self, node: &ast::Distinct, origin: &Origin) {
        let (here, Some((count, range))) = (origin.here, node.count()) else { return };
        let words = here.words(node.attributes());
        let Some(columns) = self.column_list(&words) else { return };
        let span = here.span(range);
        if let Some(known) = self.facts.statistics.distinct.get(&columns) {
            let finding = Diagnostic::new(
                &rules::SAID_TWICE,
                format!("`distinct` is said twice about {}", names(&columns)),
            )
            .at(here.node(node), "said again here")
            .at(known.span, "said first here");
            return self.report(finding);
        }
        self.facts.statistics.distinct.insert(columns, Spanned { value: count, span });
    }

    fn allow(&mut self, node: &ast::Allow, origin: &Origin) {
        let (Some(code), Some(reason)) = (node.code(), node.reason()) else { return };
        let span = origin.here.span(code.range.clone());
        let upper = code.text.to_ascii_uppercase();
        let digits = upper.strip_prefix("SG").unwrap_or("");
        if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let finding =
                Diagnostic::new(&rules::ALLOW, format!("`{}` is no code of a finding", code.text))
                    .at(span, "codes are `SG` and four digits")
                    .help("take the code from the message that is to be allowed");
            return self.report(finding);
        }
        if reason.text.trim().is_empty() {
            let finding = Diagnostic::new(
                &rules::ALLOW,
                format!("`{}` is allowed without a reason", code.text),
            )
            .at(origin.here.span(reason.range), "empty")
            .help("say why, for whoever reads this next");
            return self.report(finding);
        }
        self.facts.allows.push(Allow {
            code: upper,
            reason: reason.text,
            span: origin.here.node(node),
        });
    }

    fn shard(&mut self, node: &ast::Shard, origin: &Origin) {
        let (here, span) = (origin.here, origin.here.node(node));
        let words = here.words(node.columns());
        let columns = self.column_list(&words);
        let world = self.world;
        let with = match node.with().map(|path| here.path(path)) {
            Some(path) => match world.entity(origin.context(), &path) {
                Ok(index) => Some(world.entities[index].name.clone()),
                Err(finding) => return self.report(finding),
            },
            None => None,
        };
        if let (Some(columns), true) = (columns, self.first("shard", span)) {
            self.facts.shard = Some(Shard { columns, with, span });
        }
    }

    pub(super) fn not_zero(&mut self, count: u32, span: Span) {
        if count == 0 {
            let finding = Diagnostic::new(&rules::LIFECYCLE, "an interval of nothing never ends")
                .at(span, "at least 1");
            self.report(finding);
        }
    }

    /// Facts that contradict each other.
    pub(super) fn check_facts(&mut self) {
        let mut findings = Vec::new();
        let name = &self.entity.name;
        let statistics = &self.facts.statistics;
        if let Some(rows) = &statistics.rows {
            for (columns, distinct) in &statistics.distinct {
                if distinct.value > rows.value {
                    let message = format!(
                        "{} has {} distinct values in `{name}`, which has {} rows",
                        names(columns),
                        distinct.value,
                        rows.value
                    );
                    findings.push(
                        Diagnostic::new(&rules::STATISTICS, message)
                            .at(distinct.span, "more than there are rows")
                            .at(rows.span, "the rows"),
                    );
                }
            }
        }
        for (columns, distinct) in &statistics.distinct {
            for part in columns.iter().filter(|_| columns.len() > 1) {
                let alone = statistics.distinct.get(std::slice::from_ref(part));
                if let Some(alone) = alone.filter(|alone| alone.value > distinct.value) {
                    let message = format!(
                        "`{part}` alone has more distinct values than {} together",
                        names(columns)
                    );
                    findings.push(
                        Diagnostic::new(&rules::STATISTICS, message)
                            .at(distinct.span, "together")
                            .at(alone.span, "alone"),
                    );
                }
            }
        }
        if let (Some(shard), Some(reference)) = (&self.facts.shard, self.facts.reference_table) {
            findings.push(
                Diagnostic::new(
                    &rules::SHARDING,
                    format!("`{name}` is sharded and a reference table"),
                )
                .at(reference, "a copy on every shard")
                .at(shard.span, "its rows spread over the shards"),
            );
        }
        self.out.report_all(findings);
    }
}

fn names(columns: &[String]) -> String {
    listed(columns.iter().map(String::as_str))
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|name| b.contains(name))
}
