use super::super::column::IdentityModel;
use super::models::{
    AllSequenceOptions, AlterColumn, AlterSequence, ClampSequence, RestartSequence,
};
use crate::emit::Alter;
use crate::schema::{
    AtomKey, AtomKind, Column, DataType, Expression, Identity, IdentityMode, QualifiedName,
    Sequence, SequenceOptions,
};
use crate::template::{TemplateError, qualified};

/// One change of a column where it stands.
#[derive(Debug, Clone, Copy)]
pub enum ColumnChange<'a> {
    Type {
        data_type: &'a DataType,
        collation: Option<&'a str>,
        using: Option<&'a str>,
    },
    SetNotNull,
    DropNotNull,
    /// Of the column as it is to be.
    SetDefault(&'a Column),
    DropDefault,
    AddIdentity(&'a Identity),
    IdentityMode(IdentityMode),
    /// From what the numbers were to what they are to be.
    IdentityOptions(&'a SequenceOptions, &'a SequenceOptions),
    DropIdentity,
    Expression(&'a Expression),
    DropExpression,
}

impl Alter<'_> {
    pub fn alter_column(
        &mut self,
        table: &QualifiedName,
        column: &str,
        change: ColumnChange<'_>,
    ) -> Result<(), TemplateError> {
        let mut model = AlterColumn::of(qualified(table), column);
        let (kind, words) = match change {
            ColumnChange::Type { data_type, collation, using } => {
                let type_sql = self.writer.type_sql(data_type);
                let words = format!("change the type of {table}.{column} to {type_sql}");
                model.type_sql = Some(type_sql);
                model.collation = collation;
                model.using = using.map(str::to_owned);
                (AtomKind::Column, words)
            }
            ColumnChange::SetNotNull => {
                model.set_not_null = true;
                (AtomKind::NotNull, format!("let no row be without {table}.{column}"))
            }
            ColumnChange::DropNotNull => {
                model.drop_not_null = true;
                (AtomKind::NotNull, format!("let rows be without {table}.{column}"))
            }
            ColumnChange::SetDefault(column) => {
                let dialect = self.writer.dialect;
                let default = column.default.as_ref();
                model.default =
                    default.map(|default| dialect.default_clause(default, &column.data_type));
                (AtomKind::Default, format!("set default of {table}.{}", column.name))
            }
            ColumnChange::DropDefault => {
                model.drop_default = true;
                (AtomKind::Default, format!("drop default of {table}.{column}"))
            }
            ColumnChange::AddIdentity(identity) => {
                model.add_identity = Some(IdentityModel {
                    always: identity.mode == IdentityMode::Always,
                    sequence: identity.sequence_name.as_ref().map(qualified),
                    options: self.writer.sequence_options(&identity.sequence)?,
                });
                (AtomKind::Identity, format!("number {table}.{column}"))
            }
            ColumnChange::IdentityMode(mode) => {
                model.identity_mode = Some(match mode {
                    IdentityMode::Always => "always",
                    IdentityMode::ByDefault => "by default",
                });
                (AtomKind::Identity, format!("change who numbers {table}.{column}"))
            }
            ColumnChange::IdentityOptions(before, options) => {
                model.identity_options = Some(all(options, Some(before)));
                (AtomKind::Identity, format!("change the numbers of {table}.{column}"))
            }
            ColumnChange::DropIdentity => {
                model.drop_identity = true;
                (AtomKind::Identity, format!("number {table}.{column} no more"))
            }
            ColumnChange::Expression(expression) => {
                model.expression = Some(expression.text());
                (AtomKind::Generated, format!("change how {table}.{column} is computed"))
            }
            ColumnChange::DropExpression => {
                model.drop_expression = true;
                (AtomKind::Generated, format!("compute {table}.{column} no more"))
            }
        };
        let key = AtomKey::new(table, kind, column);
        self.writer.statement("alter_column", &model, key, words)
    }

    pub fn alter_sequence(
        &mut self,
        sequence: &Sequence,
        before: &Sequence,
    ) -> Result<(), TemplateError> {
        let bigint = DataType::BigInt;
        let data_type = sequence.data_type.as_ref().unwrap_or(&bigint);
        let with_type = sequence.data_type != before.data_type;
        let with_options = sequence.options != before.options;
        let key = AtomKey::new(&sequence.name, AtomKind::Sequence, "");
        let (old, new) = (&before.options, &sequence.options);
        self.clamp_sequence(&sequence.name, old, new, key.clone())?;
        let model = AlterSequence {
            name: qualified(&sequence.name),
            type_sql: with_type.then(|| self.writer.type_sql(data_type)),
            options: with_options.then(|| all(new, Some(old))),
        };
        let words = format!("change sequence {}", sequence.name);
        self.writer.statement("alter_sequence", &model, key, words)
    }

    /// The last number of a sequence is brought within its new bounds, where it can be.
    pub fn clamp_sequence(
        &mut self,
        sequence: &QualifiedName,
        before: &SequenceOptions,
        after: &SequenceOptions,
        object: AtomKey,
    ) -> Result<(), TemplateError> {
        let (old, new) = (bounds(before), bounds(after));
        let narrows = new.0 > old.0 || new.1 < old.1;
        let apart = new.0 > old.1 || new.1 < old.0;
        if !narrows || apart || !self.has_template("clamp_sequence") {
            return Ok(());
        }
        let model = ClampSequence {
            name: qualified(sequence),
            sequence: self.writer.dialect.qualified(sequence),
            minimum: new.0.to_string(),
            maximum: new.1.to_string(),
        };
        let words = format!("bring the last number of {sequence} within its bounds");
        self.writer.statement("clamp_sequence", &model, object, words)
    }

    /// Whether numbers come from sequences, which know nothing of the rows.
    pub fn restarts_sequences(&self) -> bool {
        self.has_template("restart_sequence")
    }

    /// The numbers of a sequence go on behind those that a column's rows have.
    pub fn restart_sequence(
        &mut self,
        table: &QualifiedName,
        column: &str,
        sequence: &QualifiedName,
        options: &SequenceOptions,
        object: AtomKey,
    ) -> Result<(), TemplateError> {
        let dialect = self.writer.dialect;
        let model = RestartSequence {
            table: qualified(table),
            column,
            sequence: dialect.qualified(sequence),
            descending: options.increment.is_some_and(|step| step < 0),
            minimum: options.minimum.map(|least| least.to_string()),
            maximum: options.maximum.map(|most| most.to_string()),
        };
        let words = format!("go on numbering {table}.{column} behind its last row");
        self.writer.statement("restart_sequence", &model, object, words)
    }
}

/// The least and the greatest number.
fn bounds(options: &SequenceOptions) -> (i64, i64) {
    let ascending = options.increment.is_none_or(|step| step > 0);
    let usual = if ascending { (1, i64::MAX) } else { (i64::MIN, -1) };
    (options.minimum.unwrap_or(usual.0), options.maximum.unwrap_or(usual.1))
}

fn all(options: &SequenceOptions, before: Option<&SequenceOptions>) -> AllSequenceOptions {
    let new = bounds(options);
    let restart = before.map(bounds).and_then(|old| match (new.0 > old.1, new.1 < old.0) {
        (true, _) => Some(new.0),
        (_, true) => Some(new.1),
        _ => None,
    });
    let increment = options.increment.unwrap_or(1);
    let start = options.start.or(if increment > 0 { options.minimum } else { options.maximum });
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    AllSequenceOptions {
        start: start.unwrap_or(if increment > 0 { 1 } else { -1 }).to_string(),
        increment: increment.to_string(),
        minimum: number(options.minimum),
        maximum: number(options.maximum),
        cache: options.cache.map(|count| count.to_string()),
        cycle: options.cycle,
        restart: restart.map(|number| number.to_string()),
    }
}
