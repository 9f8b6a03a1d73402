//! Work done side by side, with the results in the order of the input.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How many items a thread may be ahead of the one that is due: enough that a long report does not
/// keep the others waiting, and few enough that memory stays bounded.
const AHEAD: usize = 8;

struct Shared<R> {
    /// The number of the next item to be taken.
    taken: usize,
    /// The number of the next result to be given out.
    due: usize,
    ready: BTreeMap<usize, R>,
    /// Whether there are no more items, or no one wants them.
    ended: bool,
    working: usize,
}

/// Gives `sink` what `work` makes of every item, in the order of the items, working on `threads` at
/// once. Ends at the first error of `sink`.
///
/// Items are taken one at a time and no more than a bounded number is held.
pub(crate) fn for_each<T, R, E>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
{
    // A lock of their own: whoever waits for the next item must not keep the results of the others.
    let items = Mutex::new(items);
    let shared = Mutex::new(Shared {
        taken: 0,
        due: 0,
        ready: BTreeMap::new(),
        ended: false,
        working: 0,
    });
    let changed = Condvar::new();
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    let wait = |guard| changed.wait(guard).unwrap_or_else(PoisonError::into_inner);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let mut source = items.lock().unwrap_or_else(PoisonError::into_inner);
                    let mut state = lock();
                    while !state.ended && state.taken >= state.due + threads * AHEAD {
                        state = wait(state);
                    }
                    let ended = state.ended;
                    drop(state);
                    let next = if ended { None } else { source.next() };
                    let mut state = lock();
                    let Some(item) = next else {
                        state.ended = true;
                        changed.notify_all();
                        return;
                    };
                    let number = state.taken;
                    state.taken += 1;
                    state.working += 1;
                    drop(state);
                    drop(source);
                    // A panic is a defect; the others must not wait for its result for ever.
                    let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                    let mut state = lock();
                    state.working -= 1;
                    match result {
                        Ok(result) => {
                            state.ready.insert(number, result);
                            changed.notify_all();
                        }
                        Err(panic) => {
                            state.ended = true;
                            changed.notify_all();
                            drop(state);
                            resume_unwind(panic);
                        }
                    }
                }
            });
        }
        loop {
            let mut state = lock();
            let result = loop {
                let due = state.due;
                if let Some(result) = state.ready.remove(&due) {
                    state.due += 1;
                    changed.notify_all();
                    break Some(result);
                }
                if state.ended && state.working == 0 {
                    break None;
                }
                state = wait(state);
            };
            drop(state);
            let Some(result) = result else { return Ok(()) };
            if let Err(error) = sink(result) {
                lock().ended = true;
                changed.notify_all();
                return Err(error);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let mut got = Vec::new();
        let slow_first = |n: u64| {
            thread::sleep(Duration::from_millis(if n == 0 { 30 } else { 0 }));
            n * n
        };
        for_each(0..100, 4, slow_first, |n| {
            got.push(n);
            Ok::<(), ()>(())
        })
        .unwrap();
        assert_eq!(got, (0..100).map(|n| n * n).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_of_the_sink_ends_the_work() {
        let mut seen = 0;
        let ended = for_each(
            0..,
            2,
            |n: u64| n,
            |_| {
                seen += 1;
                if seen == 5 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!(ended, Err("full"));
        assert_eq!(seen, 5);
    }
}
