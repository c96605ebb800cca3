//! One function over many independent things, on all cores; the results in their order.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, available_parallelism, scope};

/// As much as the main thread has: expressions are parsed by recursion.
const STACK: usize = 8 << 20;

/// Fewer things than this are not worth a thread.
const WORTH_IT: usize = 64;

pub fn map<T: Sync, R: Send>(items: &[T], function: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = available_parallelism().map_or(1, NonZero::get).min(items.len() / WORTH_IT + 1);
    if workers == 1 {
        return items.iter().map(function).collect();
    }
    // Things differ in size: each worker takes the next one when it has finished its last.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, function(item)));
        }
    };
    let mut results: Vec<(usize, R)> = scope(|threads| {
        // Where no thread is to be had, this one does all the work.
        let others: Vec<_> = (1..workers)
            .filter_map(|_| Builder::new().stack_size(STACK).spawn_scoped(threads, work).ok())
            .collect();
        let mut results = work();
        for other in others {
            match other.join() {
                Ok(mut found) => results.append(&mut found),
                // A panic of a worker is a panic of this call.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
