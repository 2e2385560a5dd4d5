//! What a verification costs: each algorithm, and each kind of claims.

use divan::Bencher;
use jwt_claims_benches::contest::{Entry, verifications};

fn main() {
    divan::main();
}

#[divan::bench(args = verifications())]
fn verify(bencher: Bencher<'_, '_>, entry: &Entry) {
    let op = entry.op();
    bencher.bench(op);
}
