//! Filling the spellings of `dialect.toml`.

/// The parts of a template's placeholders.
#[derive(Debug, Default)]
pub(super) struct Parts<'p> {
    pub arguments: &'p [Argument],
    /// Further placeholders, with their braces or `$`.
    pub others: &'p [(&'p str, String)],
}

/// An argument as text, and whether it needs no brackets anywhere.
#[derive(Debug, Clone)]
pub(super) struct Argument {
    pub text: String,
    pub is_atom: bool,
}

/// Puts arguments for `$1`, `$2`, `$*` and texts for the other placeholders, in brackets where an
/// operator could tear them apart.
pub(super) fn fill(template: &str, parts: &Parts<'_>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    'next: while !rest.is_empty() {
        for (placeholder, text) in parts.others {
            if let Some(behind) = rest.strip_prefix(placeholder) {
                filled.push_str(text);
                rest = behind;
                continue 'next;
            }
        }
        if let Some(behind) = rest.strip_prefix("$*") {
            let texts: Vec<&str> =
                parts.arguments.iter().map(|argument| argument.text.as_str()).collect();
            filled.push_str(&texts.join(", "));
            rest = behind;
            continue;
        }
        if let Some((argument, behind)) = numbered(rest, parts.arguments) {
            let delimited = filled.ends_with(['(', ' '])
                && before_is_delimiter(&filled)
                && after_is_delimiter(behind);
            if argument.is_atom || delimited {
                filled.push_str(&argument.text);
            } else {
                filled.push('(');
                filled.push_str(&argument.text);
                filled.push(')');
            }
            rest = behind;
            continue;
        }
        let mut characters = rest.chars();
        filled.extend(characters.next());
        rest = characters.as_str();
    }
    filled
}

/// `$1`, and what is behind it.
fn numbered<'a, 't>(rest: &'t str, arguments: &'a [Argument]) -> Option<(&'a Argument, &'t str)> {
    let digits = rest.strip_prefix('$')?;
    let digit = digits.chars().next()?.to_digit(10)?;
    let index = usize::try_from(digit).ok()?.checked_sub(1)?;
    Some((arguments.get(index)?, digits.get(1..)?))
}

/// Whether what stands before is a bracket or a comma.
fn before_is_delimiter(filled: &str) -> bool {
    filled.trim_end().ends_with(['(', ','])
}

fn after_is_delimiter(behind: &str) -> bool {
    let behind = behind.trim_start();
    behind.starts_with([')', ',']) || behind.starts_with("as ") || behind.starts_with("separator ")
}

#[cfg(test)]
mod tests {
    use super::{Argument, Parts, fill};

    #[test]
    fn arguments_are_bracketed_only_where_an_operator_could_tear_them_apart() {
        let sum = Argument { text: "a + b".into(), is_atom: false };
        let name = Argument { text: "c".into(), is_atom: true };
        let arguments = [sum, name];
        let parts = Parts { arguments: &arguments, others: &[("{precision}", "6".into())] };
        assert_eq!(fill("f($1, $2)", &parts), "f(a + b, c)");
        assert_eq!(fill("f($*)", &parts), "f(a + b, c)");
        assert_eq!(fill("$1 <=> $2", &parts), "(a + b) <=> c");
        assert_eq!(fill("cast($1 as time({precision}))", &parts), "cast(a + b as time(6))");
        assert_eq!(fill("($1 + 0.0e0)", &parts), "((a + b) + 0.0e0)");
        assert_eq!(fill("$9", &parts), "$9");
    }
}
