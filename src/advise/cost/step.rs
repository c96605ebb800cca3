use std::rc::Rc;

use super::Profile;
use super::path::{Few, Path};

/// A plan so far: what was joined, and at what cost.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Until the last row is there, however many processes work on it.
    pub cost: f64,
    /// Of all processes together.
    pub rows: f64,
    pub width: f64,
    /// Over how many processes the rows are spread; one where a single one does all.
    pub share: f64,
    pub used: Used,
}

/// The indexes of a plan, shared with the plans it grew from.
#[derive(Debug, Clone, Default)]
pub(super) struct Used(Option<Rc<Link>>);

#[derive(Debug)]
struct Link {
    own: Few,
    before: Used,
    beside: Used,
}

impl Used {
    pub fn of(own: Few) -> Used {
        Used::default().with(own, Used::default())
    }

    /// These, and those of one path, and those of another plan.
    pub fn with(&self, own: Few, beside: Used) -> Used {
        if own == Few::default() && beside.0.is_none() {
            return self.clone();
        }
        Used(Some(Rc::new(Link { own, before: self.clone(), beside })))
    }

    pub fn numbers(&self) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(next) = open.pop() {
            if let Some(link) = &next.0 {
                found.extend(link.own.iter().flatten());
                open.extend([&link.before, &link.beside]);
            }
        }
        found
    }
}

/// The cheapest plan of one process, and that of several, where there is one.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    pub single: Step,
    pub spread: Option<Step>,
}

impl Step {
    pub fn of(path: Path, width: f64) -> Step {
        Step { cost: path.cost, rows: path.rows, width, share: 1.0, used: Used::of(path.shapes) }
    }

    /// The same path with its work spread over several processes, where it is long enough.
    pub fn spread(path: Path, width: f64) -> Option<Step> {
        let share = path.share;
        (share > 1.0).then(|| Step {
            cost: path.cost - path.work * (1.0 - 1.0 / share),
            share,
            ..Step::of(path, width)
        })
    }

    pub fn bytes(&self) -> f64 {
        self.rows * (self.width + 24.0)
    }

    /// Rows of each process.
    pub fn own_rows(&self) -> f64 {
        self.rows / self.share
    }

    /// Everything in one process again.
    pub fn gathered(mut self, profile: &Profile) -> Step {
        if self.share > 1.0 {
            self.cost += profile.gather + self.rows * profile.gathered_row;
            self.share = 1.0;
        }
        self
    }
}

/// Puts the cheaper of two in the place of the first.
pub(super) fn keep_cheaper(best: &mut Option<Step>, other: Option<Step>) {
    let Some(other) = other else { return };
    if best.as_ref().is_none_or(|known| other.cost < known.cost) {
        *best = Some(other);
    }
}
