use std::collections::BTreeMap;

use super::rules::{ALLOWED_TWICE, UNKNOWN_RULE, UNUSED_ALLOW};
use crate::design::{Allow, Design, EntityFacts};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::text::{Span, did_you_mean};

/// Findings after settings and `allow` lines.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// In the order they are shown.
    pub findings: Vec<Diagnostic>,
    /// How many the design allows.
    pub allowed: usize,
}

/// Gives every finding its configured level and takes out what the design allows.
///
/// `levels` maps codes to levels, none meaning off; `known` are all rules there are. Errors of the
/// language itself (area 0) and refused proofs (area 7) cannot be allowed: there is nothing to live with.
pub fn judge(
    findings: Vec<Diagnostic>,
    design: &Design,
    levels: &BTreeMap<String, Option<Level>>,
    known: &[&'static Rule],
) -> Judged {
    let mut judged = Judged::default();
    let mut allows: Vec<(&EntityFacts, &Allow, bool)> = design
        .entities
        .values()
        .flat_map(|facts| facts.allows.iter().map(move |allow| (facts, allow, false)))
        .collect();
    for mut finding in findings {
        match levels.get(finding.rule.code) {
            Some(None) => continue,
            Some(Some(level)) => finding.level = *level,
            None => {}
        }
        let allow = allows.iter_mut().find(|(facts, allow, _)| {
            allow.code.eq_ignore_ascii_case(finding.rule.code)
                && can_be_allowed(finding.rule)
                && concerns(&finding, facts)
        });
        match allow {
            Some((_, _, used)) => {
                *used = true;
                judged.allowed += 1;
            }
            None => judged.findings.push(finding),
        }
    }
    let codes: Vec<&str> = known.iter().map(|rule| rule.code).collect();
    let mut own = Vec::new();
    // Of two lines for one code the first takes the findings; the second is reported as such.
    let repeats = |facts: &EntityFacts, allow: &Allow| {
        facts.allows.iter().any(|one| one.code == allow.code && one.span < allow.span)
    };
    for (facts, allow, used) in allows {
        if !codes.iter().any(|code| code.eq_ignore_ascii_case(&allow.code)) {
            own.push(unknown(&allow.code, Some(allow.span), &codes));
        } else if !used && !repeats(facts, allow) {
            own.push(
                Diagnostic::new(
                    &UNUSED_ALLOW,
                    format!("`allow {}` silences nothing here", allow.code),
                )
                .at(allow.span, "the entity has no such finding")
                .help("remove the line"),
            );
        }
    }
    own.extend(design.entities.values().flat_map(allowed_twice));
    own.extend(
        levels
            .keys()
            .filter(|code| !codes.contains(&code.as_str()))
            .map(|code| unknown(code, None, &codes)),
    );
    own.retain(|finding| levels.get(finding.rule.code) != Some(&None));
    judged.findings.extend(own);
    Diagnostic::sort(&mut judged.findings);
    judged.findings.dedup();
    judged
}

/// Two reasons for one finding: one of them is not the reason.
fn allowed_twice(facts: &EntityFacts) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (place, allow) in facts.allows.iter().enumerate() {
        let before = facts.allows.get(..place).unwrap_or_default();
        let Some(first) = before.iter().find(|one| one.code == allow.code) else { continue };
        let what = if first.reason == allow.reason { "twice" } else { "for two reasons" };
        findings.push(
            Diagnostic::new(&ALLOWED_TWICE, format!("`{}` is allowed {what}", allow.code))
                .at(allow.span, "allowed again here")
                .at(first.span, "allowed first here")
                .help("keep the line whose reason is the true one, and remove the other"),
        );
    }
    findings
}

fn can_be_allowed(rule: &Rule) -> bool {
    !rule.code.starts_with("SG0") && !rule.code.starts_with("SG7")
}

/// Whether one of a finding's places lies in the entity.
fn concerns(finding: &Diagnostic, facts: &EntityFacts) -> bool {
    let inside = |span: Span| {
        span.file == facts.body.file && span.start >= facts.body.start && span.end <= facts.body.end
    };
    finding.labels.iter().any(|label| inside(label.span))
}

fn unknown(code: &str, span: Option<Span>, codes: &[&str]) -> Diagnostic {
    let place = if span.is_some() { "" } else { " in the settings" };
    let finding = Diagnostic::new(&UNKNOWN_RULE, format!("there is no rule `{code}`{place}"))
        .at_some(span, "");
    match did_you_mean(code, codes.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("`schemagen explain` lists all rules"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::QualifiedName;
    use crate::text::FileId;

    static RULE: Rule =
        Rule { code: "SG3999", name: "t", level: Level::Warning, summary: "", page: "" };

    fn span(start: u32, end: u32) -> Span {
        Span::new(FileId(0), start, end)
    }

    #[test]
    fn an_allow_silences_its_entity_only() {
        let mut design = Design::default();
        let mut facts = EntityFacts::new(span(7, 8));
        facts.body = span(0, 50);
        let allow =
            |code: &str| Allow { code: code.into(), reason: "r".into(), span: span(20, 30) };
        facts.allows = vec![allow("sg3999"), allow("SG9999")];
        design.entities.insert(QualifiedName::bare("a"), facts);
        let inside = Diagnostic::new(&RULE, "inside").at(span(10, 12), "");
        let outside = Diagnostic::new(&RULE, "outside").at(span(60, 62), "");
        let known = [&RULE];
        let judged = judge(vec![inside, outside.clone()], &design, &BTreeMap::new(), &known);
        assert_eq!(judged.allowed, 1);
        let messages: Vec<_> =
            judged.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, ["there is no rule `SG9999`", "outside"]);

        let levels = BTreeMap::from([("SG3999".to_owned(), None)]);
        let judged = judge(vec![outside], &Design::default(), &levels, &known);
        assert!(judged.findings.is_empty());
    }
}
