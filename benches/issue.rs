//! What issuing a token costs.

use divan::Bencher;
use jwt_claims_benches::contest::{Entry, issuings};

fn main() {
    divan::main();
}

#[divan::bench(args = issuings())]
fn issue(bencher: Bencher<'_, '_>, entry: &Entry) {
    let op = entry.op();
    bencher.bench(op);
}
