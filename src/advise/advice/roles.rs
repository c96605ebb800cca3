use super::{Role, RoleKind};
use crate::advise::access::{Block, Relation, Target, Test, Use, UseId};
use crate::advise::shape::{Method, Shape};
use crate::advise::study::Study;
use crate::schema::Table;

/// What each column of an index does in a query.
pub(super) fn roles(study: &Study<'_>, query: usize, shape: &Shape) -> Vec<Role> {
    let access = &study.queries[query].access;
    let table = study.catalog.table(shape.table);
    let mut roles: Vec<Role> = Vec::new();
    for block in &access.blocks {
        for (of, used) in block.uses.iter().enumerate() {
            if used.relation != Relation::Table(shape.table) || !shape.admits(used) {
                continue;
            }
            for role in use_roles(block, of, used, shape, table) {
                if !roles.iter().any(|known| known.column == role.column && known.kind == role.kind)
                {
                    roles.push(role);
                }
            }
        }
    }
    // What a column carries does not matter where it does more.
    let busy: Vec<String> = roles
        .iter()
        .filter(|role| role.kind != RoleKind::Covering)
        .map(|role| role.column.clone())
        .collect();
    roles.retain(|role| role.kind != RoleKind::Covering || !busy.contains(&role.column));
    roles
}

fn use_roles(block: &Block, of: UseId, used: &Use, shape: &Shape, table: &Table) -> Vec<Role> {
    let mut roles = Vec::new();
    for part in &shape.key {
        let column = match &part.target {
            Target::Column(column) => table.columns[*column].name.clone(),
            Target::Expression(text, _) => text.clone(),
        };
        let mut role = |kind, span| roles.push(Role { column: column.clone(), kind, span });
        let mut any = false;
        for tested in used.tests.iter().filter(|tested| tested.target == part.target) {
            let kind = match &tested.test {
                Test::Equal(_) | Test::In(..) | Test::IsNull => RoleKind::Equality,
                Test::Range { .. } | Test::RowRange(_) | Test::Prefix(_) => RoleKind::Range,
                Test::Contains(_) | Test::Infix(_) | Test::Fulltext => RoleKind::Search,
                _ => continue,
            };
            any = true;
            role(kind, Some(tested.span));
        }
        let words = shape.method == Method::Fulltext || shape.method == Method::Inverted && !any;
        let searched = used.tests.iter().find(|tested| tested.test == Test::Fulltext);
        if let Some(tested) = searched.filter(|_| words) {
            any = true;
            role(RoleKind::Search, Some(tested.span));
        }
        if let Target::Column(own) = part.target {
            for (_, _, _, span) in block.edges_of(of).filter(|(column, ..)| *column == own) {
                any = true;
                role(RoleKind::Join, Some(span));
            }
        }
        if let Some(key) =
            block.order.iter().find(|key| key.from == of && key.target == part.target)
        {
            any = true;
            role(RoleKind::Order, Some(key.span));
        }
        if block.group.iter().any(|(from, target)| *from == of && *target == part.target) {
            any = true;
            role(RoleKind::Group, None);
        }
        if let Target::Column(own) = part.target
            && !any
            && used.needed.contains(&own)
        {
            role(RoleKind::Covering, Some(used.span));
        }
    }
    for column in shape.include.iter().filter(|column| used.needed.contains(column)) {
        let name = table.columns[*column].name.clone();
        roles.push(Role { column: name, kind: RoleKind::Covering, span: Some(used.span) });
    }
    for fact in &shape.condition {
        let tested = used.tests.iter().find(|tested| match (&tested.target, fact.column) {
            (Target::Column(own), Some(column)) => *own == column,
            _ => false,
        });
        roles.push(Role {
            column: fact.text.clone(),
            kind: RoleKind::Condition,
            span: tested.map(|tested| tested.span),
        });
    }
    roles
}
