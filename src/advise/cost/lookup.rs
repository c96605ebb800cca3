/// How many different pages are read when so many rows of a table are fetched in no order.
///
/// The approximation of Mackert and Lohman ("Index scans using a finite LRU buffer", 1989), which
/// Postgres uses too: pages that stay in the cache are read once.
pub(super) fn pages_fetched(rows: f64, pages: f64, cached: f64) -> f64 {
    let pages = pages.max(1.0);
    let touched = 2.0 * pages * rows / (2.0 * pages + rows);
    if pages <= cached {
        return touched.min(pages).ceil();
    }
    let limit = 2.0 * pages * cached / (2.0 * pages - cached);
    if rows <= limit {
        touched.ceil()
    } else {
        (cached + (rows - limit) * (pages - cached) / pages).ceil()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_once_and_few_rows_read_few_pages() {
        assert_eq!(pages_fetched(1.0, 1000.0, 1e6), 1.0);
        assert!(pages_fetched(1e6, 1000.0, 1e6) <= 1000.0);
        assert!(pages_fetched(1e6, 1000.0, 10.0) > 1000.0);
    }
}
