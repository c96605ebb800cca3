//! A set of proposals that is cheap to copy.

/// Bits of a word.
const WORD: usize = u64::BITS as usize;

/// Proposals by their places, in ascending order. The search copies a set for each step it tries, so
/// that a copy is a few words and not a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// A bit for each place; the last word is never empty, so that equal sets are equal words.
    words: Vec<u64>,
}

impl Chosen {
    pub fn new() -> Chosen {
        Chosen::default()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn contains(&self, place: usize) -> bool {
        self.words.get(place / WORD).is_some_and(|word| word & (1 << (place % WORD)) != 0)
    }

    pub fn insert(&mut self, place: usize) {
        if self.words.len() <= place / WORD {
            self.words.resize(place / WORD + 1, 0);
        }
        self.words[place / WORD] |= 1 << (place % WORD);
    }

    pub fn remove(&mut self, place: usize) {
        if let Some(word) = self.words.get_mut(place / WORD) {
            *word &= !(1 << (place % WORD));
        }
        while self.words.last() == Some(&0) {
            self.words.pop();
        }
    }

    /// The set with these too.
    pub fn with(&self, places: &[usize]) -> Chosen {
        let mut grown = self.clone();
        grown.extend(places.iter().copied());
        grown
    }

    pub fn without(&self, place: usize) -> Chosen {
        let mut rest = self.clone();
        rest.remove(place);
        rest
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        bits(self.words.iter().copied())
    }

    /// What only one of two sets has.
    pub fn differing(&self, other: &Chosen) -> Vec<usize> {
        let longest = self.words.len().max(other.words.len());
        let word = |set: &Chosen, place: usize| set.words.get(place).copied().unwrap_or(0);
        bits((0..longest).map(|place| word(self, place) ^ word(other, place))).collect()
    }
}

impl Extend<usize> for Chosen {
    fn extend<T: IntoIterator<Item = usize>>(&mut self, places: T) {
        for place in places {
            self.insert(place);
        }
    }
}

impl FromIterator<usize> for Chosen {
    fn from_iter<T: IntoIterator<Item = usize>>(places: T) -> Chosen {
        let mut chosen = Chosen::new();
        chosen.extend(places);
        chosen
    }
}

/// The places of the bits that are set.
fn bits(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.enumerate().flat_map(|(number, mut word)| {
        std::iter::from_fn(move || {
            if word == 0 {
                return None;
            }
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            Some(number * WORD + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_what_was_put_in_and_not_taken_out() {
        let mut chosen: Chosen = [200, 3, 64, 3].into_iter().collect();
        assert_eq!(chosen.iter().collect::<Vec<_>>(), [3, 64, 200]);
        assert_eq!(chosen.len(), 3);
        assert!(chosen.contains(64) && !chosen.contains(65) && !chosen.contains(10_000));
        assert_eq!(chosen.differing(&[3, 500].into_iter().collect()), [64, 200, 500]);
        chosen.remove(200);
        chosen.remove(9_999);
        assert_eq!(chosen, [64, 3].into_iter().collect());
        assert!(chosen.without(3).without(64).is_empty());
    }
}
