//! Broken texts lower too: to less, and without a panic.

use super::*;

/// Lowers whatever the text is.
fn survives(text: &str) -> Design {
    let mut sources = SourceMap::default();
    let file = sources.add("a.sgen", text);
    lower(&[(file, parse(text))], &sources).0
}

/// Everything the language knows, in one text.
fn everything() -> String {
    let designs = ["tables", "references", "partitions", "programs"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/language/lower/tests/designs/");
    designs.map(|name| std::fs::read_to_string(format!("{folder}{name}.sgen")).unwrap()).join("\n")
}

#[test]
fn a_text_cut_anywhere_lowers() {
    let text = everything();
    for end in (0..text.len()).step_by(53).filter(|end| text.is_char_boundary(*end)) {
        survives(&text[..end]);
    }
}

#[test]
fn a_text_without_one_of_its_lines_lowers() {
    let text = everything();
    let lines: Vec<_> = text.lines().collect();
    for gone in 0..lines.len() {
        let rest: Vec<_> =
            lines.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| *line).collect();
        survives(&rest.join("\n"));
    }
}

#[test]
fn a_text_with_words_swapped_lowers() {
    let text = everything();
    let words: Vec<_> = text.split(' ').collect();
    for at in (0..words.len() - 7).step_by(7) {
        let mut swapped = words.clone();
        swapped.swap(at, at + 7);
        survives(&swapped.join(" "));
    }
}

#[test]
fn what_rests_on_a_mistake_is_passed_over() {
    let text = "entity a { id: itn primary key }\nentity b { id: ref a primary key\n a_id: bigint\n ref (a_id) to a }";
    let (design, findings) = lowered(&[text]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(design.schema.tables.len(), 2);
    assert_eq!(design.schema.tables[1].foreign_keys.len(), 2);
}

#[test]
fn sql_the_parser_found_broken_is_not_judged_again() {
    let text = "entity a {\n  id: int primary key check (id > 'x)\n  n: int\n}\n";
    let mut sources = SourceMap::default();
    let file = sources.add("a.sgen", text);
    let parsed = parse(text);
    assert_eq!(parsed.errors.len(), 1);
    assert_eq!(lower(&[(file, parsed)], &sources).1, []);
}

#[test]
fn long_chains_of_references_need_no_stack() {
    let last = 10_000;
    let mut text = String::new();
    for at in 0..last {
        text.push_str(&format!("entity e{at} {{ id: ref e{} primary key }}\n", at + 1));
    }
    text.push_str(&format!("entity e{last} {{ id: bigint primary key }}\n"));
    let design = survives(&text);
    assert_eq!(design.schema.tables[0].columns[0].data_type, crate::schema::DataType::BigInt);
}

#[test]
fn mixins_that_double_stay_small() {
    let mut text = String::from("mixin m0 { a: int }\n");
    for at in 1..60 {
        text.push_str(&format!(
            "mixin m{at} {{ include m{0}\n include m{0}\n x{at}: int }}\n",
            at - 1
        ));
    }
    text.push_str("entity e { id: bigint primary key\n include m59 }\n");
    assert_eq!(survives(&text).schema.tables[0].columns.len(), 61);
}
