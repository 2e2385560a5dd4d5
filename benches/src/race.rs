//! Compares operations in one process: short batches in turn, A B C A B C …,
//! so that what slows the machine slows all of them.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use crate::contest::Op;

/// How long a batch is: long enough for the clock, short enough for bad luck
/// to hit all peers of a round alike.
const BATCH: Duration = Duration::from_millis(2);

/// What a race found, for each operation.
pub struct Result {
    /// Median nanoseconds of one operation.
    pub ns: f64,
    /// Median of its rounds' ratios to the first operation of the same round.
    pub ratio: f64,
}

/// Races operations for so many rounds, each on so many threads.
#[must_use]
pub fn race(ops: &[(&Op, usize)], rounds: usize) -> Vec<Result> {
    // waking a second thread takes its time: longer batches
    let batches: Vec<u32> =
        ops.iter().map(|(op, threads)| if *threads > 1 { 8 * batch(op) } else { batch(op) }).collect();
    let mut times = vec![Vec::with_capacity(rounds); ops.len()];
    for round in 0..rounds {
        for turn in 0..ops.len() {
            // nobody goes first each time
            let index = (round + turn) % ops.len();
            let (op, threads) = ops[index];
            let elapsed = timed(op, batches[index], threads);
            times[index].push(elapsed.as_nanos() as f64 / f64::from(batches[index]) / threads as f64);
        }
    }
    let of = |times_of: &Vec<f64>| Result {
        ns: median(times_of.clone()),
        ratio: median(times_of.iter().zip(&times[0]).map(|(time, first)| time / first).collect()),
    };
    times.iter().map(of).collect()
}

fn batch(op: &Op) -> u32 {
    let mut count = 1;
    while timed(op, count, 1) < BATCH / 2 {
        count *= 2;
    }
    count
}

fn timed(op: &Op, count: u32, threads: usize) -> Duration {
    let run = || {
        for _ in 0..count {
            op();
        }
    };
    if threads == 1 {
        let start = Instant::now();
        run();
        return start.elapsed();
    }
    let (ready, done) = (Barrier::new(threads), Barrier::new(threads));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| {
                ready.wait();
                run();
                done.wait();
            });
        }
        ready.wait();
        let start = Instant::now();
        run();
        done.wait();
        start.elapsed()
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
