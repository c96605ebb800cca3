use sqlparser::ast::{BinaryOperator, Expr, Value};

use super::builder::Builder;
use super::idents::mentioned;
use super::outputs::Meaning;
use super::predicate::{Classified, Side, like};
use super::terms::{bare, counted, has_placeholder, unqualified};
use super::{Edge, Operand, Target, Test, UseId};

impl Builder<'_> {
    pub(super) fn comparison(
        &mut self,
        part: &Expr,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
    ) -> Classified {
        if let (Expr::Tuple(left), Expr::Tuple(right)) = (bare(left), bare(right)) {
            return self.tuples(part, left, op, right);
        }
        if let Some(span) = counted(part) {
            let span = self.standing_for.unwrap_or_else(|| self.island.place(span));
            self.block().facts.counted_for_existence.get_or_insert(span);
        }
        let (own, other) = (self.side(left), self.side(right));
        let equal = matches!(op, BinaryOperator::Eq | BinaryOperator::Spaceship);
        match (own, other) {
            (Side::Column(id, target), Side::Value(operand)) => {
                let test = test_of(op, operand, right);
                self.test(part, id, target, test)
            }
            (Side::Value(operand), Side::Column(id, target)) => {
                let test = match turned(op) {
                    Some(op) => test_of(&op, operand, left),
                    None => Test::Other,
                };
                self.test(part, id, target, test)
            }
            (Side::Column(a, left_target), Side::Column(b, right_target)) if a != b && equal => {
                let column = |target: Target| match target {
                    Target::Column(column) => Some(column),
                    Target::Expression(..) => None,
                };
                let edge = Edge {
                    left: (a, column(left_target)),
                    right: (b, column(right_target)),
                    span: self.place(part),
                };
                Classified::Edges(vec![edge])
            }
            (Side::Column(a, Target::Column(column)), Side::Derived(b))
            | (Side::Derived(b), Side::Column(a, Target::Column(column)))
                if equal && a != b =>
            {
                let (left, right) = ((a, Some(column)), (b, None));
                Classified::Edges(vec![Edge { left, right, span: self.place(part) }])
            }
            (Side::Derived(a), Side::Derived(b)) if equal && a != b => {
                let (left, right) = ((a, None), (b, None));
                Classified::Edges(vec![Edge { left, right, span: self.place(part) }])
            }
            (Side::Column(a, target), Side::Column(b, _)) if a == b => {
                self.test(part, a, target, Test::Other)
            }
            _ => Classified::Nothing,
        }
    }

    fn tuples(
        &mut self,
        part: &Expr,
        left: &[Expr],
        op: &BinaryOperator,
        right: &[Expr],
    ) -> Classified {
        if *op == BinaryOperator::Eq {
            let mut tests = Vec::new();
            let mut of = None;
            let mut edges = Vec::new();
            for (left, right) in left.iter().zip(right) {
                match self.comparison(part, left, op, right) {
                    Classified::Tests(id, more) if of.is_none_or(|other| other == id) => {
                        of = Some(id);
                        tests.extend(more);
                    }
                    Classified::Edges(more) => edges.extend(more),
                    _ => {}
                }
            }
            return match of {
                Some(id) => {
                    self.block().edges.extend(edges);
                    Classified::Tests(id, tests)
                }
                None => Classified::Edges(edges),
            };
        }
        right.iter().for_each(|value| self.touch(value));
        let targets: Vec<(UseId, Target)> =
            left.iter().filter_map(|member| self.target(member)).collect();
        match targets.split_first() {
            Some(((id, target), rest)) if targets.len() == left.len() => {
                let rest = rest.iter().flat_map(|(_, target)| target.columns().to_vec());
                let test = Test::RowRange(rest.collect());
                self.test(part, *id, target.clone(), test)
            }
            _ => Classified::Nothing,
        }
    }

    /// The value of an expression that names no column of this block.
    pub(super) fn operand(&mut self, expression: &Expr) -> Option<Operand> {
        match self.side(expression) {
            Side::Value(operand) => Some(operand),
            _ => None,
        }
    }

    pub(super) fn side(&mut self, expression: &Expr) -> Side {
        let expression = bare(expression);
        let path = match expression {
            Expr::Identifier(name) => vec![name.clone()],
            Expr::CompoundIdentifier(path) => path.clone(),
            Expr::Value(value) => {
                return Side::Value(match &value.value {
                    Value::Placeholder(_) => Operand::Parameter,
                    other => Operand::Literal(other.to_string()),
                });
            }
            _ => return self.compound(expression),
        };
        match self.resolve(&path) {
            Some(Meaning::Column(id, column)) => Side::Column(id, Target::Column(column)),
            Some(Meaning::Derived(id)) => Side::Derived(id),
            Some(Meaning::Computed(_)) => Side::Mixed,
            None => Side::Value(Operand::Later),
        }
    }

    fn compound(&mut self, expression: &Expr) -> Side {
        let found = mentioned(expression);
        for query in &found.queries {
            self.child(query);
        }
        let meanings: Vec<Option<Meaning>> =
            found.names.iter().map(|path| self.resolve(path)).collect();
        if meanings.iter().all(Option::is_none) {
            let later = !meanings.is_empty() || !found.queries.is_empty();
            return Side::Value(match later {
                true => Operand::Later,
                false if has_placeholder(expression) => Operand::Parameter,
                false => Operand::Computed(expression.to_string()),
            });
        }
        match self.target_of(expression, &meanings) {
            Some((id, target)) if found.queries.is_empty() => Side::Column(id, target),
            _ => Side::Mixed,
        }
    }

    pub(super) fn target_of(
        &mut self,
        expression: &Expr,
        meanings: &[Option<Meaning>],
    ) -> Option<(UseId, Target)> {
        let mut of = None;
        let mut columns = Vec::new();
        for meaning in meanings {
            match meaning {
                Some(Meaning::Column(id, column)) if of.is_none_or(|other| other == *id) => {
                    of = Some(*id);
                    columns.push(*column);
                }
                _ => return None,
            }
        }
        columns.sort_unstable();
        columns.dedup();
        Some((of?, Target::Expression(unqualified(expression), columns)))
    }
}

