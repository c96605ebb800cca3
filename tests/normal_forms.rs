//! Textbook relations through `normalize --format json`, exactly as other programs read it.
//!
//! Keys, primes and forms are compared with the known answers; covers and decompositions have many
//! right answers, so they are judged: equivalent, irreducible, lossless, in the form they claim.
//! The judge below works by plain definition and shares no code with the program.

use std::collections::BTreeSet;
use std::fmt::Write;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::tool;

type Set = BTreeSet<String>;
type Dependency = (Set, Set);

/// Attributes, dependencies, keys, form. Attributes are letters.
const TEXTBOOK: [(&str, &str, &str, &str, &str); 20] = [
    ("no dependency", "AB", "", "AB", "BCNF"),
    ("one dependency", "AB", "A->B", "A", "BCNF"),
    ("Ullman 7: supplier, address", "SAIP", "S->A, SI->P", "SI", "1NF"),
    ("Ullman 7: city, street, zip", "CSZ", "CS->Z, Z->C", "CS SZ", "3NF"),
    ("Ullman 7: CTHRSG", "CTHRSG", "C->T, HR->C, HT->R, CS->G, HS->R", "HS", "2NF"),
    (
        "Ullman 7: ABCDEG",
        "ABCDEG",
        "AB->C, C->A, BC->D, ACD->B, D->EG, BE->C, CG->BD, CE->AG",
        "AB BC BD BE CD CE CG",
        "3NF",
    ),
    ("Elmasri: employee, project", "SPHNML", "SP->H, S->N, P->ML", "SP", "1NF"),
    ("Elmasri: employee, department", "ESBADNM", "S->EBAD, D->NM", "S", "2NF"),
    ("Elmasri: teach", "SCI", "SC->I, I->C", "SC SI", "3NF"),
    ("Elmasri: ten attributes", "ABCDEFGHIJ", "AB->C, A->DE, B->F, F->GH, D->IJ", "AB", "1NF"),
    ("Elmasri: book", "TAYPLF", "TA->Y, Y->P, A->F, T->PL", "AT", "1NF"),
    ("Elmasri: refrigerator", "MYPCN", "M->C, MY->P, P->N", "MY", "1NF"),
    ("Silberschatz: (A,B,C,G,H,I)", "ABCGHI", "A->B, A->C, CG->H, CG->I, B->H", "AG", "1NF"),
    ("Silberschatz: (A,B,C,D,E)", "ABCDE", "A->BC, CD->E, B->D, E->A", "A BC CD E", "3NF"),
    ("Silberschatz: dept_advisor", "SID", "I->D, SD->I", "DS IS", "3NF"),
    ("Date: SSP", "SNPQ", "S->N, N->S, SP->Q", "NP PS", "3NF"),
    ("Date: FIRST", "SXCPQ", "S->X, S->C, C->X, SP->Q", "PS", "1NF"),
    ("Date: SECOND", "SXC", "S->C, C->X", "S", "2NF"),
    ("Date: SJT", "SJT", "SJ->T, T->J", "JS ST", "3NF"),
    ("Date: EXAM", "SJP", "SJ->P, JP->S", "JP JS", "BCNF"),
];

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = TEXTBOOK
        .iter()
        .map(|case| Trial::test(format!("normal forms: {}", case.0), move || known(case)))
        .collect();
    trials.push(Trial::test("normal forms: twelve pairs have 4,096 keys", pairs));
    trials.push(Trial::test("normal forms: five thousand attributes", wide));
    trials.push(Trial::test("normal forms: a sample is split in place", written));
    trials
}

fn set(letters: &str) -> Set {
    letters.chars().map(|letter| letter.to_string()).collect()
}

fn dependencies(text: &str) -> Vec<Dependency> {
    text.split(", ")
        .filter_map(|one| one.split_once("->"))
        .map(|(left, right)| (set(left), set(right)))
        .collect()
}

fn normalize(design: &str) -> Result<Value, Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("a.sgen"), design)?;
    let output = tool::run(folder.path(), &["normalize", "a.sgen", "--format", "json"]);
    if !output.status.success() {
        return Err(tool::text(&output.stderr).into());
    }
    let document: Value = serde_json::from_slice(&output.stdout)?;
    Ok(document["entities"][0].clone())
}

