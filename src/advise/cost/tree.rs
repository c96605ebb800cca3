use super::lookup::pages_fetched;
use super::path::{Charge, Look, Narrowed};
use crate::advise::access::Target;
use crate::advise::shape::Shape;

/// Bytes that a page takes in a bitmap; what does not fit is remembered by pages alone.
const BITMAP_PAGE: f64 = 64.0;

impl Look<'_> {
    pub(super) fn tree_charge(&self, shape: &Shape, narrowed: &Narrowed, alone: bool) -> Charge {
        let plain = self.plain_charge(shape, narrowed, alone);
        if alone || !self.profile.bitmaps || self.loops > 1.0 {
            return plain;
        }
        let bitmap = self.bitmap_charge(shape, narrowed);
        if bitmap.total() < plain.total() { bitmap } else { plain }
    }

    /// Descent, leaves and entries, without the rows.
    pub(super) fn entries_charge(&self, shape: &Shape, narrowed: &Narrowed) -> Charge {
        let profile = self.profile;
        let held = (self.figures.rows * shape.part).max(1.0);
        let entries = (held * narrowed.entries).max(1.0);
        let pages = (shape.bytes / profile.page_bytes).max(1.0);
        let leaves = (pages * entries / held).ceil().max(1.0);
        let read = if self.loops > 1.0 {
            (pages_fetched(leaves * self.loops, pages, profile.cached_pages) / self.loops).max(0.02)
        } else {
            leaves
        };
        let height = (pages.ln() / 200.0_f64.ln()).ceil().max(0.0);
        let descent = profile.operator * (held.max(2.0).log2() + 50.0 * (height + 1.0));
        let work = entries * (profile.entry + profile.operator * self.tested(shape));
        let partitions = (self.figures.partitions * self.pruned()).max(1.0);
        let more = (partitions - 1.0) * (descent + profile.random_page);
        Charge {
            pages: descent + read * profile.random_page + more,
            work,
            heap_pages: 0.0,
            index_pages: leaves,
        }
    }

    fn tested(&self, shape: &Shape) -> f64 {
        shape.key.len().min(self.used.tests.len() + self.bound.len()) as f64
    }

    /// Entries and their rows, one after the other.
    pub(super) fn plain_charge(&self, shape: &Shape, narrowed: &Narrowed, alone: bool) -> Charge {
        let profile = self.profile;
        let fetched = (self.figures.rows * shape.part * narrowed.rows).max(1.0);
        let rest = self.prepared.parts.len() as f64 * profile.operator;
        let unseen = if alone { 1.0 - self.figures.visible } else { 1.0 };
        let pages = self.figures.pages(profile.page_bytes);
        let repeated = |rows: f64| match self.loops > 1.0 {
            true => pages_fetched(rows * self.loops, pages, profile.cached_pages) / self.loops,
            false => pages_fetched(rows, pages, profile.cached_pages),
        };
        let scattered = repeated(fetched) * unseen;
        let together = (fetched / self.figures.rows * pages).ceil();
        let most = scattered * profile.random_page;
        let least = if self.loops > 1.0 {
            repeated(together) * unseen * profile.random_page
        } else {
            profile.random_page * unseen.min(1.0)
                + (together * unseen - 1.0).max(0.0) * profile.sequential_page
        };
        let correlation = self.correlation(shape);
        let entries = self.entries_charge(shape, narrowed);
        Charge {
            pages: entries.pages + most + correlation * correlation * (least.min(most) - most),
            work: entries.work + fetched * (profile.row + rest),
            heap_pages: if alone { f64::INFINITY } else { scattered },
            index_pages: entries.index_pages,
        }
    }

    fn correlation(&self, shape: &Shape) -> f64 {
        match shape.key.first().map(|part| &part.target) {
            Some(Target::Column(column)) => {
                let own = self.figures.columns[*column].correlation;
                if shape.key.len() > 1 { own * 0.75 } else { own }
            }
            _ => 0.0,
        }
    }

    fn bitmap_charge(&self, shape: &Shape, narrowed: &Narrowed) -> Charge {
        let fetched = (self.figures.rows * shape.part * narrowed.rows).max(1.0);
        let entries = self.entries_charge(shape, narrowed);
        let heap = self.bitmap_heap(fetched);
        Charge {
            pages: entries.pages + heap.pages,
            work: entries.work + fetched * 0.1 * self.profile.operator + heap.work,
            ..heap
        }
    }

    /// Rows that a bitmap names, read in the order of their pages. A bitmap too large for its memory
    /// forgets the rows of some pages: all of theirs are tested.
    pub(super) fn bitmap_heap(&self, fetched: f64) -> Charge {
        let profile = self.profile;
        let all = self.figures.pages(profile.page_bytes);
        let pages = (2.0 * all * fetched / (2.0 * all + fetched)).min(all).ceil();
        let page = if pages >= 2.0 {
            profile.random_page
                - (profile.random_page - profile.sequential_page) * (pages / all).sqrt()
        } else {
            profile.random_page
        };
        let room = profile.work_bytes / BITMAP_PAGE;
        let tested = if pages > room {
            let lossy = (pages - room / 2.0) / pages;
            fetched * (1.0 - lossy) + self.figures.rows * lossy
        } else {
            fetched
        };
        let rest = (self.prepared.parts.len() as f64 + 1.0) * profile.operator;
        Charge {
            pages: pages * page,
            work: tested * (profile.row + rest),
            heap_pages: pages,
            index_pages: f64::INFINITY,
        }
    }
}
