use crate::advise::access::{Operand, Target, Test, Tested};
use crate::advise::statistics::{ColumnFigures, TableFigures};
use crate::schema::{DataType, Table};

/// The part of a table's rows that pass a test.
pub fn selectivity(tested: &Tested, table: &Table, figures: &TableFigures) -> f64 {
    let floor = 1.0 / figures.rows.max(1.0);
    let part = match &tested.target {
        Target::Column(column) => {
            of_column(&tested.test, &figures.columns[*column], &table.columns[*column].data_type)
        }
        Target::Expression(_, columns) => of_expression(&tested.test, columns, figures),
    };
    part.clamp(floor, 1.0)
}

fn of_column(test: &Test, column: &ColumnFigures, data_type: &DataType) -> f64 {
    let present = 1.0 - column.nulls;
    match test {
        Test::Equal(Operand::Literal(text)) => equal_to(text, column),
        Test::Equal(_) => present / column.distinct,
        Test::In(count, literals) if literals.len() as f64 == *count => {
            literals.iter().map(|text| equal_to(text, column)).sum::<f64>().min(present)
        }
        Test::In(count, _) => (count * present / column.distinct).min(present),
        Test::IsNull => column.nulls,
        Test::IsNotNull => present,
        Test::Range { low, high } => range(low.as_ref(), high.as_ref(), column, data_type),
        Test::RowRange(_) => 0.33,
        Test::Prefix(text) => prefix(text, column),
        Test::Infix(Some(text)) => infix(text, column),
        Test::Infix(None) => 0.01,
        Test::Contains(_) => 0.005,
        Test::Fulltext => 0.005,
        Test::Differs(count) => (present - count / column.distinct).max(0.1),
        Test::Other => 0.33,
    }
}

/// Of the value of an expression nothing is known but that it comes from these columns.
fn of_expression(test: &Test, columns: &[usize], figures: &TableFigures) -> f64 {
    let distinct = figures.distinct(columns).min(figures.rows / 5.0).max(1.0);
    match test {
        Test::Equal(_) => 1.0 / distinct,
        Test::In(count, _) => (count / distinct).min(1.0),
        Test::IsNull => 0.01,
        Test::Fulltext => 0.005,
        Test::Prefix(_) | Test::Contains(_) | Test::Infix(_) => 0.01,
        _ => 0.33,
    }
}

fn equal_to(text: &str, column: &ColumnFigures) -> f64 {
    let plain = unquoted(text);
    if let Some((_, part)) = column.common.iter().find(|(value, _)| value.trim_end() == plain) {
        return *part;
    }
    let present = 1.0 - column.nulls;
    let known: f64 = column.common.iter().map(|(_, part)| part).sum();
    let rest = (column.distinct - column.common.len() as f64).max(1.0);
    if column.common.is_empty() {
        present / column.distinct
    } else {
        (present - known).max(0.0) / rest
    }
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_start_matches('\'').split('\'').next().unwrap_or(text)
}

/// The value in a text such as `cast('1995-01-01' as date)` or `0.05`.
fn value(operand: &Operand) -> Option<f64> {
    match operand {
        Operand::Literal(text) | Operand::Computed(text) => {
            let plain = match text.split_once('\'') {
                Some((_, rest)) => rest.split('\'').next()?,
                None => text.as_str(),
            };
            // Arithmetic on a date is not done here.
            let arithmetic = text.to_lowercase().contains("interval");
            scalar(plain).filter(|_| !arithmetic)
        }
        Operand::Parameter | Operand::Later => None,
    }
}

