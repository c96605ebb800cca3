//! Whether PostgreSQL prints an expression in the words of another.
//!
//! The server prints what it understood, so the casts that it put in are in the print: `amount >= 0` on a `numeric`
//! column comes back as `amount >= (0)::numeric`. For the plainest forms (a column beside a constant, lists of
//! constants, ranges, and what `and`, `or` and `not` make of them) the rules are few and fixed; for all others the
//! answer is no, and a server has to say. After the manual's "Type Conversion", 10.2 and 10.3.

use sqlparser::ast::{BinaryOperator, DataType as Spelled, Expr, Ident, UnaryOperator, Value};

use crate::schema::{DataType, Expression, operands, without_parentheses as bare};

/// The type of a column of the table that an expression is about.
type Columns<'c> = &'c dyn Fn(&str) -> Option<&'c DataType>;

/// Whether `printed` is certainly what the server makes of `written`.
pub fn is_print_of(printed: &Expression, written: &Expression, columns: Columns<'_>) -> bool {
    match (printed.parsed(), written.parsed()) {
        (Some(printed), Some(written)) => same(printed, written, columns),
        _ => false,
    }
}

fn same(printed: &Expr, written: &Expr, columns: Columns<'_>) -> bool {
    let (printed, written) = (bare(printed), bare(written));
    match (printed, written) {
        (Expr::BinaryOp { op: BinaryOperator::And, .. }, Expr::Between { .. }) => {
            between(printed, written, columns)
        }
        (
            Expr::BinaryOp { op: op @ (BinaryOperator::And | BinaryOperator::Or), .. },
            Expr::BinaryOp { op: other, .. },
        ) if op == other => {
            let (ours, theirs) = (operands(printed, op), operands(written, op));
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(one, other)| same(one, other, columns))
        }
        (
            Expr::BinaryOp { left: a, op, right: b },
            Expr::BinaryOp { left: c, op: other, right: d },
        ) if op == other && is_comparison(op) => {
            let (left, right) = (type_of(c, columns), type_of(d, columns));
            operand(a, c, right, columns) && operand(b, d, left, columns)
        }
        (
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. },
            Expr::InList { expr, list, negated: false },
        ) => one_of(left, right, expr, list, columns),
        (
            Expr::AllOp { left, compare_op: BinaryOperator::NotEq, right },
            Expr::InList { expr, list, negated: true },
        ) => one_of(left, right, expr, list, columns),
        (
            Expr::UnaryOp { op: UnaryOperator::Not, expr: a },
            Expr::UnaryOp { op: UnaryOperator::Not, expr: b },
        )
        | (Expr::IsNull(a), Expr::IsNull(b))
        | (Expr::IsNotNull(a), Expr::IsNotNull(b)) => same(a, b, columns),
        (Expr::Identifier(a), Expr::Identifier(b)) => same_name(a, b),
        _ => false,
    }
}

/// Names without quotes are folded; the print has them as they are.
fn same_name(printed: &Ident, written: &Ident) -> bool {
    let folds = |name: &str| name.chars().any(char::is_uppercase);
    printed.value == written.value && (written.quote_style.is_some() || !folds(&written.value))
}

/// `low <= x and x <= high`, which is all that is left of a `between`.
fn between(printed: &Expr, written: &Expr, columns: Columns<'_>) -> bool {
    let Expr::Between { expr, negated: false, low, high } = written else { return false };
    let sides = operands(printed, &BinaryOperator::And);
    let [first, second] = sides[..] else { return false };
    let data_type = type_of(expr, columns);
    let side = |side: &Expr, operator: BinaryOperator, bound: &Expr| match bare(side) {
        Expr::BinaryOp { left, op, right } if *op == operator => {
            operand(left, expr, None, columns) && operand(right, bound, data_type, columns)
        }
        _ => false,
    };
    side(first, BinaryOperator::GtEq, low) && side(second, BinaryOperator::LtEq, high)
}

/// A list of one is printed as a comparison, and is not looked at.
fn one_of(left: &Expr, right: &Expr, expr: &Expr, list: &[Expr], columns: Columns<'_>) -> bool {
    let data_type = type_of(expr, columns);
    let Expr::Array(array) = uncast(bare(right), &["text[]"]) else { return false };
    operand(left, expr, Some(&DataType::Text), columns)
        && list.len() > 1
        && array.elem.len() == list.len()
        && array.elem.iter().zip(list).all(|(a, b)| operand(a, b, data_type, columns))
}

/// One side of a comparison whose other side is of this type.
fn operand(printed: &Expr, written: &Expr, other: Option<&DataType>, columns: Columns<'_>) -> bool {
    let (printed, written) = (bare(printed), bare(written));
    match (printed, written) {
        (Expr::Identifier(a), Expr::Identifier(b)) => same_name(a, b),
        (Expr::Value(a), Expr::Value(b)) => {
            let whole =
                matches!(other, Some(DataType::SmallInt | DataType::Int | DataType::BigInt));
            // Fractions are numerics already; other constants are cast to what they are compared with.
            let decimal = matches!(other, Some(DataType::Decimal { .. }));
            match (&a.value, &b.value) {
                (Value::Number(a, _), Value::Number(b, _)) => {
                    a == b && (whole || decimal && a.contains('.'))
                }
                (Value::Boolean(a), Value::Boolean(b)) => a == b,
                _ => false,
            }
        }
        // A `varchar` is compared as a text.
        (Expr::Cast { expr, data_type, .. }, Expr::Identifier(b)) => {
            let is_varchar = matches!(columns(&b.value), Some(DataType::Varchar { .. }));
            is_varchar
                && spelled(data_type) == "text"
                && matches!(bare(expr), Expr::Identifier(a) if same_name(a, b))
        }
        (Expr::Cast { .. }, Expr::Value(b)) => {
            let Some(names) = other.map(|other| names(other, &b.value)) else { return false };
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            !names.is_empty()
                && matches!(uncast(printed, &names), Expr::Value(a) if a.value == b.value)
        }
        _ => false,
    }
}

