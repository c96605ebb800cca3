//! The bounds of partitions that are written out, and whether they go together.

use std::collections::HashMap;

use crate::diagnostics::Diagnostic;
use crate::schema::{Bound, BoundValue, Expression, PartitionStrategy};
use crate::sql::{Piece, scan};
use crate::text::Span;

use super::super::rules;
use super::super::sql::{Island, parse_expression};

/// Bounds as they are read, one after the other.
pub struct Bounds {
    strategy: PartitionStrategy,
    /// How many attributes the key has.
    keys: usize,
    /// Where the last range ended, for `below`.
    previous: Option<Vec<BoundValue>>,
    /// From the lowest on, as long as that can be told of all of them.
    ranges: Vec<Range>,
    in_order: bool,
    /// Values as they are told apart.
    listed: HashMap<String, Span>,
    default: Option<Span>,
}

type Range = (Vec<BoundValue>, Vec<BoundValue>, Span);
type Found = Result<Bound, Box<Diagnostic>>;

impl Bounds {
    pub fn new(strategy: PartitionStrategy, keys: usize) -> Bounds {
        Bounds {
            strategy,
            keys,
            previous: None,
            ranges: Vec::new(),
            in_order: true,
            listed: HashMap::new(),
            default: None,
        }
    }

    pub fn default(&mut self, span: Span) -> Found {
        match self.default.replace(span) {
            Some(first) => Err(wrong("there are two default partitions")
                .at(span, "the second one")
                .at(first, "the first one")
                .into()),
            None => Ok(Bound::Default),
        }
    }

    /// `modulus 4 remainder 0`
    pub fn remainder(&mut self, modulus: u32, remainder: u32, span: Span) -> Found {
        let hashed = matches!(self.strategy, PartitionStrategy::Hash | PartitionStrategy::Key);
        if !hashed {
            return Err(wrong("a remainder belongs to `by hash`")
                .at(span, "bounds are needed here")
                .help("write `(value, value)`, `below (…)` or `from (…) to (…)`")
                .into());
        }
        if remainder >= modulus {
            return Err(wrong(&format!("no number leaves {remainder} when divided by {modulus}"))
                .at(span, "takes no row")
                .into());
        }
        Ok(Bound::Hash { modulus, remainder })
    }

    pub fn list(&mut self, values: Vec<BoundValue>, span: Span) -> Found {
        if self.strategy != PartitionStrategy::List {
            return Err(wrong("a list of values belongs to `by list`")
                .at(span, "a range is needed here")
                .help("write `below (…)` or `from (…) to (…)`")
                .into());
        }
        for value in &values {
            if let Some(first) = self.listed.get(&format!("{value:?}")) {
                return Err(wrong(&format!("{} belongs to two partitions", shown(value)))
                    .at(span, "here again")
                    .at(*first, "here first")
                    .into());
            }
        }
        self.listed.extend(values.iter().map(|value| (format!("{value:?}"), span)));
        Ok(Bound::List { values })
    }

    pub fn below(&mut self, to: Vec<BoundValue>, span: Span) -> Found {
        let from =
            self.previous.clone().unwrap_or_else(|| vec![BoundValue::Minimum; to.len().max(1)]);
        self.between(from, to, span)
    }

    pub fn between(&mut self, from: Vec<BoundValue>, to: Vec<BoundValue>, span: Span) -> Found {
        if self.strategy != PartitionStrategy::Range {
            return Err(wrong("a range belongs to `by range`")
                .at(span, "a list of values is needed here")
                .help("write `(value, value)`")
                .into());
        }
        // Values that could not be read are reported already.
        let complete = from.len() == self.keys && to.len() == self.keys;
        if !complete && !from.is_empty() && !to.is_empty() {
            let values = if from.len() == self.keys { to.len() } else { from.len() };
            return Err(wrong(&format!(
                "the bound has {values} values and the key {} attributes",
                self.keys
            ))
            .at(span, "one value an attribute")
            .into());
        }
        if matches!(
            compare(&from, &to),
            Some(std::cmp::Ordering::Greater | std::cmp::Ordering::Equal)
        ) {
            return Err(wrong("the range is empty")
                .at(span, "its end is not above its beginning")
                .into());
        }
        let place = self.place(&from);
        if let Some(first) = self.overlapping(place, &from, &to) {
            return Err(wrong("two ranges overlap")
                .at(span, "this one")
                .at(first, "and this one")
                .into());
        }
        self.previous = Some(to.clone());
        self.ranges.insert(place, (from.clone(), to.clone(), span));
        Ok(Bound::Range { from, to })
    }

