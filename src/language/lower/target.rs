//! The `schema` line: the design's name and the servers it must fit.

use crate::design::Target;
use crate::diagnostics::Diagnostic;
use crate::language::ast;

use super::collect::Unnamed;
use super::place::{InFile, Word};
use super::rules;
use super::world::{Output, check_dialect};

/// Servers that are known by name, and what they are compatible with.
const NOT_YET: [(&str, &str); 3] =
    [("greenplum", "postgres"), ("timescaledb", "postgres"), ("oceanbase", "mysql")];

pub fn lower(items: &[Unnamed<ast::Schema>], out: &mut Output) {
    let mut first: Option<(&Unnamed<ast::Schema>, Vec<String>)> = None;
    for item in items {
        let words = said(item);
        match &first {
            None => {
                out.design.name = item.node.name().map(|name| name.text);
                targets(item, out);
                first = Some((item, words));
            }
            // Several files may say the same.
            Some((_, known)) if *known == words => {}
            Some((known, _)) => out.report(
                Diagnostic::new(&rules::SCHEMA_TWICE, "two schema lines say different things")
                    .at(item.here.node(&item.node), "this one")
                    .at(known.here.node(&known.node), "and this one")
                    .help("keep one of them"),
            ),
        }
    }
}

/// The line's words, to compare it with another.
fn said(item: &Unnamed<ast::Schema>) -> Vec<String> {
    let name = item.node.name().map_or_else(String::new, |name| name.text);
    let target = |target: ast::Target| {
        let dialect = target.dialect().map_or_else(String::new, |name| name.text);
        let version = target.version().map_or_else(String::new, |text| text.text);
        format!("{dialect} {version}")
    };
    std::iter::once(name).chain(item.node.targets().map(target)).collect()
}

fn targets(item: &Unnamed<ast::Schema>, out: &mut Output) {
    for node in item.node.targets() {
        let Some(dialect) = node.dialect().map(|name| item.here.word(name)) else { continue };
        if let Some((_, like)) =
            NOT_YET.iter().find(|(name, _)| dialect.text.eq_ignore_ascii_case(name))
        {
            out.report(
                Diagnostic::new(
                    &rules::TARGET_NOT_SUPPORTED,
                    format!("`{}` cannot be designed for yet", dialect.text),
                )
                .at(dialect.span, "left out")
                .help(format!("`{like}` is what it is compatible with")),
            );
            continue;
        }
        if let Some(finding) = check_dialect(&dialect) {
            out.report(finding);
            continue;
        }
        if let Some(known) = out.design.targets.iter().find(|known| known.dialect == dialect.text) {
            let message = format!("target `{}` is named twice", dialect.text);
            let finding = Diagnostic::new(&rules::SAID_TWICE, message)
                .at(dialect.span, "named again here")
                .at(known.span, "named first here");
            out.report(finding);
            continue;
        }
        let minimum = version(&node, item.here, &dialect, out);
        out.design.targets.push(Target {
            dialect: dialect.text,
            minimum,
            span: item.here.node(&node),
        });
    }
}

fn version(node: &ast::Target, here: InFile, dialect: &Word, out: &mut Output) -> Option<String> {
    let text = node.version()?;
    let parts: Vec<&str> = text.text.split('.').collect();
    let number = |part: &&str| {
        !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.len() <= 3 && parts.iter().all(number) {
        return Some(text.text);
    }
    out.report(
        Diagnostic::new(
            &rules::TARGET_VERSION,
            format!("`{}` is no version of `{}`", text.text, dialect.text),
        )
        .at(here.span(text.range), "expected a version such as `15` or `8.4`"),
    );
    None
}