fn test_of(op: &BinaryOperator, operand: Operand, value: &Expr) -> Test {
    match op {
        BinaryOperator::Eq | BinaryOperator::Spaceship => Test::Equal(operand),
        BinaryOperator::Gt | BinaryOperator::GtEq => Test::Range { low: Some(operand), high: None },
        BinaryOperator::Lt | BinaryOperator::LtEq => Test::Range { low: None, high: Some(operand) },
        BinaryOperator::NotEq => Test::Differs(1.0),
        BinaryOperator::AtArrow
        | BinaryOperator::ArrowAt
        | BinaryOperator::PGOverlap
        | BinaryOperator::Question
        | BinaryOperator::QuestionAnd
        | BinaryOperator::QuestionPipe
        | BinaryOperator::AtQuestion => Test::Contains(op.to_string()),
        BinaryOperator::AtAt => Test::Fulltext,
        BinaryOperator::PGLikeMatch => like(value, false, false),
        BinaryOperator::PGILikeMatch => like(value, false, true),
        BinaryOperator::PGRegexMatch | BinaryOperator::PGRegexIMatch => Test::Infix(None),
        _ => Test::Other,
    }
}

fn turned(op: &BinaryOperator) -> Option<BinaryOperator> {
    Some(match op {
        BinaryOperator::Gt => BinaryOperator::Lt,
        BinaryOperator::GtEq => BinaryOperator::LtEq,
        BinaryOperator::Lt => BinaryOperator::Gt,
        BinaryOperator::LtEq => BinaryOperator::GtEq,
        BinaryOperator::Eq | BinaryOperator::NotEq | BinaryOperator::AtAt => op.clone(),
        BinaryOperator::ArrowAt => BinaryOperator::AtArrow,
        BinaryOperator::AtArrow => BinaryOperator::ArrowAt,
        BinaryOperator::PGOverlap => BinaryOperator::PGOverlap,
        _ => return None,
    })
}