/// Numbers as they are, dates and times as days.
pub(super) fn scalar(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return Some(number);
    }
    let mut parts = text.get(..10)?.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day): (f64, f64, f64) =
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let clock = text.get(11..19).map_or(0.0, |clock| {
        let mut parts = clock.split(':').map(|part| part.parse::<f64>().unwrap_or(0.0));
        let (hour, minute) = (parts.next().unwrap_or(0.0), parts.next().unwrap_or(0.0));
        (hour * 60.0 + minute) / 1_440.0
    });
    // Days since a March: months from there on have a regular length.
    let (year, month) = if month <= 2.0 { (year - 1.0, month + 9.0) } else { (year, month - 3.0) };
    let leap = (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    Some(365.0 * year + leap + ((153.0 * month + 2.0) / 5.0).floor() + day + clock)
}

fn range(
    low: Option<&Operand>,
    high: Option<&Operand>,
    column: &ColumnFigures,
    data_type: &DataType,
) -> f64 {
    let present = 1.0 - column.nulls;
    let (from, to) = (low.and_then(value), high.and_then(value));
    if column.histogram.len() >= 2
        && (low.is_none() || from.is_some())
        && (high.is_none() || to.is_some())
    {
        let below = |limit: Option<f64>, open: f64| match limit {
            Some(limit) => position(limit, column).unwrap_or(open),
            None => open,
        };
        return ((below(to, 1.0) - below(from, 0.0)) * present).max(0.0001);
    }
    if let (Some(from), Some(to)) = (from, to) {
        let discrete = matches!(
            data_type,
            DataType::Date | DataType::SmallInt | DataType::Int | DataType::BigInt
        );
        if discrete {
            // Whole values without gaps: as many as the range has room for.
            return ((to - from).abs().max(1.0) / column.distinct * present).min(present);
        }
        if matches!(data_type, DataType::Timestamp { .. } | DataType::TimestampTz { .. }) {
            // Three years of history are usual.
            return ((to - from).abs() / 1_000.0 * present).min(present);
        }
    }
    match (low, high) {
        (Some(_), Some(_)) => 0.05 * present,
        _ => 0.33 * present,
    }
}

/// The part of the values that lie below a limit.
fn position(limit: f64, column: &ColumnFigures) -> Option<f64> {
    let bounds: Option<Vec<f64>> = column.histogram.iter().map(|text| scalar(text)).collect();
    let bounds = bounds?;
    let steps = (bounds.len() - 1) as f64;
    let step = bounds.partition_point(|bound| *bound <= limit);
    let common: f64 = column
        .common
        .iter()
        .filter(|(text, _)| scalar(text).is_some_and(|number| number < limit))
        .map(|(_, part)| part)
        .sum();
    let known: f64 = column.common.iter().map(|(_, part)| part).sum();
    let inside = if step == 0 {
        0.0
    } else if step >= bounds.len() {
        1.0
    } else {
        let (from, to) = (bounds[step - 1], bounds[step]);
        let within = if to > from { (limit - from) / (to - from) } else { 0.5 };
        (step as f64 - 1.0 + within) / steps
    };
    Some(common + inside * (1.0 - known).max(0.0))
}

fn prefix(text: &str, column: &ColumnFigures) -> f64 {
    let common: f64 = column
        .common
        .iter()
        .filter(|(value, _)| value.starts_with(text))
        .map(|(_, part)| part)
        .sum();
    if !column.histogram.is_empty() {
        let matching = column.histogram.iter().filter(|value| value.starts_with(text)).count();
        let part = matching as f64 / column.histogram.len() as f64;
        return (common + part).max(0.0005);
    }
    (0.2_f64.powi(text.chars().count().min(4) as i32)).max(1.0 / column.distinct)
}

fn infix(text: &str, column: &ColumnFigures) -> f64 {
    let longest = text.split(['%', '_']).map(|part| part.chars().count()).max().unwrap_or(0).min(5);
    let known: Vec<&(String, f64)> =
        column.common.iter().filter(|(value, _)| value.contains(text.trim_matches('%'))).collect();
    if !known.is_empty() {
        return known.iter().map(|(_, part)| part).sum();
    }
    // Longer texts are rarer.
    [0.5, 0.2, 0.1, 0.05, 0.02, 0.01].get(longest).copied().unwrap_or(0.01)
}
