/// Why an entity is not rewritten.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    #[error("`{entity}` is in {form} already: there is nothing to split")]
    Nothing { entity: String, form: &'static str },
    #[error(
        "whether `{entity}` is in {form} is open, because the search met its bound; a split would be a guess"
    )]
    Undecided { entity: String, form: &'static str },
    #[error("`{entity}` stands in no entity file, so there is no text to rewrite")]
    NoText { entity: String },
    #[error(
        "{attributes} would be the same in every row of `{entity}`; a constant has no key to be split off by\nhelp: remove the `fd` line, or take the attribute out of the entity"
    )]
    Constant { entity: String, attributes: String },
    #[error(
        "`{entity}` cannot be split: {line} needs {attributes}, which would move\nhelp: change or remove the line first"
    )]
    InTheWay { entity: String, line: String, attributes: String },
    #[error(
        "`{attribute}` of `{entity}` is computed from attributes that part ways\nhelp: remove it, or compute it in a view"
    )]
    Computed { entity: String, attribute: String },
    #[error(
        "`--name {name}` fits nothing that is split off of `{entity}`; to be named are {known}"
    )]
    UnknownDeterminant { entity: String, name: String, known: String },
    #[error("`{name}` is the name of an entity already")]
    NameTaken { name: String },
    #[error(
        "the rewrite of `{entity}` would leave a mistake in the design: {why}\nhelp: nothing was written; correct what the message names and try again"
    )]
    Damage { entity: String, why: String },
}
