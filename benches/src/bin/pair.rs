//! Prints what is quoted: each question's peers in turn, in one process, as
//! medians of the rounds' ratios. `pair [verify|issue|refuse|threads|cache] [ROUNDS]`.

use jwt_claims::Algorithm;
use jwt_claims_benches::contest::{Entry, Op, Peer, Shape, cached, issuings, verifications};
use jwt_claims_benches::keys::ALGORITHMS;
use jwt_claims_benches::race::{Result, race};
use jwt_claims_benches::refusals::{Case, cases};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let rounds = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(41);
    for (name, print) in [
        ("verify", (|rounds| peers(&verifications(), rounds)) as fn(usize)),
        ("issue", |rounds| peers(&issuings(), rounds)),
        ("refuse", refusals),
        ("threads", threads),
        ("cache", cache),
    ] {
        if what.is_empty() || what == name {
            print(rounds);
        }
    }
}

/// Ours first: the ratios are of the others to ours.
fn peers(entries: &[Entry], rounds: usize) {
    println!("| question | ours ns | limit ns | jsonwebtoken ns | ours / limit | ours / jsonwebtoken |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for entries in entries.chunk_by(|a, b| a.question() == b.question()) {
        let ops: Vec<Op> = entries.iter().map(Entry::op).collect();
        let found = race(&ops.iter().map(|op| (op, 1)).collect::<Vec<_>>(), rounds);
        let cell = |peer: Peer, text: &dyn Fn(&Result) -> String| {
            let place = entries.iter().position(|entry| entry.peer == peer);
            place.map_or_else(|| "-".to_owned(), |place| text(&found[place]))
        };
        let ns = |result: &Result| format!("{:.0}", result.ns);
        let ours_by = |result: &Result| format!("{:.2}", 1.0 / result.ratio);
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            entries[0].question(),
            cell(Peer::Ours, &ns),
            cell(Peer::Limit, &ns),
            cell(Peer::Jsonwebtoken, &ns),
            cell(Peer::Limit, &ours_by),
            cell(Peer::Jsonwebtoken, &ours_by),
        );
    }
}

/// Each kind of refusal against the good token of its size.
fn refusals(rounds: usize) {
    println!("\nCost of a refusal, as a part of accepting a good token of the same size (HS256):\n");
    let cases = cases();
    let sizes: Vec<_> = cases.chunk_by(|a, b| a.shape == b.shape).collect();
    let found: Vec<Vec<Result>> = sizes
        .iter()
        .map(|cases| {
            let ops: Vec<Op> = cases.iter().map(Case::op).collect();
            ops.iter().map(|op| race(&[(&ops[0], 1), (op, 1)], rounds).remove(1)).collect()
        })
        .collect();
    let row = |cells: Vec<String>| println!("| {} |", cells.join(" | "));
    row([
        vec!["refused for".to_owned()],
        sizes.iter().map(|of| format!("{} B", of[0].token.len())).collect(),
    ]
    .concat());
    println!("| --- |{}", " ---: |".repeat(sizes.len()));
    for (nth, case) in sizes[0].iter().enumerate() {
        let name = match case.kind {
            "" => "(accepted)".to_owned(),
            kind if case.is_before_claims() => kind.to_owned(),
            kind => format!("*{kind}*"),
        };
        let ratios = found.iter().map(|found| match nth {
            0 => format!("{:.0} ns", found[0].ns),
            _ => format!("{:.2}", found[nth].ratio),
        });
        row([name].into_iter().chain(ratios).collect());
    }
    println!("\n*Slanted*: the signature held, and the claims were read to say all that is wrong with them.");
}

/// One verifier, one thread and two.
fn threads(rounds: usize) {
    println!(
        "\n| HS256, owned claims | 1 thread, /s | 2 threads, /s | factor |\n| --- | ---: | ---: | ---: |"
    );
    let owned = |entry: &Entry| entry.algorithm == Algorithm::HS256 && entry.shape == Shape::Owned;
    let entries: Vec<Entry> = verifications().into_iter().filter(owned).collect();
    let ops: Vec<Op> = entries.iter().map(Entry::op).collect();
    let found = race(&ops.iter().flat_map(|op| [(op, 1), (op, 2)]).collect::<Vec<_>>(), rounds);
    for (entry, found) in entries.iter().zip(found.chunks(2)) {
        let (one, two) = (&found[0], &found[1]);
        println!("| {} | {:.0} | {:.0} | {:.2} |", entry.peer, 1e9 / one.ns, 1e9 / two.ns, one.ns / two.ns);
    }
}

/// The same token each time, without and with a cache, on one thread and on two.
fn cache(rounds: usize) {
    println!(
        "\n| the same token each time | without ns | with a cache ns | without / with | factor of 2 threads, without | with |\n\
        | --- | ---: | ---: | ---: | ---: | ---: |"
    );
    for algorithm in ALGORITHMS {
        let (without, with) = cached(algorithm);
        let found = race(&[(&with, 1), (&with, 2), (&without, 1), (&without, 2)], rounds);
        let [with, with_two, without, without_two] = &found[..] else { unreachable!("four were raced") };
        println!(
            "| {algorithm} | {:.0} | {:.0} | {:.1} | {:.2} | {:.2} |",
            without.ns,
            with.ns,
            without.ratio,
            without.ns / without_two.ns,
            with.ns / with_two.ns,
        );
    }
}
