//! Relations of the textbooks, with the answers the books or plain reasoning give.

use super::notation::*;
use crate::theory::*;

fn analysed(attributes: &str, dependencies: &str) -> (Relation, Analysis) {
    let relation = relation(attributes, dependencies);
    let analysis = analyse(&relation, &Limits::default());
    (relation, analysis)
}

fn named(attributes: &[&str], dependencies: &[(&[&str], &[&str])]) -> Relation {
    let mut relation = Relation::new(attributes.iter().copied()).expect("distinct names");
    for (left, right) in dependencies {
        relation.depends(left, right).expect("known names");
    }
    relation
}

/// Keys, highest form, relations of the synthesis and of the Boyce–Codd decomposition.
fn summary(relation: &Relation, analysis: &Analysis) -> [String; 4] {
    [
        show_all(relation, &analysis.keys.keys),
        analysis.normal_form().to_string(),
        show_fragments(relation, &analysis.synthesis_3nf),
        show_fragments(relation, &analysis.boyce_codd.fragments),
    ]
}

fn check(attributes: &str, dependencies: &str, expected: [&str; 4]) {
    let (relation, analysis) = analysed(attributes, dependencies);
    assert_eq!(summary(&relation, &analysis), expected, "{attributes}: {dependencies}");
}

/// Ullman, *Principles of Database and Knowledge-Base Systems* I, chapter 7: the set whose
/// minimal covers differ in size.
const ABCDEG: &str = "AB->C, C->A, BC->D, ACD->B, D->EG, BE->C, CG->BD, CE->AG";

#[test]
fn ullmans_closure_of_bd() {
    let relation = relation("ABCDEG", ABCDEG);
    let mut closure = Closure::new(&relation.dependencies);
    let closed = closure.of(&set(&relation, "BD"));
    assert_eq!(show(&relation, &closed), "ABCDEG");
    assert_eq!(show(&relation, &closure.of(&set(&relation, "D"))), "DEG");
}

#[test]
fn ullmans_set_has_minimal_covers_of_several_sizes() {
    let relation = relation("ABCDEG", ABCDEG);
    let orders = [CoverOrder::Declared, CoverOrder::Reversed]
        .into_iter()
        .chain((0..200).map(CoverOrder::Shuffled));
    let sizes: std::collections::BTreeSet<usize> = orders
        .map(|order| {
            let cover = minimal_cover_by(&relation.dependencies, order);
            assert!(equivalent(&cover, &relation.dependencies));
            cover.len()
        })
        .collect();
    // The two the book prints.
    assert_eq!(sizes.into_iter().collect::<Vec<_>>(), [8, 9]);
}

#[test]
fn ullmans_set_has_these_keys() {
    let (relation, analysis) = analysed("ABCDEG", ABCDEG);
    assert_eq!(show_all(&relation, &analysis.keys.keys), "AB BC BD BE CD CE CG");
    assert_eq!(show(&relation, &analysis.primes.prime), "ABCDEG");
    assert_eq!(analysis.normal_form(), NormalForm::Third);
    // C -> A and D -> EG are what stops it; nothing has to be lost.
    let lefts: Vec<&AttributeSet> = analysis.violations.iter().map(|one| &one.left).collect();
    assert_eq!(show_all(&relation, lefts), "C D");
    assert!(analysis.boyce_codd.preserving.holds());
}

/// City, street, zip: third normal form, and no way to Boyce–Codd without losing the dependency.
#[test]
fn city_street_zip() {
    let (relation, analysis) = analysed("CSZ", "CS->Z, Z->C");
    assert_eq!(summary(&relation, &analysis), ["CS SZ", "3NF", "CSZ", "CZ SZ"]);
    assert_eq!(analysis.boyce_codd.preserving, Verdict::Broken);
    assert_eq!(show_dependencies(&relation, &analysis.boyce_codd.lost), "CS->Z");
    let [violation] = analysis.violations.as_slice() else { panic!("one violation") };
    assert_eq!(violation.form, NormalForm::BoyceCodd);
    assert_eq!(violation.why(&relation), "`Z` is not a key, and determines `C`");
}

