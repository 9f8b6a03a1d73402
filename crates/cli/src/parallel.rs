//! Work done side by side, with the results in the order of the input.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many items a thread may be ahead of the one that is due: enough that a long report does not
/// keep the others waiting, and few enough that memory stays bounded.
const AHEAD: usize = 8;

/// What the threads have in common.
struct Shared<I, R> {
    /// A lock of its own: whoever waits for the next item must not keep the results of the others.
    items: Mutex<I>,
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    /// The number of the next item to be taken.
    taken: usize,
    /// The number of the next result to be given out.
    due: usize,
    ready: BTreeMap<usize, R>,
    /// Whether there are no more items, or no one wants them.
    ended: bool,
    working: usize,
    /// What a thread panicked with: a defect, which is not to be waited out.
    panic: Option<Box<dyn Any + Send>>,
}

/// Gives `sink` what `work` makes of every item, in the order of the items, working on `threads` at
/// once. Ends at the first error of `sink`.
///
/// Items are taken one at a time and no more than a bounded number is held. At an error a thread
/// that waits for an item is left waiting: what it waits for may never come.
pub(crate) fn for_each<T, R, E>(
    items: impl Iterator<Item = T> + Send + 'static,
    threads: usize,
    work: impl Fn(T) -> R + Send + Sync + 'static,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: 'static,
    R: Send + 'static,
{
    let shared = Arc::new(Shared {
        items: Mutex::new(items),
        state: Mutex::new(State {
            taken: 0,
            due: 0,
            ready: BTreeMap::new(),
            ended: false,
            working: 0,
            panic: None,
        }),
        changed: Condvar::new(),
    });
    let work = Arc::new(work);
    for _ in 0..threads {
        let (shared, work) = (Arc::clone(&shared), Arc::clone(&work));
        thread::spawn(move || {
            let ran = catch_unwind(AssertUnwindSafe(|| shared.run(threads * AHEAD, &*work)));
            if let Err(panic) = ran {
                let mut state = shared.state();
                state.ended = true;
                state.panic = Some(panic);
                shared.changed.notify_all();
            }
        });
    }
    while let Some(result) = shared.next_result() {
        if let Err(error) = sink(result) {
            shared.state().ended = true;
            shared.changed.notify_all();
            return Err(error);
        }
    }
    Ok(())
}

impl<I: Iterator, R> Shared<I, R> {
    fn state(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<R>>) -> MutexGuard<'a, State<R>> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes items and works on them until there are no more, never more than `ahead` of the result
    /// that is due.
    fn run(&self, ahead: usize, work: &impl Fn(I::Item) -> R) {
        while let Some((number, item)) = self.next_item(ahead) {
            let result = work(item);
            let mut state = self.state();
            state.working -= 1;
            state.ready.insert(number, result);
            self.changed.notify_all();
        }
    }

    fn next_item(&self, ahead: usize) -> Option<(usize, I::Item)> {
        let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        while !state.ended && state.taken >= state.due + ahead {
            state = self.wait(state);
        }
        if state.ended {
            return None;
        }
        drop(state);
        let item = items.next();
        let mut state = self.state();
        let Some(item) = item else {
            state.ended = true;
            self.changed.notify_all();
            return None;
        };
        let number = state.taken;
        state.taken += 1;
        state.working += 1;
        Some((number, item))
    }

    /// The result that is due; none when all are given out.
    fn next_result(&self) -> Option<R> {
        let mut state = self.state();
        loop {
            if let Some(panic) = state.panic.take() {
                drop(state);
                resume_unwind(panic);
            }
            let due = state.due;
            if let Some(result) = state.ready.remove(&due) {
                state.due += 1;
                self.changed.notify_all();
                return Some(result);
            }
            if state.ended && state.working == 0 {
                return None;
            }
            state = self.wait(state);
        }
    }
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

    #[test]
    fn an_error_of_the_sink_waits_for_no_further_item() {
        // The second item never comes.
        let items = (0..).inspect(|&n: &u64| {
            if n > 0 {
                thread::park();
            }
        });
        let ended = for_each(items, 2, |n| n, |_| Err("closed"));
        assert_eq!(ended, Err("closed"));
    }

    #[test]
    #[should_panic(expected = "a defect")]
    fn a_panic_of_the_work_is_passed_on() {
        let work = |n: u64| assert!(n < 3, "a defect");
        let _ = for_each(0..100, 2, work, |()| Ok::<(), ()>(()));
    }
}
