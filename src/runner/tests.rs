use super::{Applied, Standing, State, Trouble, review};
use crate::migrations::{Migration, MigrationName, checksum};

fn migration(name: &str) -> Migration {
    let name = MigrationName::parse(name).unwrap();
    Migration { name, up: "select 1;\n".to_owned(), down: None, plan: None }
}

fn applied(version: &str, state: State, sum: &str) -> Applied {
    Applied {
        version: version.to_owned(),
        name: "n".to_owned(),
        checksum: sum.to_owned(),
        state,
        started: String::new(),
        finished: None,
        milliseconds: None,
        by: String::new(),
    }
}

#[test]
fn a_review_tells_what_was_run_and_what_stands_in_the_way() {
    let folder = [migration("1_a"), migration("2_b"), migration("3_c"), migration("4_d")];
    let sum = checksum("select 1;\n");
    let record = [
        applied("1", State::Done, &sum),
        applied("3", State::Applying, "other"),
        applied("9", State::Done, &sum),
        applied("plan-1", State::Done, &sum),
    ];
    let found = review(&folder, &record);
    let standings: Vec<&str> = found
        .standings
        .iter()
        .map(|(_, standing)| match standing {
            Standing::Pending => "pending",
            Standing::CutOff(_) => "cut off",
            Standing::Applied(_) => "applied",
        })
        .collect();
    assert_eq!(standings, ["applied", "pending", "cut off", "pending"]);
    assert_eq!(
        found.troubles,
        [
            Trouble::OutOfOrder { name: folder[1].name.clone(), newest: "3_c".to_owned() },
            Trouble::Edited(folder[2].name.clone()),
            Trouble::Missing { version: "9".to_owned(), name: "n".to_owned() },
        ]
    );
}
