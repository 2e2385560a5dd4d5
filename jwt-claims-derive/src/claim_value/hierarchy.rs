//! CHECK: which variants imply which: by their order, or by a graph that is
//! declared. A graph has no cycles, so that no variant implies a higher one.

use proc_macro2::{Ident, Span};

use super::attr::Order;
use super::variant::Named;
use crate::base::errors::{Errors, refuse};
use crate::base::suggest::suggest_of;

/// For each variant all that it implies, itself included, by number.
pub(super) struct Hierarchy(pub(super) Vec<Vec<usize>>);

impl Hierarchy {
    /// `None` if none is declared, or the declared one is wrong.
    pub(super) fn of(
        variants: &[Named<'_>],
        unknown: Option<&Ident>,
        order: Option<(Order, Span)>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let has_graph = variants.iter().any(|variant| !variant.attr.implies.is_empty());
        match order {
            Some((_, span)) if has_graph => {
                refuse!(errors, span => "the order and `implies` both declare a hierarchy; keep one of them");
                None
            }
            Some((order, _)) => Some(Self::by_order(variants.len(), order)),
            None if has_graph => Self::by_graph(variants, unknown, errors),
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

    fn by_graph(variants: &[Named<'_>], unknown: Option<&Ident>, errors: &mut Errors) -> Option<Self> {
        let edges = edges(variants, unknown, errors)?;
        let count = variants.len();
        let reached: Vec<_> = (0..count).map(|start| reach(&edges, start)).collect();
        let in_cycle = |start: &usize| edges[*start].iter().any(|next| reached[*next].contains(start));
        let Some(start) = (0..count).find(in_cycle) else { return Some(Self(reached)) };
        let cycle = cycle(&edges, start);
        let chain: Vec<_> = cycle.iter().map(|nth| format!("`{}`", variants[*nth].ident)).collect();
        let second = variants[start].attr.implies.iter().find(|name| *name == variants[cycle[1]].ident);
        refuse!(errors, second.unwrap_or(variants[start].ident) =>
            "a cycle: {} implies {}", chain[0], chain[1..].join(", which implies "));
        None
    }
}

/// The names as numbers; `None` if one is wrong.
fn edges(variants: &[Named<'_>], unknown: Option<&Ident>, errors: &mut Errors) -> Option<Vec<Vec<usize>>> {
    let mut all_known = true;
    let mut edges = Vec::new();
    for variant in variants {
        let mut implied: Vec<usize> = Vec::new();
        for name in &variant.attr.implies {
            match number(variants, variant, name, unknown) {
                Ok(number) if !implied.contains(&number) => {
                    implied.push(number);
                    continue;
                }
                Ok(_) => refuse!(errors, name => "`implies` names `{name}` twice"),
                Err(message) => errors.at(name, message),
            }
            all_known = false;
        }
        edges.push(implied);
    }
    all_known.then_some(edges)
}

fn number(
    variants: &[Named<'_>],
    of: &Named<'_>,
    name: &Ident,
    unknown: Option<&Ident>,
) -> Result<usize, String> {
    if name == of.ident {
        return Err(format!("`{name}` implies itself anyway; remove it"));
    }
    if Some(name) == unknown {
        return Err(format!("`{name}` is what an unknown string becomes; nothing implies it"));
    }
    variants.iter().position(|variant| variant.ident == name).ok_or_else(|| {
        let others = variants.iter().filter(|variant| variant.ident != of.ident);
        let others: Vec<_> = others.map(|variant| variant.ident.to_string()).collect();
        format!("no variant `{name}`{}", suggest_of(&name.to_string(), &others))
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

/// The shortest way from a variant in a cycle back to itself, with both ends.
fn cycle(edges: &[Vec<usize>], start: usize) -> Vec<usize> {
    let mut seen = vec![false; edges.len()];
    let mut paths = std::collections::VecDeque::from([vec![start]]);
    while let Some(path) = paths.pop_front() {
        for next in &edges[path[path.len() - 1]] {
            let longer: Vec<_> = path.iter().copied().chain([*next]).collect();
            if *next == start {
                return longer;
            }
            if !std::mem::replace(&mut seen[*next], true) {
                paths.push_back(longer);
            }
        }
    }
    vec![start, start]
}
