use std::ops::Range;

use super::super::token::TokenKind;
use super::super::tree::{CastStyle, Node, NodeKind};
use super::super::type_name::parse_type;
use super::template::{Argument, Parts, fill};
use super::{Translator, Untranslatable};
use crate::dialect::{Capability, FunctionSpelling, TypeName};
use crate::schema::DataType;

impl Translator<'_> {
    /// A cast: by the dialect's way to cast to the type, or with the type's name alone replaced.
    pub(super) fn cast(
        &mut self,
        node: &Node,
        operand: &Node,
        type_range: Range<usize>,
        style: CastStyle,
    ) -> Result<String, Untranslatable> {
        let written = self.source(type_range.clone()).to_owned();
        let Some(data_type) = parse_type(&written) else { return self.copy(node) };
        let text = self.render(operand)?;
        match &data_type {
            DataType::Named { .. } => {
                return self.cast_to_named(node, operand, &written, text);
            }
            DataType::Native { .. } => return self.copy(node),
            _ => {}
        }
        if let Some((spelling, others)) = self.cast_spelling(&data_type) {
            if let Some(why) = &spelling.missing {
                return Err(self.untranslatable(node, why.clone()));
            }
            self.lose(&spelling.loss);
            if let Some(template) = &spelling.sql {
                let arguments = [Argument { text, is_atom: operand.is_atom() }];
                return Ok(fill(template, &Parts { arguments: &arguments, others: &others }));
            }
        }
        let rendered = match self.dialect.render_type(&data_type) {
            Ok(rendered) => rendered.sql,
            Err(unsupported) => return Err(self.untranslatable(node, unsupported.why)),
        };
        let same = self.dialect.lift_type(&written) == self.dialect.lift_type(&rendered);
        let spelled = if same { written } else { rendered };
        Ok(match style {
            CastStyle::Colons => {
                let between = self.source(operand.range.end..type_range.start).to_owned();
                format!("{text}{between}{spelled}")
            }
            CastStyle::Prefixed => {
                let between = self.source(type_range.end..operand.range.start).to_owned();
                format!("{spelled}{between}{text}")
            }
            CastStyle::Function => {
                let open = self.source(node.range.start..operand.range.start).to_owned();
                let between = self.source(operand.range.end..type_range.start).to_owned();
                let close = self.source(type_range.end..node.range.end).to_owned();
                format!("{open}{text}{between}{spelled}{close}")
            }
        })
    }

    /// A cast to a type of the schema's own: without such types, a literal is what it is.
    fn cast_to_named(
        &mut self,
        node: &Node,
        operand: &Node,
        written: &str,
        text: String,
    ) -> Result<String, Untranslatable> {
        let own_word = self.dialect.data.cast_words.contains(written);
        if own_word
            || self.dialect.has(Capability::EnumTypes)
            || self.dialect.has(Capability::Domains)
        {
            return self.copy(node);
        }
        let literal = match operand.kind {
            NodeKind::Leaf(index) => self.tokens.get(index).is_some_and(|token| {
                matches!(token.kind, TokenKind::String { .. } | TokenKind::Number)
            }),
            _ => false,
        };
        if literal {
            return Ok(text);
        }
        let why = format!(
            "{} has no types of a schema's own to cast to: cast to what `{written}` is made of",
            self.dialect.title()
        );
        Err(self.untranslatable(node, why))
    }

    /// How the dialect casts to a type, with the type's arguments; none where it writes `cast(x as type)`.
    fn cast_spelling(
        &self,
        data_type: &DataType,
    ) -> Option<(FunctionSpelling, Vec<(&'static str, String)>)> {
        // The canonical type has the arguments a server would assume: `timestamp` is `timestamp(6)`.
        let canonical = self.dialect.canonical_type(data_type);
        let own = TypeName::of(data_type)?;
        let assumed = TypeName::of(&canonical);
        let candidates = match assumed {
            Some((name, arguments)) if name == own.0 => vec![(name, arguments)],
            Some(assumed) => vec![own, assumed],
            None => vec![own],
        };
        for (name, arguments) in candidates {
            let Some(spellings) = self.dialect.data.casts.get(name.key()) else { continue };
            let Some(spelling) = spellings.choose(self.dialect.version, None, 1) else { continue };
            let others: Vec<(&'static str, String)> = arguments
                .iter()
                .map(|(argument, value)| (argument.placeholder(), value.to_string()))
                .collect();
            let filled = |placeholder: &str| others.iter().any(|(known, _)| *known == placeholder);
            let template = spelling.sql.as_deref().unwrap_or_default();
            let complete = ["{length}", "{precision}", "{scale}"]
                .iter()
                .all(|placeholder| !template.contains(placeholder) || filled(placeholder));
            if complete {
                return Some((spelling.clone(), others));
            }
        }
        None
    }
}
