use super::super::tree::{Call, Node};
use super::template::{Argument, Parts, fill};
use super::{Translator, Untranslatable};
use crate::schema::DataType;

impl Translator<'_> {
    /// A call, by the dialect's own spelling of the function.
    pub(super) fn call(&mut self, node: &Node, call: &Call) -> Result<String, Untranslatable> {
        if self.scope.functions.contains(&call.name) {
            return self.copy(node);
        }
        let data = self.dialect.data;
        let Some(spellings) = data.functions.get(&call.name) else {
            if let Some(title) = data.foreign_functions.get(&call.name) {
                let why = format!(
                    "`{}` is a function of {title}, {} has none of that name",
                    call.name,
                    self.dialect.title()
                );
                return Err(self.untranslatable(node, why));
            }
            return self.copy(node);
        };
        let mut arguments = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            arguments.push(Argument { text: self.render(argument)?, is_atom: argument.is_atom() });
        }
        let mut first = call
            .arguments
            .first()
            .map(|argument| self.source(argument.range.clone()).to_ascii_lowercase());
        let literal = |text: &str| Argument { text: text.to_owned(), is_atom: true };
        // The forms with words in them leave arguments out that the forms with commas need.
        match (call.name.as_str(), call.separators.as_slice()) {
            ("trim", [_]) => {
                first = Some(call.side.clone().unwrap_or_else(|| "both".into()));
                if arguments.len() == 1 {
                    arguments.insert(0, literal("' '"));
                }
            }
            ("substring", [only]) if only == "for" => {
                arguments.insert(1.min(arguments.len()), literal("1"))
            }
            _ => {}
        }
        let Some(spelling) =
            spellings.choose(self.dialect.version, first.as_deref(), arguments.len())
        else {
            let why = format!(
                "{} has no `{}` with {} arguments",
                self.dialect.title(),
                call.name,
                arguments.len()
            );
            return Err(self.untranslatable(node, why));
        };
        if let Some(why) = &spelling.missing {
            return Err(self.untranslatable(node, why.clone()));
        }
        self.lose(&spelling.loss);
        let Some(template) = &spelling.sql else { return self.copy(node) };
        let order = match &call.order {
            Some(order) if template.contains("$order") => format!(" {}", self.render(order)?),
            Some(_) => {
                let why =
                    format!("{} cannot order the values of `{}`", self.dialect.title(), call.name);
                return Err(self.untranslatable(node, why));
            }
            None => String::new(),
        };
        let others = [("$order", order), ("{precision}", self.precision().to_string())];
        Ok(fill(template, &Parts { arguments: &arguments, others: &others }))
    }

    /// Digits of a second where a time is made for a column.
    pub(super) fn precision(&self) -> u32 {
        let said = match self.scope.data_type {
            Some(
                DataType::Time { precision }
                | DataType::Timestamp { precision }
                | DataType::TimestampTz { precision },
            ) => *precision,
            _ => None,
        };
        said.unwrap_or(self.dialect.defaults().time_precision)
    }
}
