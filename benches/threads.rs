//! The same verifier on one thread and on two. Times are of each thread: a
//! lock would show as twice the time on two.

use divan::Bencher;
use jwt_claims::Algorithm;
use jwt_claims_benches::contest::{Entry, Shape, verifications};

fn main() {
    divan::main();
}

fn entries() -> impl Iterator<Item = Entry> {
    let owned = |entry: &Entry| entry.algorithm == Algorithm::HS256 && entry.shape == Shape::Owned;
    verifications().into_iter().filter(owned)
}

#[divan::bench(args = entries(), threads = [1, 2])]
fn verify(bencher: Bencher<'_, '_>, entry: &Entry) {
    let op = entry.op();
    bencher.bench(op);
}
