//! CHECK: who implies whom. By the order of the variants, or by a graph that
//! is declared; in a graph without cycles, so that nobody rises by a detour.

use proc_macro2::{Ident, Span};

use super::attr::Order;
use crate::errors::Errors;
use crate::suggest::suggest;

/// A variant, and what it was said to imply.
pub(super) struct Rank<'m> {
    pub(super) ident: &'m Ident,
    pub(super) implies: &'m [Ident],
}

/// For each variant all that it implies, itself included, by number.
pub(super) struct Hierarchy(pub(super) Vec<Vec<usize>>);

impl Hierarchy {
    /// `None` if none was declared, or none that holds.
    pub(super) fn of(
        ranks: &[Rank<'_>],
        unknown: Option<&Ident>,
        order: Option<(Order, Span)>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let says_implies = ranks.iter().any(|rank| !rank.implies.is_empty());
        match order {
            Some((_, span)) if says_implies => {
                errors.at_span(span, "the order and `implies` both say who implies whom; keep one of them");
                None
            }
            Some((order, _)) => Some(Self::by_order(ranks.len(), order)),
            None if says_implies => Self::by_graph(ranks, unknown, errors),
            None => None,
        }
    }

    fn by_order(count: usize, order: Order) -> Self {
        let implied = (0..count).map(|nth| match order {
            Order::Ascending => (0..=nth).collect(),
            Order::Descending => (nth..count).collect(),
        });
        Self(implied.collect())
    }

    fn by_graph(ranks: &[Rank<'_>], unknown: Option<&Ident>, errors: &mut Errors) -> Option<Self> {
        let edges = edges(ranks, unknown, errors)?;
        let reached: Vec<_> = (0..ranks.len()).map(|start| reach(&edges, start)).collect();
        let in_cycle =
            (0..ranks.len()).find(|start| edges[*start].iter().any(|next| reached[*next].contains(start)));
        let Some(start) = in_cycle else { return Some(Self(reached)) };
        let cycle = path(&edges, start);
        let chain: Vec<_> = cycle.iter().map(|nth| format!("`{}`", ranks[*nth].ident)).collect();
        let message = format!("a cycle: {} implies {}", chain[0], chain[1..].join(", which implies "));
        let second = cycle.get(1).map(|nth| ranks[*nth].ident);
        let stands = ranks[start].implies.iter().find(|implied| Some(*implied) == second);
        errors.at(stands.unwrap_or(ranks[start].ident), message);
        None
    }
}

/// The names as numbers; `None` if one is wrong.
fn edges(ranks: &[Rank<'_>], unknown: Option<&Ident>, errors: &mut Errors) -> Option<Vec<Vec<usize>>> {
    let mut all_known = true;
    let mut edges = Vec::new();
    for rank in ranks {
        let mut implied: Vec<usize> = Vec::new();
        for name in rank.implies {
            match number(ranks, rank, name, unknown) {
                Ok(number) if !implied.contains(&number) => implied.push(number),
                Ok(_) => {
                    errors.at(name, format!("`implies` names `{name}` twice"));
                    all_known = false;
                }
                Err(message) => {
                    errors.at(name, message);
                    all_known = false;
                }
            }
        }
        edges.push(implied);
    }
    all_known.then_some(edges)
}

fn number(ranks: &[Rank<'_>], of: &Rank<'_>, name: &Ident, unknown: Option<&Ident>) -> Result<usize, String> {
    if name == of.ident {
        return Err(format!("`{name}` implies itself anyway; remove it"));
    }
    if Some(name) == unknown {
        return Err(format!("`{name}` is what an unknown string becomes; nothing implies it"));
    }
    let found = ranks.iter().position(|rank| rank.ident == name);
    found.ok_or_else(|| {
        let names: Vec<_> =
            ranks.iter().filter(|rank| rank.ident != of.ident).map(|rank| rank.ident.to_string()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        format!("no variant `{name}`{}", suggest(&name.to_string(), &names))
    })
}

/// All that can be reached from there, itself included, in order.
fn reach(edges: &[Vec<usize>], start: usize) -> Vec<usize> {
    let (mut seen, mut open) = (vec![false; edges.len()], vec![start]);
    while let Some(nth) = open.pop() {
        if !std::mem::replace(&mut seen[nth], true) {
            open.extend(&edges[nth]);
        }
    }
    (0..edges.len()).filter(|nth| seen[*nth]).collect()
}

/// The shortest way from a variant in a cycle back to itself, both ends named.
fn path(edges: &[Vec<usize>], start: usize) -> Vec<usize> {
    let mut paths = vec![vec![start]];
    let mut seen = vec![false; edges.len()];
    while !paths.is_empty() {
        let mut longer = Vec::new();
        for path in &paths {
            for next in path.last().map_or(&[][..], |last| &edges[*last]) {
                let path: Vec<_> = path.iter().copied().chain([*next]).collect();
                if *next == start {
                    return path;
                }
                if !std::mem::replace(&mut seen[*next], true) {
                    longer.push(path);
                }
            }
        }
        paths = longer;
    }
    vec![start, start]
}
