use sqlparser::ast::{BinaryOperator, Expr, Query, UnaryOperator};

use super::builder::Builder;
use super::outputs::Meaning;
use super::terms::{bare, conjuncts, disjuncts, has_query, is_plain, unqualified, without_outputs};
use super::{Edge, Operand, Relation, Target, Test, Tested, UseId, UseKind};

/// One side of a comparison.
pub(super) enum Side {
    Column(UseId, Target),
    /// Of a derived table.
    Derived(UseId),
    Value(Operand),
    /// Columns of several tables, or of none that is known.
    Mixed,
}

/// What one condition turned out to be.
pub(super) enum Classified {
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
            if let Some(Tested {
                test: Test::Range { low: known_low, high: known_high },
                more,
                ..
            }) = other
            {
                let joins_low = known_low.is_none() && high.is_none();
                let joins_high = known_high.is_none() && low.is_none();
                if joins_low {
                    known_low.clone_from(low);
                } else if joins_high {
                    known_high.clone_from(high);
                }
                if joins_low || joins_high {
                    *more = Some(tested.text);
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

    pub(super) fn classify(&mut self, part: &Expr) -> Classified {
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

    pub(super) fn tested(&mut self, part: &Expr, subject: &Expr, test: Test) -> Classified {
        match self.side(subject) {
            Side::Column(id, target) => self.test(part, id, target, test),
            _ => Classified::Nothing,
        }
    }

    pub(super) fn test(
        &mut self,
        part: &Expr,
        id: UseId,
        target: Target,
        test: Test,
    ) -> Classified {
        let span = self.place(part);
        let text = unqualified(part);
        Classified::Tests(id, vec![Tested { target, test, span, text, more: None }])
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
                more: None,
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
    let texts: Vec<&str> = arms.iter().flatten().map(|one| one.text.as_str()).collect();
    Some(Tested { test: Test::In(count, literals), text: texts.join(" or "), ..first.clone() })
}

pub(super) fn like(pattern: &Expr, negated: bool, any_case: bool) -> Test {
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
