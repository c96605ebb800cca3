//! How far a query says which rows of a table it means.

use crate::advise::access::{
    Access, Block, ColumnId, Operand, Relation, Target, Test, Tested, UseId,
};

/// What a query's conditions leave of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Binding {
    /// One value.
    Point,
    /// So many values.
    Few(f64),
    /// A piece with two ends, or with one.
    Range,
    /// All of them.
    Open,
}

impl Binding {
    /// Whether a server leaves partitions out for it.
    pub fn prunes(self, ranges: bool) -> bool {
        match self {
            Binding::Point | Binding::Few(_) => true,
            Binding::Range => ranges,
            Binding::Open => false,
        }
    }
}

/// Uses of a table in a statement, with their blocks.
pub fn uses(access: &Access, table: usize) -> impl Iterator<Item = (&Block, UseId)> + '_ {
    access.blocks.iter().flat_map(move |block| {
        let of = move |(_, used): &(UseId, &crate::advise::access::Use)| {
            used.relation == Relation::Table(table)
        };
        block.uses.iter().enumerate().filter(of).map(move |(place, _)| (block, place))
    })
}

/// What the conditions on one use leave of a column. Servers look at plain comparisons of the column itself: a
/// function around it hides it from them.
pub fn binding(block: &Block, of: UseId, column: ColumnId) -> Binding {
    let used = &block.uses[of];
    let mut best = Binding::Open;
    let mut take = |found: Binding| {
        if found < best {
            best = found;
        }
    };
    for tested in &used.tests {
        take(of_test(tested, column));
    }
    // `a = 1 or a = 2`: bound if every arm is.
    for arms in &used.alternatives {
        let each: Vec<Binding> = arms
            .iter()
            .map(|arm| arm.iter().map(|tested| of_test(tested, column)).fold(Binding::Open, least))
            .collect();
        let worst = each.iter().copied().fold(Binding::Point, most);
        take(match worst {
            Binding::Point => Binding::Few(each.len() as f64),
            Binding::Few(each_of) => Binding::Few(each_of * each.len() as f64),
            other => other,
        });
    }
    best
}

fn of_test(tested: &Tested, column: ColumnId) -> Binding {
    if tested.target != Target::Column(column) {
        return Binding::Open;
    }
    match &tested.test {
        Test::Equal(Operand::Literal(_) | Operand::Parameter | Operand::Computed(_)) => {
            Binding::Point
        }
        // Known only row by row while it runs: a lookup each time.
        Test::Equal(Operand::Later) | Test::IsNull => Binding::Point,
        Test::In(count, _) => Binding::Few(count.max(1.0)),
        Test::Range { .. } | Test::RowRange(_) => Binding::Range,
        _ => Binding::Open,
    }
}

fn least(one: Binding, other: Binding) -> Binding {
    if other < one { other } else { one }
}

fn most(one: Binding, other: Binding) -> Binding {
    if other > one { other } else { one }
}

/// Whether the newest rows are wanted first and few of them: an index of each partition is read until there are
/// enough, beginning with the last.
pub fn stops_early(block: &Block, of: UseId, column: ColumnId) -> bool {
    block.limit.is_some()
        && block
            .order
            .first()
            .is_some_and(|first| first.from == of && first.target == Target::Column(column))
        || block.extremum == Some((of, column))
}
