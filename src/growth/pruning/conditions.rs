//! What a query says of one column, read from its conditions as they are written.

use sqlparser::ast::{BinaryOperator, Expr, Value as Literal};

use crate::advise::access::{Block, ColumnId, Operand, Target, Test, Tested, UseId};
use crate::schema::{Expression, without_parentheses as bare};

/// A value that a column is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// By its name.
    Parameter(String),
    /// As SQL writes it.
    Literal(String),
}

/// All that holds for a column at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Conditions {
    /// Nothing below, and whether the value itself is meant.
    pub low: Vec<(Value, bool)>,
    pub high: Vec<(Value, bool)>,
    /// One of these.
    pub points: Option<Vec<Value>>,
}

impl Conditions {
    pub fn is_open(&self) -> bool {
        self.low.is_empty() && self.high.is_empty() && self.points.is_none()
    }
}

/// What holds for a column; where the query says `or`, of each alternative. None where something is said of the column
/// that is not understood.
pub(super) fn conditions(block: &Block, of: UseId, column: ColumnId) -> Option<Vec<Conditions>> {
    let used = &block.uses[of];
    let is_about = |tested: &Tested| match &tested.target {
        Target::Column(own) => *own == column,
        Target::Expression(..) => false,
    };
    let mut always = Conditions::default();
    add_all(&mut always, used.tests.iter().filter(|tested| is_about(tested)))?;
    let mut choices =
        used.alternatives.iter().filter(|branches| branches.iter().flatten().any(is_about));
    let (first, second) = (choices.next(), choices.next());
    let Some(branches) = first else { return Some(vec![always]) };
    // Two choices are not multiplied.
    if second.is_some() {
        return None;
    }
    let of_branch = |branch: &Vec<Tested>| {
        let mut conditions = always.clone();
        add_all(&mut conditions, branch.iter().filter(|tested| is_about(tested)))?;
        Some(conditions)
    };
    branches.iter().map(of_branch).collect()
}

fn add_all<'t>(conditions: &mut Conditions, tests: impl Iterator<Item = &'t Tested>) -> Option<()> {
    for tested in tests {
        // Known row by row: a plan names all partitions.
        if matches!(tested.test, Test::Equal(Operand::Later) | Test::IsNotNull) {
            continue;
        }
        for text in std::iter::once(&tested.text).chain(&tested.more) {
            add(conditions, text)?;
        }
    }
    Some(())
}

fn add(conditions: &mut Conditions, text: &str) -> Option<()> {
    let expression = Expression::new(text);
    add_parsed(conditions, expression.parsed()?)
}

fn add_parsed(conditions: &mut Conditions, expression: &Expr) -> Option<()> {
    match bare(expression) {
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
            let mut either = Vec::new();
            for side in [left, right] {
                let mut own = Conditions::default();
                add_parsed(&mut own, side)?;
                match own {
                    Conditions { low, high, points: Some(found) }
                        if low.is_empty() && high.is_empty() =>
                    {
                        either.extend(found);
                    }
                    _ => return None,
                }
            }
            points(conditions, either)?;
        }
        Expr::BinaryOp { left, op, right } => {
            let (op, other) = match (is_column(left), is_column(right)) {
                (true, false) => (op.clone(), right),
                (false, true) => (turned(op)?, left),
                _ => return None,
            };
            let value = value(other)?;
            match op {
                BinaryOperator::Eq => points(conditions, vec![value])?,
                BinaryOperator::Gt => conditions.low.push((value, false)),
                BinaryOperator::GtEq => conditions.low.push((value, true)),
                BinaryOperator::Lt => conditions.high.push((value, false)),
                BinaryOperator::LtEq => conditions.high.push((value, true)),
                _ => return None,
            }
        }
        Expr::Between { negated: false, low, high, .. } => {
            conditions.low.push((value(low)?, true));
            conditions.high.push((value(high)?, true));
        }
        Expr::InList { list, negated: false, .. } => {
            points(conditions, list.iter().map(value).collect::<Option<_>>()?)?;
        }
        _ => return None,
    }
    Some(())
}

/// Two sets of points are not put together.
fn points(conditions: &mut Conditions, values: Vec<Value>) -> Option<()> {
    conditions.points.replace(values).is_none().then_some(())
}

fn turned(op: &BinaryOperator) -> Option<BinaryOperator> {
    Some(match op {
        BinaryOperator::Eq => BinaryOperator::Eq,
        BinaryOperator::Gt => BinaryOperator::Lt,
        BinaryOperator::GtEq => BinaryOperator::LtEq,
        BinaryOperator::Lt => BinaryOperator::Gt,
        BinaryOperator::LtEq => BinaryOperator::GtEq,
        _ => return None,
    })
}

fn is_column(expression: &Expr) -> bool {
    matches!(bare(expression), Expr::Identifier(_) | Expr::CompoundIdentifier(_))
}

fn value(expression: &Expr) -> Option<Value> {
    let Expr::Value(value) = bare(expression) else { return None };
    match &value.value {
        Literal::Placeholder(name) => {
            Some(Value::Parameter(name.trim_start_matches([':', '$', '@']).to_owned()))
        }
        Literal::SingleQuotedString(_) | Literal::Number(..) => {
            Some(Value::Literal(value.value.to_string()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Conditions> {
        let mut conditions = Conditions::default();
        add(&mut conditions, text).map(|()| conditions)
    }

    #[test]
    fn comparisons_are_read_from_either_side() {
        let since = || Value::Parameter("since".to_owned());
        let low =
            |inclusive| Conditions { low: vec![(since(), inclusive)], ..Conditions::default() };
        assert_eq!(read("at >= :since"), Some(low(true)));
        assert_eq!(read(":since < (at)"), Some(low(false)));
        let between = read("at between '2026-01-01' and :since").unwrap();
        assert_eq!(between.low, [(Value::Literal("'2026-01-01'".to_owned()), true)]);
        assert_eq!(between.high, [(since(), true)]);
        assert_eq!(read("k in (1, :since)").unwrap().points.unwrap().len(), 2);
        assert_eq!(read("k = 1 or (k in (2, 3) or :since = k)").unwrap().points.unwrap().len(), 4);
        for text in [
            "at >= now()",
            "date(at) = :since",
            "at = other",
            "at <> :since",
            "k = 1 or k > 2",
            "(",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
