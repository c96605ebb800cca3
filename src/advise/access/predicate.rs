use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Query, SelectItem, SetExpr, Spanned, UnaryOperator, Value, Visit,
    Visitor, visit_expressions_mut,
};

use super::builder::{Builder, arguments, bare, is_plain, number};
use super::idents::mentioned;
use super::outputs::Meaning;
use super::{Edge, Operand, Relation, Target, Test, Tested, UseId, UseKind};

/// One side of a comparison.
enum Side {
    Column(UseId, Target),
    /// Of a derived table.
    Derived(UseId),
    Value(Operand),
    /// Columns of several tables, or of none that is known.
    Mixed,
}

/// What one condition turned out to be.
enum Classified {
    Tests(UseId, Vec<Tested>),
    Edges(Vec<Edge>),
    Nothing,
}

impl Builder<'_> {
    /// A condition that every row of the block must pass.
    pub fn condition(&mut self, condition: &Expr) {
        for part in conjuncts(condition) {
            self.conjunct(part, None);
        }
    }

    /// The condition of an outer join: it chooses rows of the uses from `first` on, and no others.
    pub fn outer_condition(&mut self, condition: &Expr, first: UseId) {
        for part in conjuncts(condition) {
            self.conjunct(part, Some(first));
        }
    }

    fn conjunct(&mut self, part: &Expr, from: Option<UseId>) {
        if self.depth > 60 {
            return;
        }
        match part {
            Expr::InSubquery { expr, subquery, negated } => {
                self.in_subquery(expr, subquery, *negated);
                return;
            }
            Expr::Exists { subquery, negated } => {
                self.exists(subquery, *negated);
                return;
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => match bare(expr) {
                Expr::Exists { subquery, negated } => return self.exists(subquery, !negated),
                Expr::InSubquery { expr, subquery, negated } => {
                    return self.in_subquery(expr, subquery, !negated);
                }
                _ => {}
            },
            Expr::BinaryOp { op: BinaryOperator::Or, .. } => {
                self.alternatives(part);
                return;
            }
            _ => {}
        }
        match self.classify(part) {
            Classified::Tests(id, tests) if from.is_none_or(|first| id >= first) => {
                tests.into_iter().for_each(|test| self.add_test(id, test));
            }
            Classified::Edges(edges) => self.block().edges.extend(edges),
            Classified::Tests(..) => {}
            Classified::Nothing => self.block().facts.loose = true,
        }
    }

    /// Adds a test; the second bound of a range joins the first.
    fn add_test(&mut self, id: UseId, tested: Tested) {
        let Some(used) = self.block().uses.get_mut(id) else { return };
        if let Test::Range { low, high } = &tested.test {
            let other = used.tests.iter_mut().find(|known| known.target == tested.target);
            if let Some(Tested { test: Test::Range { low: known_low, high: known_high }, .. }) =
                other
            {
                if known_low.is_none() && high.is_none() {
                    known_low.clone_from(low);
                    return;
                }
                if known_high.is_none() && low.is_none() {
                    known_high.clone_from(high);
                    return;
                }
            }
        }
        if !used.tests.contains(&tested) {
            used.tests.push(tested);
        }
    }

    fn alternatives(&mut self, condition: &Expr) {
        self.block().facts.loose = true;
        let arms: Vec<Vec<&Expr>> = disjuncts(condition).into_iter().map(conjuncts).collect();
        let texts: Vec<Vec<String>> =
            arms.iter().map(|arm| arm.iter().map(|part| part.to_string()).collect()).collect();
        let Some((first, rest)) = texts.split_first() else { return };
        // What stands in every arm holds for every row.
        let shared: Vec<&String> =
            first.iter().filter(|text| rest.iter().all(|arm| arm.contains(text))).collect();
        for (part, text) in arms[0].iter().zip(first) {
            if shared.contains(&text) {
                self.conjunct(part, None);
            }
        }
        let mut sorted: Vec<Vec<(UseId, Tested)>> = Vec::new();
        for (arm, texts) in arms.iter().zip(&texts) {
            let mut found = Vec::new();
            for (part, text) in arm.iter().zip(texts) {
                if shared.contains(&text) {
                    continue;
                }
                if has_query(part) {
                    self.touch(part);
                    continue;
                }
                if let Classified::Tests(id, tests) = self.classify(part) {
                    found.extend(tests.into_iter().map(|test| (id, test)));
                }
            }
            sorted.push(found);
        }
        for id in 0..self.block().uses.len() {
            let arms: Vec<Vec<Tested>> = sorted
                .iter()
                .map(|arm| arm.iter().filter(|(of, _)| *of == id).map(|(_, test)| test.clone()))
                .map(Iterator::collect)
                .collect();
            if arms.len() < 2 || arms.iter().any(Vec::is_empty) {
                continue;
            }
            match one_column(&arms) {
                Some(tested) => self.add_test(id, tested),
                None => self.block().uses[id].alternatives.push(arms),
            }
        }
    }

    fn exists(&mut self, subquery: &Query, negated: bool) {
        let kind = if negated { UseKind::Anti } else { UseKind::Semi };
        if let Some(select) = is_plain(subquery).filter(|_| !self.full()) {
            self.flatten(&without_outputs(select), &[], kind);
        } else if let Some(child) = self.child(subquery) {
            self.blocks[child].facts.only_existence = true;
        }
    }

    fn in_subquery(&mut self, expression: &Expr, subquery: &Query, negated: bool) {
        let kind = if negated { UseKind::Anti } else { UseKind::Semi };
        let own = self.side(expression);
        let span = self.place(expression);
        if self.full() {
            return;
        }
        let other = match is_plain(subquery) {
            Some(select) => {
                let outputs = self.flatten(select, &[], kind);
                match outputs.into_iter().next() {
                    Some((_, Meaning::Column(id, column))) => {
                        self.nullable(negated, id, column, span);
                        Some((id, Some(column)))
                    }
                    _ => None,
                }
            }
            None => {
                let block = self.query(subquery);
                let id = self.used(Relation::Derived(block), String::new(), kind, subquery);
                Some((id, None))
            }
        };
        let own = match own {
            Side::Column(id, Target::Column(column)) => Some((id, Some(column))),
            Side::Column(id, Target::Expression(..)) | Side::Derived(id) => Some((id, None)),
            _ => None,
        };
        if let (Some(left), Some(right)) = (own, other) {
            self.block().edges.push(Edge { left, right, span });
        }
    }

    /// `not in` over a column that may be null finds nothing once it is.
    fn nullable(&mut self, negated: bool, id: UseId, column: usize, span: crate::text::Span) {
        let used = &self.block().uses[id];
        let guarded = used.tests.iter().any(|tested| {
            tested.target == Target::Column(column)
                && !matches!(tested.test, Test::IsNull | Test::Other)
        });
        let Relation::Table(table) = used.relation else { return };
        let column = &self.catalog.table(table).columns[column];
        if negated && column.nullable && !guarded {
            let name = column.name.clone();
            self.block().facts.not_in.push((span, name));
        }
    }

    fn classify(&mut self, part: &Expr) -> Classified {
        match part {
            Expr::BinaryOp { left, op, right } => self.comparison(part, left, op, right),
            Expr::Between { expr, negated: false, low, high } => {
                let (low, high) = (self.operand(low), self.operand(high));
                self.tested(part, expr, Test::Range { low, high })
            }
            Expr::InList { expr, list, negated } => self.in_list(part, expr, list, *negated),
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
                self.touch(right);
                self.tested(part, left, Test::In(10.0, Vec::new()))
            }
            Expr::IsNull(inner) => self.tested(part, inner, Test::IsNull),
            Expr::IsNotNull(inner) => self.tested(part, inner, Test::IsNotNull),
            Expr::IsTrue(inner) => self.truth(part, inner, "true"),
            Expr::IsFalse(inner) => self.truth(part, inner, "false"),
            Expr::UnaryOp { op: UnaryOperator::Not, expr }
                if matches!(bare(expr), Expr::Identifier(_) | Expr::CompoundIdentifier(_)) =>
            {
                self.truth(part, expr, "false")
            }
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => self.truth(part, part, "true"),
            Expr::Like { negated, expr, pattern, .. } => {
                let test = like(pattern, *negated, false);
                self.touch(pattern);
                self.tested(part, expr, test)
            }
            Expr::ILike { negated, expr, pattern, .. } => {
                let test = like(pattern, *negated, true);
                self.touch(pattern);
                self.tested(part, expr, test)
            }
            Expr::SimilarTo { negated: false, expr, .. }
            | Expr::RLike { negated: false, expr, .. } => {
                self.tested(part, expr, Test::Infix(None))
            }
            Expr::MatchAgainst { columns, .. } => {
                let first = columns.first().and_then(|name| name.0.last()?.as_ident().cloned());
                match first {
                    Some(name) => self.tested(part, &Expr::Identifier(name), Test::Fulltext),
                    None => Classified::Nothing,
                }
            }
            Expr::Between { expr, .. } => self.tested(part, expr, Test::Other),
            other => {
                self.touch(other);
                match self.side(other) {
                    Side::Column(id, target) => self.test(part, id, target, Test::Other),
                    _ => Classified::Nothing,
                }
            }
        }
    }

    fn truth(&mut self, part: &Expr, inner: &Expr, value: &str) -> Classified {
        self.tested(part, inner, Test::Equal(Operand::Literal(value.to_owned())))
    }

    fn tested(&mut self, part: &Expr, subject: &Expr, test: Test) -> Classified {
        match self.side(subject) {
            Side::Column(id, target) => self.test(part, id, target, test),
            _ => Classified::Nothing,
        }
    }

    fn test(&mut self, part: &Expr, id: UseId, target: Target, test: Test) -> Classified {
        let span = self.place(part);
        let text = unqualified(part);
        Classified::Tests(id, vec![Tested { target, test, span, text }])
    }

    fn in_list(&mut self, part: &Expr, expr: &Expr, list: &[Expr], negated: bool) -> Classified {
        let mut literals = Vec::new();
        let mut count = 0.0;
        for item in list {
            match self.operand(item) {
                Some(Operand::Literal(text)) => {
                    literals.push(text);
                    count += 1.0;
                }
                // One parameter in a list usually stands for several values.
                Some(Operand::Parameter) if list.len() == 1 => count += 5.0,
                _ => count += 1.0,
            }
        }
        if let Expr::Tuple(members) = bare(expr) {
            let tests: Vec<(UseId, Target)> =
                members.iter().filter_map(|member| self.target(member)).collect();
            let Some((id, _)) = tests.first().cloned() else { return Classified::Nothing };
            let span = self.place(part);
            let tests = tests.into_iter().filter(|(of, _)| *of == id).map(|(_, target)| Tested {
                target,
                test: Test::In(count, Vec::new()),
                span,
                text: unqualified(part),
            });
            return Classified::Tests(id, tests.collect());
        }
        let test = match (negated, list.len()) {
            (true, _) => Test::Differs(count),
            (false, 1) if literals.len() == 1 => Test::Equal(Operand::Literal(literals.remove(0))),
            (false, _) => Test::In(count, literals),
        };
        self.tested(part, expr, test)
    }

    fn comparison(
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
    fn operand(&mut self, expression: &Expr) -> Option<Operand> {
        match self.side(expression) {
            Side::Value(operand) => Some(operand),
            _ => None,
        }
    }

    fn side(&mut self, expression: &Expr) -> Side {
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

    fn target_of(
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

/// The conditions that hold together.
pub(super) fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    split(condition, &BinaryOperator::And)
}

fn disjuncts(condition: &Expr) -> Vec<&Expr> {
    split(condition, &BinaryOperator::Or)
}

/// Without recursion: conditions of thousands of parts lean all to one side.
fn split<'e>(condition: &'e Expr, by: &BinaryOperator) -> Vec<&'e Expr> {
    let mut open = vec![condition];
    let mut found = Vec::new();
    while let Some(part) = open.pop() {
        match bare(part) {
            Expr::BinaryOp { left, op, right } if op == by => {
                open.push(right);
                open.push(left);
            }
            other => found.push(other),
        }
    }
    found
}

