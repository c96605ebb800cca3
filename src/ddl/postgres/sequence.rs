//! `CREATE SEQUENCE`, `ALTER SEQUENCE` and the options of identity columns.

use super::table::unknown;
use super::tree::{self, Kind, Node};
use super::{Reader, Why, data_type};
use crate::schema::{DataType, QualifiedName, Sequence, SequenceOptions};

impl Reader<'_> {
    pub fn create_sequence(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::SEQUENCE).ok_or("it names no sequence")?;
        let name = self.new_name(&name);
        if self.draft.is_relation(&name) {
            if tree::child(node, Kind::IF_NOT_EXISTS).is_some() {
                return Ok(());
            }
            return Err(format!("`{name}` is there already"));
        }
        let data_type = tree::child(node, Kind::OPTION_AS_TYPE)
            .and_then(|clause| data_type::type_of(&clause))
            .map_or(DataType::BigInt, |node| self.data_type(&node));
        let options: Vec<Node> = node.children().collect();
        let mut sequence = Sequence {
            name: name.clone(),
            options: self.sequence_options(&options, &data_type),
            data_type: Some(data_type).filter(|data_type| *data_type != DataType::BigInt),
            owned_by: None,
            owner: None,
            comment: None,
        };
        for option in &options {
            match option.kind() {
                Kind::OPTION_OWNED_BY => sequence.owned_by = self.owner_column(option),
                Kind::UNLOGGED | Kind::TEMP => self.leave(tree::text(option)),
                _ => {}
            }
        }
        self.draft.sequences.insert(name, sequence);
        Ok(())
    }

    pub fn alter_sequence(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::SEQUENCE_REF).ok_or("it names no sequence")?;
        let name = self.relation(&name);
        if self.draft.identities.contains(&name) {
            // The sequence of an identity column is part of it; its owner is the table's.
            return match tree::child(node, Kind::OWNER_TO) {
                Some(_) => Ok(()),
                None => Err("it changes the sequence of an identity column".to_owned()),
            };
        }
        let owned_by = tree::child(node, Kind::OPTION_OWNED_BY).map(|o| self.owner_column(&o));
        let data_type = match self.draft.sequences.get(&name) {
            Some(sequence) => sequence.data_type.clone().unwrap_or(DataType::BigInt),
            None => return Err(unknown("sequence", &name)),
        };
        let options: Vec<Node> = node.children().collect();
        let said = self.sequence_options(&options, &data_type);
        let mut owner = None;
        for option in &options {
            match option.kind() {
                Kind::SEQUENCE_REF | Kind::IF_EXISTS | Kind::OPTION_OWNED_BY => {}
                // Where it stands is data.
                Kind::OPTION_RESTART => {}
                Kind::OWNER_TO => owner = self.owner(option),
                Kind::OPTION_START
                | Kind::OPTION_INCREMENT
                | Kind::OPTION_MIN_VALUE
                | Kind::OPTION_MAX_VALUE
                | Kind::OPTION_CACHE
                | Kind::OPTION_CYCLE => {}
                _ => self.leave(tree::text(option)),
            }
        }
        if let Some(sequence) = self.draft.sequences.get_mut(&name) {
            let old = &mut sequence.options;
            old.start = said.start.or(old.start);
            old.increment = said.increment.or(old.increment);
            old.minimum = said.minimum.or(old.minimum);
            old.maximum = said.maximum.or(old.maximum);
            old.cache = said.cache.or(old.cache);
            old.cycle |= said.cycle;
            sequence.owner = owner.or(sequence.owner.take());
            if let Some(owned_by) = owned_by {
                sequence.owned_by = owned_by;
            }
        }
        Ok(())
    }

    /// What the options say beyond what a sequence of the type has anyway.
    pub fn sequence_options(&self, options: &[Node], data_type: &DataType) -> SequenceOptions {
        let mut said = SequenceOptions::default();
        for option in options {
            let number = || -> Option<i64> {
                let words = tree::tokens(option);
                let sign = if words.iter().any(|word| word == "-") { "-" } else { "" };
                format!("{sign}{}", words.last()?).parse().ok()
            };
            match option.kind() {
                Kind::OPTION_START => said.start = number(),
                Kind::OPTION_INCREMENT => said.increment = number(),
                Kind::OPTION_MIN_VALUE => said.minimum = number(),
                Kind::OPTION_MAX_VALUE => said.maximum = number(),
                Kind::OPTION_CACHE => said.cache = number(),
                Kind::OPTION_CYCLE => said.cycle = true,
                _ => {}
            }
        }
        let (least, greatest) = match data_type {
            DataType::SmallInt => (i64::from(i16::MIN), i64::from(i16::MAX)),
            DataType::Int => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let ascending = said.increment.is_none_or(|step| step > 0);
        let (minimum, maximum) = if ascending { (1, greatest) } else { (least, -1) };
        let first = match ascending {
            true => said.minimum.unwrap_or(minimum),
            false => said.maximum.unwrap_or(maximum),
        };
        said.start = said.start.filter(|start| *start != first);
        said.increment = said.increment.filter(|step| *step != 1);
        said.minimum = said.minimum.filter(|value| *value != minimum);
        said.maximum = said.maximum.filter(|value| *value != maximum);
        said.cache = said.cache.filter(|count| *count != 1);
        said
    }

    /// The column of `OWNED BY`; none for `NONE`.
    fn owner_column(&self, option: &Node) -> Option<(QualifiedName, String)> {
        let path = tree::child(option, Kind::QUALIFIED_COLUMN_NAME_REF)?;
        let mut names = tree::names(&path);
        let column = names.pop()?;
        if names.is_empty() {
            return None;
        }
        Some((self.found(names, |name| self.draft.is_relation(name)), column))
    }
}
