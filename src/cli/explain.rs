use serde::Serialize;

use super::args::{ExplainOptions, ReportFormat};
use super::failure::{Exit, Failure};
use super::output::Output;
use crate::diagnostics::Rule;
use crate::rules;
use crate::text::did_you_mean;

#[derive(Serialize)]
struct JsonRule {
    code: &'static str,
    name: &'static str,
    level: &'static str,
    summary: &'static str,
    page: &'static str,
}

pub fn run(options: &ExplainOptions, output: &Output) -> Result<Exit, Failure> {
    let rules = match &options.code {
        None => rules::all(),
        Some(code) => vec![rules::find(code).ok_or_else(|| unknown(code))?],
    };
    let text = match (options.format, &options.code) {
        (ReportFormat::Json, _) => {
            let rules: Vec<_> = rules.into_iter().map(json).collect();
            let document = serde_json::json!({ "format_version": 1, "rules": rules });
            format!("{document:#}\n")
        }
        (ReportFormat::Text, Some(_)) => rules.into_iter().map(page).collect(),
        (ReportFormat::Text, None) => rules
            .into_iter()
            .map(|rule| format!("{} {:<7} {}\n", rule.code, rule.level.name(), rule.summary))
            .collect(),
    };
    output.result(&text)?;
    Ok(Exit::Fine)
}

fn page(rule: &Rule) -> String {
    format!(
        "# {} {} ({})\n\n{}\n\n{}\n",
        rule.code,
        rule.name,
        rule.level.name(),
        rule.summary,
        rule.page.trim_end()
    )
}

fn json(rule: &'static Rule) -> JsonRule {
    JsonRule {
        code: rule.code,
        name: rule.name,
        level: rule.level.name(),
        summary: rule.summary,
        page: rule.page,
    }
}

fn unknown(code: &str) -> Failure {
    let all = rules::all();
    let names = all.iter().flat_map(|rule| [rule.code, rule.name]);
    let near = did_you_mean(code, names)
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    Failure::Usage(format!("there is no rule `{code}`{near} (`schemagen explain` lists them all)"))
}
