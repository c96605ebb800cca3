use super::text::split_list;
use crate::schema::{Bound, BoundValue, Expression};

/// Reads what the server prints for a partition's bound; none where it prints something new.
pub(super) fn bound(text: &str) -> Option<Bound> {
    if text == "DEFAULT" {
        return Some(Bound::Default);
    }
    let rest = text.strip_prefix("FOR VALUES ")?;
    if let Some(list) = rest.strip_prefix("IN (").and_then(|list| list.strip_suffix(')')) {
        return Some(Bound::List { values: values(list) });
    }
    if let Some(pair) = rest.strip_prefix("WITH (modulus ").and_then(|pair| pair.strip_suffix(')'))
    {
        let (modulus, remainder) = pair.split_once(", remainder ")?;
        return Some(Bound::Hash {
            modulus: modulus.parse().ok()?,
            remainder: remainder.parse().ok()?,
        });
    }
    // The two lists stand apart from each other like two items of a list without the comma.
    let range = rest.strip_prefix("FROM ")?;
    let split = split_list(range);
    let [_] = split.as_slice() else { return None };
    let end = closing(range)?;
    let (from, to) = (range.get(1..end)?, range.get(end + 1..)?);
    let to = to.strip_prefix(" TO (")?.strip_suffix(')')?;
    Some(Bound::Range { from: values(from), to: values(to) })
}

/// Where the parenthesis closes with which the text begins.
fn closing(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut depth = 0;
    text.char_indices().find_map(|(offset, character)| {
        match character {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(offset)
    })
}

fn values(list: &str) -> Vec<BoundValue> {
    let value = |text: &str| match text {
        "MINVALUE" => BoundValue::Minimum,
        "MAXVALUE" => BoundValue::Maximum,
        "NULL" => BoundValue::Null,
        _ => BoundValue::Value(Expression::new(text)),
    };
    split_list(list).into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::bound;
    use crate::schema::{Bound, BoundValue, Expression};

    fn value(text: &str) -> BoundValue {
        BoundValue::Value(Expression::new(text))
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(bound("DEFAULT"), Some(Bound::Default));
        assert_eq!(
            bound("FOR VALUES FROM ('2026-01-01', MINVALUE) TO ('a (b', 7)"),
            Some(Bound::Range {
                from: vec![value("'2026-01-01'"), BoundValue::Minimum],
                to: vec![value("'a (b'"), value("7")],
            })
        );
        assert_eq!(
            bound("FOR VALUES IN ('it''s', NULL, 'x)')"),
            Some(Bound::List { values: vec![value("'it''s'"), BoundValue::Null, value("'x)'")] })
        );
        assert_eq!(
            bound("FOR VALUES WITH (modulus 4, remainder 3)"),
            Some(Bound::Hash { modulus: 4, remainder: 3 })
        );
        assert_eq!(bound("FOR VALUES BY SURPRISE"), None);
    }
}
