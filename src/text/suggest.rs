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

/// How alike two words are, of a hundred: what is left of the longer one when all that differs is taken away.
pub fn likeness(a: &str, b: &str) -> usize {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let longer = a.chars().count().max(b.chars().count());
    if longer == 0 {
        return 100;
    }
    (longer - strsim::osa_distance(&a, &b).min(longer)) * 100 / longer
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, likeness};

    #[test]
    fn words_are_as_alike_as_what_they_share() {
        assert_eq!(likeness("mail", "MAIL"), 100);
        assert_eq!(likeness("mail", "email"), 80);
        assert_eq!(likeness("a", "b"), 0);
        assert_eq!(likeness("", ""), 100);
    }

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
