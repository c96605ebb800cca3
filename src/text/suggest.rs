/// The candidate a person most likely meant by `word`, if one is near enough to be worth saying.
///
/// Case is ignored. The distance is Damerau–Levenshtein (restricted edit distance with
/// transpositions), allowed up to a third of the longer word. Ties go to the first candidate.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == word {
            continue;
        }
        let lower = candidate.to_lowercase();
        let longer = wanted.chars().count().max(lower.chars().count());
        // Far-off lengths cannot be near: skip the quadratic part.
        if wanted.chars().count().abs_diff(lower.chars().count()) > (longer / 3).max(1) {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &lower);
        // A word of which nothing is left is no likeness.
        let near = distance <= (longer / 3).max(1) && distance < longer;
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let words = ["customer", "order", "order_line", "product"];
        assert_eq!(did_you_mean("custmer", words), Some("customer"));
        assert_eq!(did_you_mean("Odrer", words), Some("order"));
        assert_eq!(did_you_mean("invoice", words), None);
        assert_eq!(did_you_mean("", words), None);
        assert_eq!(did_you_mean("x", ["y", "x_"]), Some("x_"));
        assert_eq!(did_you_mean("x", ["y"]), None);
    }
}
