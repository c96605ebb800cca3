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
    IdentityOptions(&'a SequenceOptions),
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
            ColumnChange::IdentityOptions(options) => {
                model.identity_options = Some(all(options));
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
        let (new, old) = (&sequence.options, &before.options);
        let raised = new.minimum > old.minimum && new.minimum.is_some_and(|least| least > 1);
        let lowered = new.maximum.is_some_and(|most| old.maximum.is_none_or(|old| most < old));
        let key = AtomKey::new(&sequence.name, AtomKind::Sequence, "");
        let ascending = new.increment.is_none_or(|step| step > 0);
        if ascending && (raised || lowered) && self.has_template("clamp_sequence") {
            let model = ClampSequence {
                name: qualified(&sequence.name),
                sequence: self.writer.dialect.qualified(&sequence.name),
                minimum: new.minimum.unwrap_or(1).to_string(),
                maximum: new.maximum.unwrap_or(i64::MAX).to_string(),
            };
            let words = format!("bring the last number of {} within its bounds", sequence.name);
            self.writer.statement("clamp_sequence", &model, key.clone(), words)?;
        }
        let model = AlterSequence {
            name: qualified(&sequence.name),
            type_sql: with_type.then(|| self.writer.type_sql(data_type)),
            options: with_options.then(|| all(&sequence.options)),
        };
        let words = format!("change sequence {}", sequence.name);
        self.writer.statement("alter_sequence", &model, key, words)
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
        };
        let words = format!("go on numbering {table}.{column} behind its last row");
        self.writer.statement("restart_sequence", &model, object, words)
    }
}

fn all(options: &SequenceOptions) -> AllSequenceOptions {
    let increment = options.increment.unwrap_or(1);
    let start = options.start.or(if increment > 0 { options.minimum } else { options.maximum });
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    AllSequenceOptions {
        start: start.unwrap_or(if increment > 0 { 1 } else { -1 }).to_string(),
        increment: increment.to_string(),
        minimum: number(options.minimum),
        maximum: number(options.maximum),
        cache: options.cache.unwrap_or(1).to_string(),
        cycle: options.cycle,
    }
}
