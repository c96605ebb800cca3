//! All rules there are, for `explain`, the settings and the `allow` lines.

use crate::diagnostics::Rule;

/// Every rule once, by code.
pub fn all() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = [
        crate::dialect::RULES,
        crate::language::RULES,
        crate::source::RULES,
        crate::physical::RULES,
        crate::lint::RULES,
        crate::verify::RULES,
        crate::plan::RULES,
        crate::advise::RULES,
        crate::advise::lint::RULES,
        crate::growth::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(crate::language::lower::rules::rules())
    .chain(crate::normal::rules())
    .chain(crate::hazard::rules())
    .collect();
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// The rule with this code or name, in any case.
pub fn find(code: &str) -> Option<&'static Rule> {
    all()
        .into_iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(code) || rule.name.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn codes_and_names_are_unique_and_every_rule_has_a_page() {
        let rules = all();
        for pair in rules.windows(2) {
            assert_ne!(pair[0].code, pair[1].code);
        }
        for rule in &rules {
            assert_eq!(
                rules.iter().filter(|other| other.name == rule.name).count(),
                1,
                "{}",
                rule.name
            );
            let shape = rule.code.strip_prefix("SG").is_some_and(|digits| {
                digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
            });
            assert!(shape, "{}", rule.code);
            for heading in ["# What it says", "# Why it matters", "# What to do"] {
                assert!(rule.page.contains(heading), "{} lacks `{heading}`", rule.code);
            }
        }
    }
}