/// `a = 1 or a = 2` is `a in (1, 2)`.
fn one_column(arms: &[Vec<Tested>]) -> Option<Tested> {
    let mut literals = Vec::new();
    let mut count = 0.0;
    let first = arms.first()?.first()?;
    for arm in arms {
        let [only] = arm.as_slice() else { return None };
        if only.target != first.target {
            return None;
        }
        match &only.test {
            Test::Equal(Operand::Literal(text)) => {
                literals.push(text.clone());
                count += 1.0;
            }
            Test::Equal(_) => count += 1.0,
            Test::In(values, known) => {
                literals.extend(known.iter().cloned());
                count += values;
            }
            _ => return None,
        }
    }
    Some(Tested { test: Test::In(count, literals), ..first.clone() })
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

fn like(pattern: &Expr, negated: bool, any_case: bool) -> Test {
    if negated {
        return Test::Differs(1.0);
    }
    let text = match bare(pattern) {
        Expr::Value(value) => value.value.clone().into_string(),
        _ => None,
    };
    match text {
        // What a parameter holds is not known: it may begin with a wildcard.
        None => Test::Infix(None),
        Some(text) => match text.find(['%', '_']) {
            None if !any_case => Test::Equal(Operand::Literal(format!("'{text}'"))),
            Some(at) if at > 0 && !any_case => Test::Prefix(text[..at].to_owned()),
            _ => Test::Infix(Some(text)),
        },
    }
}

/// Where `count(*) > 0`, `count(*) = 0` or the like stands.
pub(super) fn counted(expression: &Expr) -> Option<sqlparser::tokenizer::Span> {
    let Expr::BinaryOp { left, op, right } = bare(expression) else { return None };
    let compared = number(right)?;
    let existence = matches!(
        (op, compared as i64),
        (BinaryOperator::Gt | BinaryOperator::NotEq | BinaryOperator::Eq, 0)
            | (BinaryOperator::GtEq | BinaryOperator::Lt, 1)
    );
    let is_count = |inner: &Expr| match bare(inner) {
        Expr::Function(function) => {
            function.name.to_string().eq_ignore_ascii_case("count")
                && (arguments(function).is_empty() || arguments(function).len() == 1)
                && function.over.is_none()
        }
        _ => false,
    };
    let counts = match bare(left) {
        Expr::Subquery(query) => match &*query.body {
            SetExpr::Select(select) => match select.projection.as_slice() {
                [SelectItem::UnnamedExpr(only)] => is_count(only) && select.having.is_none(),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    (existence && counts).then(|| expression.span())
}

fn has_query(expression: &Expr) -> bool {
    !mentioned(expression).queries.is_empty()
}

fn has_placeholder(expression: &Expr) -> bool {
    struct Finder;
    impl Visitor for Finder {
        type Break = ();
        fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
            match expression {
                Expr::Value(value) if matches!(value.value, Value::Placeholder(_)) => {
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            }
        }
    }
    expression.visit(&mut Finder).is_break()
}

/// An expression as an index of one table would hold it: no table is named.
pub(super) fn unqualified(expression: &Expr) -> String {
    let mut copy = expression.clone();
    let _: ControlFlow<()> = visit_expressions_mut(&mut copy, |part| {
        if let Expr::CompoundIdentifier(path) = part
            && let Some(own) = path.last()
        {
            *part = Expr::Identifier(own.clone());
        }
        ControlFlow::Continue(())
    });
    copy.to_string()
}

/// What `exists` selects does not matter.
fn without_outputs(select: &sqlparser::ast::Select) -> sqlparser::ast::Select {
    sqlparser::ast::Select { projection: Vec::new(), ..select.clone() }
}
