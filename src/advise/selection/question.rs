/// Costs that differ by less are one.
const SAME: f64 = 1.001;

/// A query with what it costs under the sets that were asked about.
pub(super) struct Question {
    pub weight: f64,
    /// Indexes of its tables that are there already, as numbers of shapes.
    pub existing: Vec<usize>,
    /// Its proposals; sets of them are masks over this list.
    pub proposals: Vec<usize>,
    pub answers: Vec<Answer>,
}

/// What was asked, what the plan used of it, and the cost.
#[derive(Clone, Copy)]
pub(super) struct Answer {
    pub asked: u64,
    pub used: u64,
    pub cost: f64,
    /// Nobody was asked.
    pub guessed: bool,
}

impl Question {
    /// A plan that uses only what is there stays the best of any smaller choice.
    pub fn known(&self, mask: u64) -> Option<Answer> {
        let mut answers = self.answers.iter();
        answers.find(|answer| answer.serves(mask) && mask & !answer.asked == 0).copied()
    }

    /// The answer that follows from those there are: what a set costs at least and at most are the
    /// same.
    pub fn settled(&self, mask: u64) -> Option<Answer> {
        let most = self.most(mask)?;
        (most.cost <= self.least(mask) * SAME).then_some(Answer { asked: mask, ..most })
    }

    /// No set costs more than what a part of it was said to cost.
    pub fn most(&self, mask: u64) -> Option<Answer> {
        let served = self.answers.iter().filter(|answer| answer.serves(mask) && !answer.guessed);
        served.min_by(|a, b| a.cost.total_cmp(&b.cost)).copied()
    }

    /// And none less than a larger set.
    pub fn least(&self, mask: u64) -> f64 {
        if let Some(known) = self.known(mask) {
            return known.cost;
        }
        let larger = self.answers.iter().filter(|answer| mask & !answer.asked == 0);
        let larger = larger.filter(|answer| !answer.guessed);
        larger.map(|answer| answer.cost).fold(0.0, f64::max)
    }

    /// The numbers of the shapes that a mask names.
    pub fn named(&self, mask: u64) -> Vec<usize> {
        let numbers = self.proposals.iter().enumerate();
        numbers.filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, number)| *number).collect()
    }
}

impl Answer {
    /// Whether its plan is one of those that a set allows.
    fn serves(&self, mask: u64) -> bool {
        self.used & !mask == 0
    }
}