/// As what a constant is printed beside a column of a type.
fn names(data_type: &DataType, constant: &Value) -> Vec<String> {
    let names: &[&str] = match (constant, data_type) {
        (Value::Number(digits, _), DataType::Decimal { .. }) if !digits.contains('.') => {
            &["numeric"]
        }
        (Value::Number(digits, _), DataType::Real | DataType::Double) if !digits.contains('.') => {
            &["double precision"]
        }
        (Value::SingleQuotedString(_), data_type) => match data_type {
            DataType::Text => &["text"],
            DataType::Varchar { .. } => &["text", "character varying"],
            DataType::Date => &["date"],
            DataType::Uuid => &["uuid"],
            DataType::Named { name } if name.namespace.is_none() => return vec![name.name.clone()],
            _ => &[],
        },
        _ => &[],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn is_comparison(operator: &BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(operator, B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq)
}

/// What a plain column is; nothing is known of anything else.
fn type_of<'c>(expression: &Expr, columns: Columns<'c>) -> Option<&'c DataType> {
    match bare(expression) {
        Expr::Identifier(name) => columns(&name.value),
        _ => None,
    }
}

/// What is inside of casts to these types.
fn uncast<'e>(mut expression: &'e Expr, names: &[&str]) -> &'e Expr {
    while let Expr::Cast { expr, data_type, .. } = expression
        && names.contains(&spelled(data_type).as_str())
    {
        expression = bare(expr);
    }
    expression
}

fn spelled(data_type: &Spelled) -> String {
    match data_type {
        Spelled::Custom(name, arguments) if arguments.is_empty() => name.to_string(),
        known => known.to_string().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str) -> Option<&'static DataType> {
        const PRICE: DataType = DataType::Decimal { precision: Some(12), scale: Some(2) };
        const CODE: DataType = DataType::Varchar { length: Some(8) };
        match name {
            "price" => Some(&PRICE),
            "ratio" => Some(&DataType::Double),
            "count" => Some(&DataType::Int),
            "name" => Some(&DataType::Text),
            "code" => Some(&CODE),
            "day" => Some(&DataType::Date),
            _ => None,
        }
    }

    fn is(printed: &str, written: &str) -> bool {
        is_print_of(&Expression::new(printed), &Expression::new(written), &column)
    }

    /// The prints are those of PostgreSQL 15.
    #[test]
    fn casts_that_the_server_adds_are_no_difference() {
        assert!(is("price >= (0)::numeric", "price >= 0"));
        assert!(is("price >= 0.5", "price >= 0.5"));
        assert!(is("ratio < (3)::double precision", "ratio < 3"));
        assert!(is("count > 0", "(count > 0)"));
        assert!(is("name <> 'x'::text", "name <> 'x'"));
        assert!(is("(code)::text = 'x'::text", "code = 'x'"));
        assert!(is("day >= '2020-01-01'::date", "day >= '2020-01-01'"));
        assert!(is("name = ANY (ARRAY['a'::text, 'b'::text])", "name in ('a', 'b')"));
        assert!(is("name <> ALL (ARRAY['a'::text, 'b'::text])", "name not in ('a', 'b')"));
        assert!(is(
            "(code)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
            "code in ('a', 'b')"
        ));
        assert!(is("(count >= 1) AND (count <= 5)", "count between 1 and 5"));
        assert!(is(
            "(price IS NULL) OR ((price > (0)::numeric) AND (NOT (count = 3)))",
            "price is null or price > 0 and not (count = 3)"
        ));
    }

    #[test]
    fn another_value_or_type_is_one() {
        assert!(!is("price >= (1)::numeric", "price >= 0"));
        assert!(!is("price > (0)::numeric", "price >= 0"));
        assert!(!is("price >= (0)::integer", "price >= 0"));
        assert!(!is("count > (0)::bigint", "count > 0"));
        assert!(!is("name = 'x'::bpchar", "name = 'x'"));
        assert!(!is("(name)::text = 'x'::text", "code = 'x'"));
        assert!(!is("name = ANY (ARRAY['a'::text, 'c'::text])", "name in ('a', 'b')"));
        assert!(!is("name = ANY (ARRAY['a'::text])", "name in ('a', 'b')"));
        assert!(!is("(count >= 1) AND (count <= 5)", "count between 1 and 6"));
        assert!(!is("(count >= 1) OR (count <= 5)", "count between 1 and 5"));
        assert!(!is("other > (0)::numeric", "other > 0"));
        assert!(!is("length(name) > 0", "length(name) > 1"));
    }
}
