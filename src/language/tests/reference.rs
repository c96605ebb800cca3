//! The language reference: every example in it is read without a mistake and stands in its one spelling.

use super::*;

#[test]
fn every_example_of_the_reference_holds() {
    let page = include_str!("../../../docs/language.md");
    let examples: Vec<&str> =
        page.split("```sgen\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() > 10, "the examples are marked ```sgen");
    for example in examples {
        let parse = check_invariants(example);
        assert_eq!(parse.errors, [], "{example}");
        assert_eq!(format(example).as_deref(), Ok(example), "{example}");
    }
}