/// Suppliers: name determines address; name and item determine the price.
#[test]
fn suppliers_items_and_prices() {
    let relation = named(
        &["sname", "sadd", "item", "price"],
        &[(&["sname"], &["sadd"]), (&["sname", "item"], &["price"])],
    );
    let analysis = analyse(&relation, &Limits::default());
    assert_eq!(analysis.keys.keys, [relation.set(&["sname", "item"]).expect("known")]);
    assert_eq!(analysis.normal_form(), NormalForm::First);
    let names: Vec<Vec<&str>> = analysis
        .boyce_codd
        .fragments
        .iter()
        .map(|fragment| relation.names_of(&fragment.attributes))
        .collect();
    assert_eq!(names, [vec!["sname", "sadd"], vec!["sname", "item", "price"]]);
    let [violation] = analysis.violations.as_slice() else { panic!("one violation") };
    assert_eq!(
        violation.why(&relation),
        "`sname` is only a part of the key (`sname`, `item`), and determines `sadd` by itself"
    );
}

/// Ullman's courses: course, teacher, hour, room, student, grade.
#[test]
fn courses_teachers_hours_rooms_students_grades() {
    let (relation, analysis) = analysed("CTHRSG", "C->T, HR->C, HT->R, CS->G, HS->R");
    assert_eq!(summary(&relation, &analysis), ["HS", "2NF", "CTHR CSG HRS", "CT CHR CSG THR HRS"]);
    // The book splits off CSG, CT and CHR and is left with CHS, which loses TH -> R; five
    // relations keep all.
    let parts = ["CSG", "CT", "CHR", "CHS"].map(|part| set(&relation, part));
    let lost = lost_dependencies(&relation.dependencies, &parts);
    assert_eq!(show_dependencies(&relation, &lost), "TH->R");
    assert!(analysis.boyce_codd.lost.is_empty());
}

/// Elmasri and Navathe: employees on projects.
#[test]
fn employees_and_projects() {
    let relation = named(
        &["ssn", "pnumber", "hours", "ename", "pname", "plocation"],
        &[
            (&["ssn", "pnumber"], &["hours"]),
            (&["ssn"], &["ename"]),
            (&["pnumber"], &["pname", "plocation"]),
        ],
    );
    let analysis = analyse(&relation, &Limits::default());
    assert_eq!(analysis.normal_form(), NormalForm::First);
    assert_eq!(analysis.violations.len(), 2);
    assert!(analysis.violations.iter().all(|violation| violation.form == NormalForm::Second));
    assert_eq!(analysis.synthesis_3nf.len(), 3);
    assert_eq!(analysis.synthesis_3nf, analysis.boyce_codd.fragments);
}

/// Elmasri and Navathe: employees with their department's name and manager, which are transitive.
#[test]
fn employees_and_departments() {
    let relation = named(
        &["ename", "ssn", "bdate", "address", "dnumber", "dname", "dmgr_ssn"],
        &[
            (&["ssn"], &["ename", "bdate", "address", "dnumber"]),
            (&["dnumber"], &["dname", "dmgr_ssn"]),
        ],
    );
    let analysis = analyse(&relation, &Limits::default());
    assert_eq!(analysis.normal_form(), NormalForm::Second);
    let [violation] = analysis.violations.as_slice() else { panic!("one violation") };
    assert_eq!(relation.names_of(&violation.left), ["dnumber"]);
    assert_eq!(relation.names_of(&violation.right), ["dname", "dmgr_ssn"]);
    assert_eq!(violation.reason, Reason::NotAKey);
}