    /// Where a range that begins so belongs; behind all others, once two of them cannot be told apart.
    fn place(&mut self, from: &[BoundValue]) -> usize {
        let mut told = true;
        let place = self.ranges.partition_point(|(low, ..)| match compare(low, from) {
            Some(order) => order.is_lt(),
            None => {
                told = false;
                true
            }
        });
        self.in_order &= told;
        if self.in_order { place } else { self.ranges.len() }
    }

    /// A range known already that has values of this one: in order, only its neighbours can.
    fn overlapping(&self, place: usize, from: &[BoundValue], to: &[BoundValue]) -> Option<Span> {
        let before =
            |a: &[BoundValue], b: &[BoundValue]| compare(a, b).is_some_and(|order| order.is_lt());
        let near = match self.in_order {
            true => place.saturating_sub(1)..self.ranges.len().min(place + 1),
            false => 0..self.ranges.len(),
        };
        let mut known = self.ranges.get(near)?.iter();
        known.find(|(low, high, _)| before(low, to) && before(from, high)).map(|(_, _, span)| *span)
    }
}

fn wrong(message: &str) -> Diagnostic {
    Diagnostic::new(&rules::PARTITION_BOUNDS, message)
}

fn shown(value: &BoundValue) -> String {
    match value {
        BoundValue::Minimum => "`minvalue`".to_owned(),
        BoundValue::Maximum => "`maxvalue`".to_owned(),
        BoundValue::Null => "`null`".to_owned(),
        BoundValue::Value(expression) => format!("`{}`", expression.text()),
    }
}

/// The values of a bound, separated by commas.
pub fn read_values(island: Island<'_>, only: Option<&str>) -> (Vec<BoundValue>, Vec<Diagnostic>) {
    let (mut values, mut findings) = (Vec::new(), Vec::new());
    for value in parts(island) {
        let bound = match value.text.to_ascii_lowercase().as_str() {
            "minvalue" => BoundValue::Minimum,
            "maxvalue" => BoundValue::Maximum,
            "null" => BoundValue::Null,
            _ => {
                findings.extend(parse_expression(value, only).err());
                BoundValue::Value(Expression::new(value.text))
            }
        };
        values.push(bound);
    }
    (values, findings)
}

/// The pieces between commas that stand in no bracket and no string.
fn parts(island: Island<'_>) -> Vec<Island<'_>> {
    let (mut cuts, mut depth) = (Vec::new(), 0i32);
    for (piece, range) in scan(island.text) {
        if piece != Piece::Code {
            continue;
        }
        for (at, byte) in island.text[range.clone()].bytes().enumerate() {
            match byte {
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth -= 1,
                b',' if depth == 0 => cuts.push(range.start + at),
                _ => {}
            }
        }
    }
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut + 1));
    let ends = cuts.iter().copied().chain([island.text.len()]);
    let part = |(start, end): (usize, usize)| {
        Island::trimmed(&island.text[start..end], island.span.inner(start as u32, end as u32))
    };
    starts.zip(ends).map(part).filter(|part| !part.text.is_empty()).collect()
}

/// The order of two bounds, where their literals tell it.
fn compare(a: &[BoundValue], b: &[BoundValue]) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    for (a, b) in a.iter().zip(b) {
        let order = match (a, b) {
            (BoundValue::Minimum, BoundValue::Minimum)
            | (BoundValue::Maximum, BoundValue::Maximum) => Equal,
            (BoundValue::Minimum, _) | (_, BoundValue::Maximum) => Less,
            (_, BoundValue::Minimum) | (BoundValue::Maximum, _) => Greater,
            (BoundValue::Value(a), BoundValue::Value(b)) => literals(a.text(), b.text())?,
            _ => return None,
        };
        if order != Equal {
            return Some(order);
        }
    }
    Some(Equal)
}

/// Numbers compare as numbers, dates as texts; anything else only a server can compare.
fn literals(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    if let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) {
        return a.partial_cmp(&b);
    }
    let date = |text: &str| {
        let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
        let dated = inner.len() >= 10
            && inner.bytes().take(4).all(|byte| byte.is_ascii_digit())
            && inner.as_bytes()[4] == b'-';
        dated.then(|| inner.to_owned())
    };
    if a == b {
        return Some(std::cmp::Ordering::Equal);
    }
    match (date(a), date(b)) {
        (Some(a), Some(b)) if a.len() == b.len() => Some(a.cmp(&b)),
        _ => None,
    }
}
