use super::super::interval::{self, IntervalPart};
use super::super::token::TokenKind;
use super::super::tree::{Node, NodeKind};
use super::template::{Argument, Parts, fill};
use super::{Translator, Untranslatable};
use crate::dialect::FunctionSpelling;
use crate::schema::DataType;

/// The key in a dialect's operators that says: every operator is known here.
pub(super) const ANY: &str = "*";

/// Operators every server has, unless its dialect says otherwise.
const PORTABLE: &[&str] = &[
    "=",
    "<",
    ">",
    "<=",
    ">=",
    "<>",
    "!=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "and",
    "or",
    "like",
    "not like",
    "in",
    "not in",
    "between",
    "not between",
    "is distinct from",
    "is not distinct from",
    "collate",
    "escape",
    "&",
    "|",
    "<<",
    ">>",
    "||",
    "->",
    "->>",
    "filter",
];

/// Operators that bind looser than `||` on some servers and tighter on others.
const ARITHMETIC: &[&str] = &["+", "-", "*", "/", "%"];

impl Translator<'_> {
    pub(super) fn binary(
        &mut self,
        node: &Node,
        operator: &str,
        left: &Node,
        right: &Node,
    ) -> Result<String, Untranslatable> {
        if let Some(sum) = self.interval_sum(node, operator, left, right)? {
            return Ok(sum);
        }
        let Some(spelling) = self.spelling(node, operator)? else { return self.copy(node) };
        let Some(template) = &spelling.sql else { return self.copy(node) };
        self.lose(&spelling.loss);
        let mut right = right;
        // `a ilike b escape c`: the escape belongs behind the whole.
        let mut escape = String::new();
        if operator.ends_with("like")
            && let NodeKind::Binary { operator, left: pattern, right: character } = &right.kind
            && operator == "escape"
        {
            escape = format!(" escape {}", self.render(character)?);
            right = pattern;
        }
        let mut others = Vec::new();
        if template.contains("{path}") {
            others.push(("{path}", self.json_path(right)?));
        }
        let arguments = [self.argument(left)?, self.argument(right)?];
        Ok(fill(template, &Parts { arguments: &arguments, others: &others }) + &escape)
    }

    /// `a || b || c`, and the chains of `and` and `or`.
    pub(super) fn chain(
        &mut self,
        node: &Node,
        operator: &str,
        operands: &[Node],
    ) -> Result<String, Untranslatable> {
        if let Some(FunctionSpelling { sql: Some(template), loss, .. }) =
            self.spelling(node, operator)?
        {
            self.lose(&loss);
            let mut arguments = Vec::with_capacity(operands.len());
            for operand in operands {
                arguments.push(self.argument(operand)?);
            }
            return Ok(fill(&template, &Parts { arguments: &arguments, others: &[] }));
        }
        let arithmetic = |node: &Node| matches!(&node.kind, NodeKind::Binary { operator, .. } if ARITHMETIC.contains(&operator.as_str()));
        if self.is_at_home() || operator != "||" || !operands.iter().any(arithmetic) {
            return self.copy(node);
        }
        // Servers do not agree on what `a || b + c` means; brackets do.
        let mut text = String::new();
        let mut place = node.range.start;
        for operand in operands {
            text.push_str(self.source(place..operand.range.start));
            let rendered = self.render(operand)?;
            text.push_str(&if arithmetic(operand) { format!("({rendered})") } else { rendered });
            place = operand.range.end;
        }
        Ok(text)
    }

    fn argument(&mut self, node: &Node) -> Result<Argument, Untranslatable> {
        Ok(Argument { text: self.render(node)?, is_atom: node.is_atom() })
    }

    pub(super) fn prefix(&mut self, node: &Node, operator: &str) -> Result<String, Untranslatable> {
        let known = matches!(operator, "not" | "-" | "+" | "~");
        if !known && !self.is_at_home() {
            return Err(self.untranslatable(
                node,
                format!("{} has no operator `{operator}`", self.dialect.title()),
            ));
        }
        self.copy(node)
    }

    /// An interval that is no operand of `+` or `-`.
    pub(super) fn interval(&mut self, node: &Node, amount: &str) -> Result<String, Untranslatable> {
        if !self.dialect.data.operators.contains_key("interval") {
            let quoted = self.source(node.range.clone()).contains('\'');
            return Ok(match quoted {
                true => self.source(node.range.clone()).to_owned(),
                false => format!("interval {}", self.dialect.string_literal(amount)),
            });
        }
        let is_column = self.scope.data_type == Some(&DataType::Interval);
        match interval::parse(amount).as_deref().and_then(interval::microseconds) {
            Some(microseconds) if is_column => Ok(microseconds.to_string()),
            _ => {
                let why = format!(
                    "{} has no interval type: an interval can be added to a time, no more",
                    self.dialect.title()
                );
                Err(self.untranslatable(node, why))
            }
        }
    }

    /// `time + interval '1 day'`, where that is spelled otherwise.
    fn interval_sum(
        &mut self,
        node: &Node,
        operator: &str,
        left: &Node,
        right: &Node,
    ) -> Result<Option<String>, Untranslatable> {
        let (time, amount) = match (&left.kind, operator, &right.kind) {
            (_, "+" | "-", NodeKind::Interval(amount)) => (left, amount),
            (NodeKind::Interval(amount), "+", _) => (right, amount),
            _ => return Ok(None),
        };
        let operators = &self.dialect.data.operators;
        let (Some(sum), Some(one)) =
            (operators.get(&format!("{operator} interval")), operators.get("interval"))
        else {
            return Ok(None);
        };
        let Some(parts) = interval::parse(amount) else {
            let why = format!(
                "{} needs amounts and units, as in `interval '1 day 2 hours'`",
                self.dialect.title()
            );
            return Err(self.untranslatable(node, why));
        };
        let Some(sum) =
            sum.choose(self.dialect.version, None, 2).and_then(|spelling| spelling.sql.clone())
        else {
            return Ok(None);
        };
        let mut text = self.argument(time)?;
        for part in parts {
            let unit = part.unit.word();
            let Some(spelling) = one.choose(self.dialect.version, Some(unit), 0) else {
                return Ok(None);
            };
            let Some(template) = &spelling.sql else {
                return Err(self.untranslatable(node, spelling.missing.clone().unwrap_or_default()));
            };
            let interval = Argument { text: spell(template, operator, part), is_atom: true };
            let arguments = [text, interval];
            text = Argument {
                text: fill(&sum, &Parts { arguments: &arguments, others: &[] }),
                is_atom: true,
            };
        }
        Ok(Some(text.text))
    }

    /// What the dialect says of an operator; none where it is as everywhere.
    fn spelling(
        &self,
        node: &Node,
        operator: &str,
    ) -> Result<Option<FunctionSpelling>, Untranslatable> {
        let operators = &self.dialect.data.operators;
        let Some(spellings) = operators.get(operator) else {
            if PORTABLE.contains(&operator) || self.is_at_home() {
                return Ok(None);
            }
            return Err(self.untranslatable(
                node,
                format!("{} has no operator `{operator}`", self.dialect.title()),
            ));
        };
        let Some(spelling) = spellings.choose(self.dialect.version, None, 2) else {
            return Ok(None);
        };
        match &spelling.missing {
            Some(why) => Err(self.untranslatable(node, why.clone())),
            None => Ok(Some(spelling.clone())),
        }
    }

    /// `'$."key"'` or `'$[0]'`, for `-> 'key'` and `-> 0`.
    fn json_path(&self, step: &Node) -> Result<String, Untranslatable> {
        let token = match step.kind {
            NodeKind::Leaf(index) => self.tokens.get(index),
            _ => None,
        };
        match token.map(|token| (&token.kind, self.source(token.range.clone()))) {
            Some((TokenKind::String { value, .. }, _)) => {
                let key = value.replace('\\', "\\\\").replace('"', "\\\"");
                Ok(self.dialect.string_literal(&format!("$.\"{key}\"")))
            }
            Some((TokenKind::Number, number)) => Ok(format!("'$[{number}]'")),
            _ => {
                let why =
                    format!("{} needs a literal key or position behind `->`", self.dialect.title());
                Err(self.untranslatable(step, why))
            }
        }
    }
}

/// One part of an interval by its template.
fn spell(template: &str, operator: &str, part: IntervalPart) -> String {
    let signed = if operator == "-" { part.amount.saturating_neg() } else { part.amount };
    let amount = if template.contains("{sign}") { signed.saturating_abs() } else { part.amount };
    let sign = if signed < 0 { "-" } else { "+" };
    template
        .replace("{sign}", sign)
        .replace("{amount}", &amount.to_string())
        .replace("{unit}", part.unit.word())
}