/// Elmasri and Navathe's lots: property, county, lot, area, price, tax rate. Two keys; the tax
/// rate depends on the county, the price on the area, and later the county on the area.
#[test]
fn lots() {
    let four = "P->CLART, CL->PART, C->T, A->R";
    check("PCLART", four, ["P CL", "1NF", "PCLA CT AR", "PCLA CT AR"]);
    let (relation, analysis) = analysed("PCLA", "P->CLA, CL->PA, A->C");
    assert_eq!(show_all(&relation, &analysis.keys.keys), "P CL LA");
    assert_eq!(analysis.normal_form(), NormalForm::Third);
    // The book's split into PLA and AC loses CL -> PA. A third relation PCL keeps it.
    assert_eq!(show_fragments(&relation, &analysis.boyce_codd.fragments), "PCL PLA CA");
    assert!(analysis.boyce_codd.lost.is_empty());
    let parts = [set(&relation, "PLA"), set(&relation, "CA")];
    let lost = lost_dependencies(&relation.dependencies, &parts);
    assert_eq!(show_dependencies(&relation, &lost), "CL->PA");
}

/// Elmasri and Navathe: a student has one instructor for a course, who teaches only that course.
#[test]
fn students_courses_instructors() {
    let (relation, analysis) = analysed("SCI", "SC->I, I->C");
    assert_eq!(summary(&relation, &analysis), ["SC SI", "3NF", "SCI", "SI CI"]);
    let all = relation.attributes();
    let dependencies = &relation.dependencies;
    let limits = Limits::default();
    let join = |parts: &[&str]| {
        let parts: Vec<AttributeSet> = parts.iter().map(|part| set(&relation, part)).collect();
        join_of(&all, dependencies, &[], &parts, &limits)
    };
    assert_eq!(join(&["CI", "SI"]), Join::Lossless);
    assert!(matches!(join(&["SI", "SC"]), Join::Lossy(_)));
    assert!(matches!(join(&["CI", "SC"]), Join::Lossy(_)));
}

/// Elmasri and Navathe, exercise: ten attributes, key AB.
#[test]
fn ten_attributes() {
    check(
        "ABCDEFGHIJ",
        "AB->C, A->DE, B->F, F->GH, D->IJ",
        ["AB", "1NF", "ABC ADE BF DIJ FGH", "ABC ADE BF DIJ FGH"],
    );
    let (relation, analysis) = analysed("ABCDEFGHIJ", "AB->C, BD->EF, AD->GH, A->I, H->J");
    assert_eq!(show_all(&relation, &analysis.keys.keys), "ABD");
    assert_eq!(show_fragments(&relation, &analysis.synthesis_3nf), "ABC ABD ADGH AI BDEF HJ");
}

/// Silberschatz, Korth and Sudarshan: R(A,B,C,G,H,I), key AG; the canonical cover of A->BC,
/// B->C, A->B, AB->C is A->B, B->C.
#[test]
fn silberschatz_closure_and_canonical_cover() {
    let (six, analysis) = analysed("ABCGHI", "A->B, A->C, CG->H, CG->I, B->H");
    assert_eq!(show_all(&six, &analysis.keys.keys), "AG");
    let mut closure = Closure::new(&six.dependencies);
    assert_eq!(show(&six, &closure.of(&set(&six, "AG"))), "ABCGHI");
    let goal = Dependency::new(set(&six, "AG"), set(&six, "I"));
    let proof = derivation(&six.dependencies, &goal).expect("it follows");
    let steps: Vec<usize> = proof.iter().map(|step| step.dependency).collect();
    assert_eq!(steps, [1, 3]);

    let three = relation("ABC", "A->BC, B->C, A->B, AB->C");
    let cover = canonical_cover(&three.dependencies);
    assert_eq!(show_dependencies(&three, &cover), "A->B, B->C");
}

