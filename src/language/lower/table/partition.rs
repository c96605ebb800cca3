//! How a table is split.
//!
//! Partitions are written out, counted (`partitions 8`), or follow the calendar; those of the
//! calendar are facts of the design, because which ones exist depends on the day.

use crate::design::{Interval, IntervalUnit, PartitionLifecycle};
use crate::diagnostics::Diagnostic;
use crate::language::ast::{self, AstNode, PartitionMethod, PartitionScheme};
use crate::schema::{
    AtomKind, Bound, BoundValue, DataType, IndexTarget, Partition, PartitionKey, PartitionStrategy,
    Partitioning, QualifiedName,
};
use crate::text::Span;

use super::super::entity::Origin;
use super::super::names::Once;
use super::super::place::Word;
use super::super::rules;
use super::Builder;
use super::partition_bounds::{Bounds, read_values};

/// More partitions than this are a slip: no server works with them.
const MOST_PARTITIONS: u32 = 8192;

impl Builder<'_, '_, '_> {
    pub(super) fn partition(&mut self, node: &ast::Partition, origin: &Origin) {
        let span = origin.here.node(node);
        if !self.first("partition by", span) {
            return;
        }
        let mut names = Once::default();
        let Some(mut partitioning) = self.scheme(node, origin, &mut names) else { return };
        self.lifecycle(node, origin, &mut partitioning, &mut names);
        let template = node.subpartition().and_then(|node| self.template(&node, origin));
        if let Some(template) = &template {
            for partition in &mut partitioning.partitions {
                partition.partitioning = Some(Box::new(template.under(&partition.name)));
                self.say_template(template, &partition.name);
            }
            if let Some(lifecycle) = &mut self.facts.lifecycle {
                lifecycle.partitioning = Some(template.under(&self.entity.name.sibling("")));
            }
        }
        self.no_partitions(node, &partitioning, span);
        self.said(AtomKind::PartitionKey, "", span);
        self.table.partitioning = Some(partitioning);
    }

    /// Strategy, keys and the partitions that are written out or counted.
    fn scheme(
        &mut self,
        node: &ast::Partition,
        origin: &Origin,
        names: &mut Once,
    ) -> Option<Partitioning> {
        let strategy = strategy(node.method()?);
        let keys = self.partition_keys(&node.keys(), origin)?;
        let mut partitioning = Partitioning { strategy, keys, partitions: Vec::new() };
        let span = origin.here.node(node);
        self.fits(node, &partitioning, origin);
        if let Some(entries) = node.entries() {
            let found = self.entries(&entries, strategy, partitioning.keys.len(), origin, names);
            partitioning.partitions = self.say_partitions(found);
        }
        if let Some(count) = node.count() {
            let found = self.counted(count, span);
            partitioning.partitions = self.say_partitions(found);
        }
        Some(partitioning)
    }

    pub(super) fn partition_keys(
        &mut self,
        columns: &[ast::IndexColumn],
        origin: &Origin,
    ) -> Option<Vec<PartitionKey>> {
        let parts = self.index_parts(columns, origin)?;
        let key = |part: crate::schema::IndexPart| PartitionKey {
            target: part.target,
            collation: part.collation,
            operator_class: part.operator_class,
        };
        Some(parts.into_iter().map(key).collect())
    }

    /// Clauses that do not go with the strategy.
    fn fits(&mut self, node: &ast::Partition, partitioning: &Partitioning, origin: &Origin) {
        let span = origin.here.node(node);
        let method = partitioning.strategy.sql();
        let hashed =
            matches!(partitioning.strategy, PartitionStrategy::Hash | PartitionStrategy::Key);
        let wrong = |message: String, help: &str| {
            Diagnostic::new(&rules::PARTITION_KEY, message).at(span, "this clause").help(help)
        };
        let finding = if node.every().is_some() && partitioning.strategy != PartitionStrategy::Range
        {
            Some(wrong(
                format!("`every` does not go with `by {method}`"),
                "intervals are ranges: `partition by range (…) every …`",
            ))
        } else if !hashed && node.count().is_some() {
            Some(wrong(
                format!("`partitions N` does not go with `by {method}`"),
                "write the partitions out in braces",
            ))
        } else if hashed && node.default().is_some() {
            Some(wrong(
                format!("`by {method}` has no default partition"),
                "every row has a remainder",
            ))
        } else if partitioning.strategy == PartitionStrategy::List && partitioning.keys.len() > 1 {
            Some(wrong(
                format!("`by list` takes one attribute, not {}", partitioning.keys.len()),
                "list the values of one attribute",
            ))
        } else if node.every().is_some() && node.entries().is_some() {
            Some(wrong(
                "partitions come from `every` and from a list".to_owned(),
                "keep one of the two",
            ))
        } else {
            None
        };
        // What its server allows, a design for one dialect may say.
        finding.into_iter().for_each(|finding| self.out.report_unless_alone(finding));
    }

    /// Remembers where partitions of the table itself were said.
    fn say_partitions(&mut self, found: Vec<(Partition, Span)>) -> Vec<Partition> {
        let mut partitions = Vec::with_capacity(found.len());
        for (partition, span) in found {
            self.say_partition(&partition, span);
            partitions.push(partition);
        }
        partitions
    }

    pub(super) fn say_partition(&mut self, partition: &Partition, span: Span) {
        let part = partition.name.to_string();
        if partition.comment.is_some() {
            self.said(AtomKind::Comment, part.as_str(), span);
        }
        self.said(AtomKind::Partition, part, span);
    }

    /// The partitions in braces, each with its place.
    pub(super) fn entries(
        &mut self,
        entries: &[ast::PartitionEntry],
        strategy: PartitionStrategy,
        keys: usize,
        origin: &Origin,
        names: &mut Once,
    ) -> Vec<(Partition, Span)> {
        let here = origin.here;
        let mut bounds = Bounds::new(strategy, keys);
        let mut partitions = Vec::new();
        for entry in entries {
            let (Some(name), Some(written)) = (entry.name(), entry.bounds()) else { continue };
            let word = here.word(name);
            let span = here.node(entry);
            if let Some(finding) = names.add("partition", &format!("`{}`", self.entity.name), &word)
            {
                self.report(finding);
                continue;
            }
            let bound = match written {
                ast::PartitionBounds::Default => bounds.default(span),
                ast::PartitionBounds::Remainder(modulus, remainder) => {
                    bounds.remainder(modulus, remainder, span)
                }
                ast::PartitionBounds::Values(sql) => {
                    bounds.list(self.bound_values(here, &sql), span)
                }
                ast::PartitionBounds::Below(sql) => {
                    bounds.below(self.bound_values(here, &sql), span)
                }
                ast::PartitionBounds::Between { from, to } => {
                    let (from, to) = (self.bound_values(here, &from), self.bound_values(here, &to));
                    bounds.between(from, to, span)
                }
            };
            match bound {
                Ok(bound) => {
                    let name = match entry.table().map(|path| here.path(path)) {
                        Some(path) => self.partition_table(path),
                        None => self.entity.name.sibling(word.text),
                    };
                    let mut partition = Partition::new(name, bound);
                    partition.partitioning = entry
                        .partitioning()
                        .and_then(|node| self.nested(&node, origin))
                        .map(Box::new);
                    partition.comment = entry.docs();
                    partitions.push((partition, span));
                }
                Err(finding) => self.report(*finding),
            }
        }
        partitions
    }

    /// `table NAME`: the whole name of a partition that is a table. `physical` leaves it as it is.
    fn partition_table(&mut self, path: Vec<Word>) -> QualifiedName {
        let name = match path.as_slice() {
            [context, name] => QualifiedName::new(Some(context.text()), name.text()),
            path => self.entity.name.sibling(path.last().map_or("", Word::text)),
        };
        self.facts.partition_tables.insert(name.clone());
        name
    }

    /// `partition by …` behind the bounds of one partition.
    fn nested(&mut self, node: &ast::Subpartition, origin: &Origin) -> Option<Partitioning> {
        let strategy = strategy(node.method()?);
        let keys = self.partition_keys(&node.keys(), origin)?;
        let span = origin.here.node(node);
        let found = match (node.entries(), node.count()) {
            (Some(entries), _) => {
                self.entries(&entries, strategy, keys.len(), origin, &mut Once::default())
            }
            (None, Some(count)) => self.counted(count, span),
            (None, None) => Vec::new(),
        };
        let partitions = self.say_partitions(found);
        Some(Partitioning { strategy, keys, partitions })
    }

    fn bound_values(&mut self, here: super::InFile, sql: &ast::SqlText) -> Vec<BoundValue> {
        let Some(island) = self.world.island(here, sql) else { return Vec::new() };
        let (values, findings) = read_values(island, self.only.as_deref());
        self.out.report_all(findings);
        values
    }

    /// `partitions N`: by remainder.
    pub(super) fn counted(&mut self, count: u32, span: Span) -> Vec<(Partition, Span)> {
        if count == 0 || count > MOST_PARTITIONS {
            let finding = Diagnostic::new(&rules::PARTITION_BOUNDS, format!("{count} partitions"))
                .at(span, format!("1 to {MOST_PARTITIONS} are possible"));
            self.report(finding);
            return Vec::new();
        }
        let table = &self.entity.name;
        let partition = |remainder| {
            let bound = Bound::Hash { modulus: count, remainder };
            (Partition::new(table.sibling(format!("p{remainder}")), bound), span)
        };
        (0..count).map(partition).collect()
    }

    /// `every INTERVAL …` and the default partition.
    fn lifecycle(
        &mut self,
        node: &ast::Partition,
        origin: &Origin,
        partitioning: &mut Partitioning,
        names: &mut Once,
    ) {
        let here = origin.here;
        if let Some((range, name)) = node.default() {
            let span = here.span(range);
            let word = name
                .map_or_else(|| Word { text: "default".to_owned(), span }, |name| here.word(name));
            let has_default =
                partitioning.partitions.iter().any(|partition| partition.bound == Bound::Default);
            if has_default {
                let finding =
                    Diagnostic::new(&rules::PARTITION_BOUNDS, "there are two default partitions")
                        .at(span, "the second one");
                self.report(finding);
            } else if let Some(finding) =
                names.add("partition", &format!("`{}`", self.entity.name), &word)
            {
                self.report(finding);
            } else {
                let partition = Partition::new(self.entity.name.sibling(word.text), Bound::Default);
                self.said(AtomKind::Partition, partition.name.to_string(), span);
                partitioning.partitions.push(partition);
            }
        }
        let Some(every) = node.every() else {
            let stray = node
                .starting()
                .map(|text| ("starting", text.range))
                .or_else(|| node.keep().map(|interval| ("keep", interval.range)));
            if let Some((word, range)) = stray {
                let finding =
                    Diagnostic::new(&rules::LIFECYCLE, format!("`{word}` without `every`"))
                        .at(here.span(range), "of partitions that follow the calendar")
                        .help("write `every 1 month` before it");
                self.report(finding);
            }
            return;
        };
        let every_at = here.span(every.range.clone());
        let every = Interval { count: every.count, unit: every.unit };
        self.not_zero(every.count, every_at);
        self.calendar_key(partitioning, every, every_at);
        let starting = node.starting();
        if let Some(text) = &starting
            && !is_date(&text.text)
        {
            let finding =
                Diagnostic::new(&rules::LIFECYCLE, format!("`{}` is not a date", text.text))
                    .at(here.span(text.range.clone()), "expected `'YYYY-MM-DD'`");
            self.report(finding);
        }
        let keep = node.keep().map(|interval| {
            let span = here.span(interval.range);
            (Interval { count: interval.count, unit: interval.unit }, span)
        });
        if let Some((keep, span)) = keep
            && days(keep) < days(every)
        {
            let finding = Diagnostic::new(
                &rules::LIFECYCLE,
                format!("rows are kept for {keep}, less than one partition"),
            )
            .at(span, format!("shorter than {every}"))
            .at(every_at, "one partition");
            self.report(finding);
        }
        self.facts.lifecycle = Some(PartitionLifecycle {
            every,
            starting: starting.map(|text| text.text).filter(|text| is_date(text)),
            ahead: node.ahead().unwrap_or(1),
            keep: keep.map(|(keep, _)| keep),
            partitioning: None,
            span: here.node(node),
        });
    }

    /// Calendar partitions need one key that is a time.
    fn calendar_key(&mut self, partitioning: &Partitioning, every: Interval, span: Span) {
        let column = match &partitioning.keys[..] {
            [key] => match &key.target {
                IndexTarget::Column(name) => name.clone(),
                // What an expression gives only a server knows.
                IndexTarget::Expression(_) => return,
            },
            keys => {
                let finding = Diagnostic::new(
                    &rules::PARTITION_KEY,
                    format!("`every` needs one attribute to count by, not {}", keys.len()),
                )
                .at(span, "of which of them?");
                return self.report(finding);
            }
        };
        let Some(data_type) = self.data_type(&column).map(|own| self.world.base_type(own)) else {
            return;
        };
        let finding = match data_type {
            DataType::Timestamp { .. } | DataType::TimestampTz { .. } | DataType::Native { .. } => {
                return;
            }
            DataType::Date if every.unit != IntervalUnit::Hour => return,
            DataType::Date => {
                Diagnostic::new(&rules::PARTITION_KEY, format!("`{column}` has no hours"))
                    .at(span, format!("`{column}` is a `date`"))
                    .help("take days, or make it a `timestamp`")
            }
            other => Diagnostic::new(
                &rules::PARTITION_KEY,
                format!("`{column}` is `{other}`, which no calendar divides"),
            )
            .at(span, "needs a date or a timestamp")
            .help("write the ranges out: `{ p0: below (1000) … }`"),
        };
        self.report(finding);
    }

    fn no_partitions(&mut self, node: &ast::Partition, partitioning: &Partitioning, span: Span) {
        let none = partitioning.partitions.is_empty() && self.facts.lifecycle.is_none();
        // With entries, their own mistakes are reported.
        if none
            && node.entries().is_none_or(|entries| entries.is_empty())
            && node.count().is_none()
            && node.every().is_none()
        {
            let help = match partitioning.strategy {
                PartitionStrategy::Range => {
                    "write `every 1 month ahead 3`, or the ranges in braces"
                }
                PartitionStrategy::List => {
                    "write the lists in braces: `{ eu: ('de', 'fr') other: default }`"
                }
                PartitionStrategy::Hash | PartitionStrategy::Key => "write `partitions 8`",
            };
            let message = format!("`{}` is partitioned into nothing", self.entity.name);
            let finding = Diagnostic::new(&rules::PARTITION_BOUNDS, message)
                .at(span, "no row would find a place")
                .help(help);
            // Some are made as they are needed, by what the server runs.
            self.out.report_unless_alone(finding);
        }
    }
}

pub(super) fn strategy(method: PartitionMethod) -> PartitionStrategy {
    match method {
        PartitionMethod::Range => PartitionStrategy::Range,
        PartitionMethod::List => PartitionStrategy::List,
        PartitionMethod::Hash => PartitionStrategy::Hash,
        PartitionMethod::Key => PartitionStrategy::Key,
    }
}

/// Roughly, to compare intervals.
fn days(interval: Interval) -> f64 {
    let unit = match interval.unit {
        IntervalUnit::Hour => 1.0 / 24.0,
        IntervalUnit::Day => 1.0,
        IntervalUnit::Week => 7.0,
        IntervalUnit::Month => 30.4,
        IntervalUnit::Quarter => 91.3,
        IntervalUnit::Year => 365.0,
    };
    // Thirty days are a month to whoever writes them.
    f64::from(interval.count) * unit * 1.05
}

/// `YYYY-MM-DD` with a month and a day that exist.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let digits = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return false;
    }
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(year), number(month), number(day));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=last).contains(&day)
}
