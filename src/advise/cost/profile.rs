use crate::advise::statistics::{Costs, Setting};
use crate::dialect::{Capability, Dialect};

/// What a server charges, and how it stores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    pub sequential_page: f64,
    pub random_page: f64,
    pub row: f64,
    pub entry: f64,
    pub operator: f64,
    pub page_bytes: f64,
    /// Pages that are taken to stay in memory between repeated lookups.
    pub cached_pages: f64,
    /// Bytes that may be sorted in memory, or kept of a bitmap.
    pub work_bytes: f64,
    /// Bytes that may be hashed in memory.
    pub hash_bytes: f64,
    /// How many processes may help with a long scan.
    pub helpers: f64,
    /// Pages of a table and of an index from which one process more is worth it.
    pub shared_table_pages: f64,
    pub shared_index_pages: f64,
    /// What it takes to start them, and to take a row from one.
    pub gather: f64,
    pub gathered_row: f64,
    /// Rows lie in their primary key.
    pub clustered: bool,
    /// Entries of equal keys are kept once.
    pub deduplicates: bool,
    /// Heap pages found through an index can be read in their order.
    pub bitmaps: bool,
}

impl Profile {
    pub fn of(dialect: Dialect<'_>, costs: &Costs) -> Profile {
        let clustered = dialect.has(Capability::ClusteredPrimaryKey);
        // Operator classes are what tells the family whose planner this model follows closest.
        let family = dialect.has(Capability::OperatorClasses);
        let page_bytes = if clustered { 16_384.0 } else { 8_192.0 };
        let or = |setting: Setting, usual: f64| costs.get(setting).unwrap_or(usual);
        // Costs are compared with each other and divided by: none may be nothing.
        let charge = |setting: Setting, usual: f64| or(setting, usual).max(1e-6);
        let pages = |setting: Setting, usual: f64| {
            costs.get(setting).map_or(usual, |bytes| (bytes / page_bytes).max(1.0))
        };
        let work_bytes = or(Setting::WorkMem, 4.0 * 1024.0 * 1024.0).max(65_536.0);
        let helpers = if family { or(Setting::MaxParallelWorkersPerGather, 2.0) } else { 0.0 };
        Profile {
            sequential_page: charge(Setting::SeqPageCost, 1.0),
            random_page: charge(Setting::RandomPageCost, 4.0),
            row: charge(Setting::CpuTupleCost, 0.01),
            entry: charge(Setting::CpuIndexTupleCost, 0.005),
            operator: charge(Setting::CpuOperatorCost, 0.0025),
            page_bytes,
            cached_pages: pages(Setting::EffectiveCacheSize, 524_288.0),
            work_bytes,
            hash_bytes: work_bytes * or(Setting::HashMemMultiplier, 2.0).max(1.0),
            helpers: helpers.floor(),
            shared_table_pages: pages(Setting::MinParallelTableScanSize, 1_024.0),
            shared_index_pages: pages(Setting::MinParallelIndexScanSize, 64.0),
            gather: or(Setting::ParallelSetupCost, 1_000.0),
            gathered_row: or(Setting::ParallelTupleCost, 0.1),
            clustered,
            deduplicates: family,
            bitmaps: family,
        }
    }

    /// Into how many parts the work of a scan over so many pages comes, as Postgres decides it: one
    /// helper more for each three times as many pages. The first process also collects, and does the
    /// less of the work the more help it has.
    pub(super) fn share(&self, heap_pages: f64, index_pages: f64) -> f64 {
        let helpers = |pages: f64, least: f64| {
            if pages < least { 0.0 } else { (1.0 + (pages / least).log(3.0)).floor() }
        };
        let helpers = helpers(heap_pages, self.shared_table_pages)
            .min(helpers(index_pages, self.shared_index_pages))
            .min(self.helpers);
        if helpers < 1.0 { 1.0 } else { helpers + (1.0 - 0.3 * helpers).max(0.0) }
    }
}