/// Silberschatz: departments' advisors, where a student has one advisor for each department and
/// an instructor advises for one department.
#[test]
fn department_advisors() {
    let relation = named(
        &["s_id", "i_id", "dept_name"],
        &[(&["i_id"], &["dept_name"]), (&["s_id", "dept_name"], &["i_id"])],
    );
    let analysis = analyse(&relation, &Limits::default());
    assert_eq!(analysis.normal_form(), NormalForm::Third);
    assert_eq!(analysis.keys.keys.len(), 2);
    assert_eq!(analysis.boyce_codd.preserving, Verdict::Broken);
}

/// Date: suppliers in cities with a status that belongs to the city, and parts they ship.
#[test]
fn dates_first() {
    let (relation, analysis) = analysed("STCPQ", "SP->Q, S->C, S->T, C->T");
    assert_eq!(summary(&relation, &analysis), ["SP", "1NF", "SC SPQ TC", "SC SPQ TC"]);
    let (relation, analysis) = analysed("STC", "S->C, C->T");
    assert_eq!(summary(&relation, &analysis), ["S", "2NF", "SC TC", "SC TC"]);
    // Splitting into SC and ST joins losslessly, but loses C -> T.
    let parts = [set(&relation, "SC"), set(&relation, "ST")];
    let lost = lost_dependencies(&relation.dependencies, &parts);
    assert_eq!(show_dependencies(&relation, &lost), "C->T");
}

/// Date: supplier number and name determine each other; third normal form with all the redundancy
/// it may have.
#[test]
fn dates_supplier_numbers_and_names() {
    check("SNPQ", "S->N, N->S, SP->Q, NP->Q", ["SP NP", "3NF", "SNPQ", "SN SPQ"]);
}

/// Date: students, subjects, teachers; and exams, where overlapping keys do no harm.
#[test]
fn dates_students_subjects_and_exams() {
    let (_, analysis) = analysed("SJT", "SJ->T, T->J");
    assert_eq!(analysis.normal_form(), NormalForm::Third);
    let (relation, analysis) = analysed("SJP", "SJ->P, JP->S");
    assert_eq!(summary(&relation, &analysis), ["SJ JP", "BCNF", "SJP", "SJP"]);
}

/// Date: courses, teachers, texts; every teacher of a course uses every text.
#[test]
fn dates_courses_teachers_texts() {
    let (relation, analysis) = analysed("CTX", "C->>T");
    assert_eq!(analysis.normal_form(), NormalForm::BoyceCodd);
    let fourth = analysis.fourth.expect("a multivalued dependency is declared");
    assert_eq!(show_fragments(&relation, &fourth.fragments), "CT CX");
    let [violation] = analysis.violations.as_slice() else { panic!("one violation") };
    assert_eq!((violation.form, &violation.reason), (NormalForm::Fourth, &Reason::Multivalued));
    let Anomaly::Combination { rows, forced } = &violation.anomaly else { panic!() };
    assert_eq!(rows.rows, [[1, 1, 1], [1, 2, 2]]);
    assert_eq!(forced.rows, [[1, 2, 1], [1, 1, 2]]);
}

/// Ullman: courses again, where a course's hours and rooms go with every student and grade.
#[test]
fn ullmans_dependency_basis() {
    let relation = relation("CTHRSG", "C->T, HR->C, HT->R, CS->G, HS->R, C->>HR");
    let mixed = Mixed::new(&relation.attributes(), &relation.dependencies, &relation.multivalued);
    assert_eq!(show_all(&relation, &mixed.basis(&set(&relation, "C"))), "T HR SG");
    assert!(mixed.implies(&Multivalued::new(set(&relation, "C"), set(&relation, "SGT"))));
    assert!(!mixed.implies(&Multivalued::new(set(&relation, "C"), set(&relation, "H"))));
}

/// A ->> BC and D -> B give A -> B by coalescence, which neither gives alone.
#[test]
fn coalescence() {
    let (relation, analysis) = analysed("ABCD", "A->>BC, D->B");
    let dependency = Dependency::new(set(&relation, "A"), set(&relation, "B"));
    assert!(implies(&analysis.minimal_cover, &dependency));
    assert!(!implies(&relation.dependencies, &dependency));
}