fn known(case: &(&str, &str, &str, &str, &str)) -> Result<(), Failed> {
    let (_, attributes, given, keys, form) = case;
    let (all, given) = (set(attributes), dependencies(given));
    let mut design = "entity r {\n".to_owned();
    for attribute in attributes.chars() {
        let _ = writeln!(design, "  {attribute}: int");
    }
    for (left, right) in &given {
        let _ = writeln!(design, "  fd {} -> {}", joined(left), joined(right));
    }
    design.push_str("}\n");
    let entity = normalize(&design)?;
    let found: BTreeSet<Set> = list(&entity["candidate_keys"]).iter().map(names).collect();
    let expected: BTreeSet<Set> = keys.split(' ').map(set).collect();
    same("candidate keys", &found, &expected)?;
    same("prime", &names(&entity["prime"]), &expected.iter().flatten().cloned().collect())?;
    same("normal form", &entity["normal_form"].as_str().unwrap_or_default(), form)?;
    let cover = sides(&entity["minimal_cover"]);
    holds("the cover is equivalent", implies(&cover, &given) && implies(&given, &cover))?;
    for (place, (left, _)) in cover.iter().enumerate() {
        let mut rest = cover.clone();
        let gone = rest.remove(place);
        holds(
            "no dependency of the cover is redundant",
            !implies(&rest, std::slice::from_ref(&gone)),
        )?;
        for attribute in left {
            let shorter = left.iter().filter(|one| *one != attribute).cloned().collect();
            holds("no attribute is superfluous", !implies(&cover, &[(shorter, gone.1.clone())]))?;
        }
    }
    let third = relations(&entity["synthesis_3nf"]);
    holds("the synthesis is lossless", lossless(&all, &third, &given))?;
    holds("the synthesis preserves", preserves(&third, &given))?;
    holds("the synthesis is in 3NF", third.iter().all(|part| in_third(part, &given)))?;
    let split = relations(&entity["bcnf"]["relations"]);
    holds("BCNF is lossless", lossless(&all, &split, &given))?;
    holds("BCNF says that it is lossless", entity["bcnf"]["lossless"] == true)?;
    holds("BCNF is in BCNF", split.iter().all(|part| in_boyce_codd(part, &given)))?;
    let kept = preserves(&split, &given);
    holds("BCNF says whether it preserves", entity["bcnf"]["preserves_dependencies"] == kept)?;
    holds("BCNF names what is lost", kept == list(&entity["bcnf"]["lost"]).is_empty())?;
    let highest = matches!(*form, "BCNF");
    holds("violations where there are some", highest == list(&entity["violations"]).is_empty())?;
    for violation in list(&entity["violations"]) {
        let one = (names(&violation["lhs"]), names(&violation["rhs"]));
        holds("a violation follows", implies(&given, &[one]))?;
        holds("a violation has a place", violation["span"]["line"].is_u64())?;
    }
    Ok(())
}

fn pairs() -> Result<(), Failed> {
    let mut design = "entity r {\n".to_owned();
    for pair in 0..12 {
        let _ = writeln!(design, "  a{pair}: int\n  b{pair}: int");
        let _ = writeln!(design, "  fd a{pair} -> b{pair}\n  fd b{pair} -> a{pair}");
    }
    design.push_str("}\n");
    let entity = normalize(&design)?;
    same("keys", &list(&entity["candidate_keys"]).len(), &4_096)?;
    same("complete", &entity["candidate_keys_complete"], &Value::Bool(true))?;
    same("form", &entity["normal_form"].as_str().unwrap_or_default(), &"3NF")
}

/// Clear answers, soon, whatever the width; a debug build has its time, too.
fn wide() -> Result<(), Failed> {
    let mut design = "entity r {\n".to_owned();
    for attribute in 0..5_000 {
        let _ = writeln!(design, "  a{attribute}: int");
    }
    for attribute in 0..4_999 {
        let _ = writeln!(design, "  fd a{attribute} -> a{}", attribute + 1);
    }
    design.push_str("  fd a1 -> nothing\n}\n");
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("a.sgen"), &design)?;
    let output = tool::run(folder.path(), &["normalize", "a.sgen"]);
    same("exit", &output.status.code(), &Some(2))?;
    holds("the unknown column is named", tool::text(&output.stderr).contains("`nothing`"))?;
    std::fs::write(folder.path().join("a.sgen"), design.replace("  fd a1 -> nothing\n", ""))?;
    let output = tool::run(folder.path(), &["check", "a.sgen"]);
    same("exit", &output.status.code(), &Some(1))?;
    holds("it is judged", tool::text(&output.stdout).contains("is not in 3NF"))
}

