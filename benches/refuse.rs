//! What a refusal costs, by kind and size, beside accepting.

use divan::Bencher;
use jwt_claims_benches::refusals::{Case, cases};

fn main() {
    divan::main();
}

#[divan::bench(args = cases())]
fn refuse(bencher: Bencher<'_, '_>, case: &Case) {
    let op = case.op();
    bencher.bench(op);
}