/// Merging equivalent left sides makes a dependency transitive that was not.
#[test]
fn a_transitive_dependency_after_merging() {
    let (relation, analysis) = analysed("ABCDEF", "AD->B, B->C, C->D, AB->E, AC->F");
    let parts: Vec<AttributeSet> =
        analysis.synthesis_3nf.iter().map(|one| one.attributes.clone()).collect();
    for part in &parts {
        assert_eq!(
            Parts::new(&relation.dependencies).third(part, &Limits::default()),
            Finding::Holds,
            "{}",
            show(&relation, part)
        );
    }
    assert!(lost_dependencies(&relation.dependencies, &parts).is_empty());
}

/// The shortcut of looking at the given dependencies alone misses that a part of the key
/// determines something in two steps; and a constant breaks second normal form.
#[test]
fn second_normal_form_by_its_definition() {
    let (relation, analysis) = analysed("ABCDE", "AB->E, A->B, C->D, D->C");
    assert_eq!(show_all(&relation, &analysis.keys.keys), "AC AD");
    assert_eq!(analysis.normal_form(), NormalForm::First);
    let (relation, analysis) = analysed("ABCX", "A->X, X->B, AC->B");
    assert_eq!(analysis.normal_form(), NormalForm::First);
    assert!(analysis.violations.iter().any(|one| one.left == set(&relation, "A")));
    let (relation, analysis) = analysed("ABC", "A->B, ->C");
    assert_eq!(analysis.normal_form(), NormalForm::First);
    assert_eq!(show_fragments(&relation, &analysis.boyce_codd.fragments), "AB C");
    assert_eq!(
        analysis.violations[0].why(&relation),
        "`C` is the same in every row, so it does not describe the key"
    );
}

/// With its number alone as a key, an order line hides that the product determines its name;
/// without the number it does not.
#[test]
fn a_surrogate_key_hides_nothing() {
    let mut relation = named(
        &["id", "order_no", "product_no", "product_name", "quantity"],
        &[(&["product_no"], &["product_name"])],
    );
    relation.key(&["id"]).expect("known names");
    let transparent = relation.set(&["id"]).expect("known names");
    let limits = Limits::default();
    let analysis = analyse_with_transparent(&relation, &transparent, &limits);
    assert_eq!(analysis.normal_form(), NormalForm::Second);
    assert_eq!(analysis.worst().normal_form(), NormalForm::First);
    let natural = analysis.without_transparent.as_ref().expect("an attribute is transparent");
    assert!(!natural.has_key);

    relation.key(&["order_no", "product_no"]).expect("known names");
    let analysis = analyse_with_transparent(&relation, &transparent, &limits);
    assert_eq!(analysis.normal_form(), NormalForm::First);
    let natural = analysis.without_transparent.as_ref().expect("an attribute is transparent");
    assert!(natural.has_key);
    assert_eq!(natural.analysis.normal_form(), NormalForm::First);
}

#[test]
fn names_that_do_not_exist_or_repeat() {
    let mut relation = Relation::new(["a", "b"]).expect("distinct names");
    assert_eq!(
        relation.depends(&["a"], &["c"]),
        Err(RelationError::UnknownAttribute("c".to_owned()))
    );
    assert_eq!(
        Relation::new(["a", "b", "a"]).map(|_| ()),
        Err(RelationError::DuplicateAttribute("a".to_owned()))
    );
    // Empty, trivial and repeated dependencies change nothing.
    relation.depends(&["a"], &["a"]).expect("known names");
    relation.depends::<&str>(&[], &[]).expect("known names");
    relation.depends(&["a"], &["b"]).expect("known names");
    relation.depends(&["a"], &["a", "b"]).expect("known names");
    let analysis = analyse(&relation, &Limits::default());
    assert_eq!(analysis.minimal_cover.len(), 1);
    assert_eq!(analysis.normal_form(), NormalForm::BoyceCodd);
}