fn joined(names: &Set) -> String {
    names.iter().cloned().collect::<Vec<_>>().join(", ")
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn names(value: &Value) -> Set {
    list(value).iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn sides(value: &Value) -> Vec<Dependency> {
    list(value).iter().map(|one| (names(&one["lhs"]), names(&one["rhs"]))).collect()
}

fn relations(value: &Value) -> Vec<Set> {
    list(value).iter().map(|one| names(&one["attributes"])).collect()
}

fn closure(of: &Set, given: &[Dependency]) -> Set {
    let mut closed = of.clone();
    loop {
        let before = closed.len();
        for (left, right) in given {
            if left.is_subset(&closed) {
                closed.extend(right.iter().cloned());
            }
        }
        if closed.len() == before {
            return closed;
        }
    }
}

fn implies(given: &[Dependency], goals: &[Dependency]) -> bool {
    goals.iter().all(|(left, right)| right.is_subset(&closure(left, given)))
}

fn subsets(of: &Set) -> Vec<Set> {
    let members: Vec<&String> = of.iter().collect();
    (0..1_u32 << members.len())
        .map(|mask| {
            members
                .iter()
                .enumerate()
                .filter(|(place, _)| mask >> place & 1 == 1)
                .map(|(_, name)| (*name).clone())
                .collect()
        })
        .collect()
}

fn in_boyce_codd(part: &Set, given: &[Dependency]) -> bool {
    subsets(part).iter().all(|left| {
        let closed: Set = closure(left, given).intersection(part).cloned().collect();
        closed == *left || closed == *part
    })
}

fn in_third(part: &Set, given: &[Dependency]) -> bool {
    let subsets = subsets(part);
    let is_key = |set: &Set| part.is_subset(&closure(set, given));
    let keys: Vec<&Set> = subsets
        .iter()
        .filter(|set| is_key(set))
        .filter(|set| {
            set.iter()
                .all(|gone| !is_key(&set.iter().filter(|one| *one != gone).cloned().collect()))
        })
        .collect();
    let prime: Set = keys.into_iter().flatten().cloned().collect();
    subsets.iter().all(|left| {
        let closed: Set = closure(left, given).intersection(part).cloned().collect();
        closed == *part || closed.difference(left).all(|one| prime.contains(one))
    })
}

fn preserves(parts: &[Set], given: &[Dependency]) -> bool {
    let enforced: Vec<Dependency> = parts
        .iter()
        .flat_map(|part| {
            subsets(part).into_iter().map(|left| {
                let right = closure(&left, given).intersection(part).cloned().collect();
                (left, right)
            })
        })
        .collect();
    implies(&enforced, given)
}

/// The chase.
fn lossless(all: &Set, parts: &[Set], given: &[Dependency]) -> bool {
    let columns: Vec<&String> = all.iter().collect();
    let place = |name: &String| columns.iter().position(|one| *one == name).unwrap_or_default();
    let mut rows: Vec<Vec<usize>> = parts
        .iter()
        .zip(1..)
        .map(|(part, row)| {
            columns.iter().map(|name| if part.contains(*name) { 0 } else { row }).collect()
        })
        .collect();
    loop {
        let before = rows.clone();
        for (left, right) in given {
            for one in 0..rows.len() {
                for other in 0..rows.len() {
                    if left.iter().all(|name| rows[one][place(name)] == rows[other][place(name)]) {
                        for name in right {
                            let (a, b) = (rows[one][place(name)], rows[other][place(name)]);
                            for row in &mut rows {
                                if row[place(name)] == a.max(b) {
                                    row[place(name)] = a.min(b);
                                }
                            }
                        }
                    }
                }
            }
        }
        if rows == before {
            return rows.iter().any(|row| row.iter().all(|value| *value == 0));
        }
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), Failed> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {found:?}, expected {expected:?}").into())
}

fn holds(what: &str, holds: bool) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(format!("not so: {what}").into()) }
}

/// A copy of a sample, split in place: formatted, without mistakes but in queries, in the form, and
/// a second run finds nothing to do.
fn written() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let sample = tool::repository().join("samples/shop");
    // Its migrations lie in a folder of their own.
    let files = std::fs::read_dir(sample)?.flatten().filter(|entry| entry.path().is_file());
    for entry in files {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
    }
    let before = std::fs::read_to_string(folder.path().join("orders.sgen"))?;
    let output = tool::run(folder.path(), &["normalize", "address", "--write", "3nf"]);
    same("exit", &output.status.code(), &Some(0))?;
    holds("the query is named", tool::text(&output.stdout).contains("`customer_addresses`"))?;
    same("others", &std::fs::read_to_string(folder.path().join("orders.sgen"))?, &before)?;
    same("fmt", &tool::run(folder.path(), &["fmt", "--check", "."]).status.code(), &Some(0))?;
    same("check", &tool::run(folder.path(), &["check", "."]).status.code(), &Some(0))?;
    let output = tool::run(folder.path(), &["normalize", ".", "address", "--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout)?;
    same("form", &document["entities"][0]["normal_form"].as_str().unwrap_or_default(), &"BCNF")?;
    let again = tool::run(folder.path(), &["normalize", "address", "--write", "3nf"]);
    holds("nothing is left", tool::text(&again.stderr).contains("nothing to split"))
}
