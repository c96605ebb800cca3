use std::collections::BTreeMap;

use super::{Block, ColumnId, Edge, Operand, Target, Test, Tested, UseId, UseKind};

/// Columns that are all equal to each other, up to so many: beyond, each pair more tells nothing.
const MOST_MEMBERS: usize = 6;

type Member = (UseId, ColumnId);

/// Writes down what follows from `a = b and b = c`: that `a = c`, so that tables may be joined in
/// other orders than those written, and that what one is fixed to the others are too.
pub(super) fn close(block: &mut Block) {
    let sure = |of: UseId| matches!(block.uses[of].kind, UseKind::Inner | UseKind::Semi);
    let mut class_of: BTreeMap<Member, usize> = BTreeMap::new();
    let mut classes: Vec<Vec<Member>> = Vec::new();
    for edge in &block.edges {
        let (Some(left), Some(right)) = (edge.left.1, edge.right.1) else { continue };
        if !sure(edge.left.0) || !sure(edge.right.0) {
            continue;
        }
        let (left, right) = ((edge.left.0, left), (edge.right.0, right));
        let mut class = |member: Member| {
            *class_of.entry(member).or_insert_with(|| {
                classes.push(vec![member]);
                classes.len() - 1
            })
        };
        let (one, other) = (class(left), class(right));
        if one != other {
            let moved = std::mem::take(&mut classes[other]);
            for member in &moved {
                class_of.insert(*member, one);
            }
            classes[one].extend(moved);
        }
    }
    for class in classes.iter().filter(|class| (2..=MOST_MEMBERS).contains(&class.len())) {
        join_all(block, class);
        fix_all(block, class);
    }
}

fn join_all(block: &mut Block, class: &[Member]) {
    let ends = |edge: &Edge| [(edge.left.0, edge.left.1), (edge.right.0, edge.right.1)];
    for (place, one) in class.iter().enumerate() {
        for other in &class[place + 1..] {
            let (left, right) = ((one.0, Some(one.1)), (other.0, Some(other.1)));
            let known = block
                .edges
                .iter()
                .any(|edge| ends(edge) == [left, right] || ends(edge) == [right, left]);
            if one.0 != other.0 && !known {
                let span = block.uses[one.0].span;
                block.edges.push(Edge { left, right, span });
            }
        }
    }
}

fn fix_all(block: &mut Block, class: &[Member]) {
    let fixed = class.iter().find_map(|(of, column)| {
        block.uses[*of].tests.iter().find(|tested| {
            tested.target == Target::Column(*column)
                && matches!(tested.test, Test::Equal(Operand::Literal(_) | Operand::Parameter))
        })
    });
    let Some(fixed) = fixed.cloned() else { return };
    for (of, column) in class {
        let target = Target::Column(*column);
        let tests = &mut block.uses[*of].tests;
        let known = tests
            .iter()
            .any(|tested| tested.target == target && matches!(tested.test, Test::Equal(_)));
        if !known {
            tests.push(Tested { target, ..fixed.clone() });
        }
    }
}
