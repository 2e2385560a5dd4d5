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
        let edges = edges(variants, unknown, errors);
        let ways: Vec<_> = (0..edges.len()).map(|start| ways(&edges, start)).collect();
        let back = |start: usize| {
            let ways = edges[start].iter().flat_map(|next| &ways[*next]);
            ways.filter(|way| way.last() == Some(&start)).min_by_key(|way| way.len())
        };
        let Some((start, way)) = (0..edges.len()).find_map(|start| Some((start, back(start)?))) else {
            let reached = ways.iter().map(|ways| ways.iter().filter_map(|way| way.last().copied()).collect());
            return Some(Self(reached.collect()));
        };
        let chain: Vec<_> = way.iter().map(|nth| format!("`{}`", variants[*nth].ident)).collect();
        let second = variants[start].attr.implies.iter().find(|name| *name == variants[way[0]].ident);
        let first = variants[start].ident;
        refuse!(errors, second.unwrap_or(first) =>
            "a cycle: `{first}` implies {}", chain.join(", which implies "));
        None
    }
}

/// The names as numbers, without those that are wrong.
fn edges(variants: &[Named<'_>], unknown: Option<&Ident>, errors: &mut Errors) -> Vec<Vec<usize>> {
    let implied = variants.iter().map(|variant| {
        let mut implied: Vec<usize> = Vec::new();
        for name in &variant.attr.implies {
            match number(variants, variant, name, unknown) {
                Ok(number) if implied.contains(&number) => {
                    refuse!(errors, name => "`implies` names `{name}` twice");
                }
                Ok(number) => implied.push(number),
                Err(message) => errors.at(name, message),
            }
        }
        implied
    });
    implied.collect()
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

/// The shortest way from there to each variant that can be reached, itself included.
fn ways(edges: &[Vec<usize>], start: usize) -> Vec<Vec<usize>> {
    let (mut ways, mut done) = (vec![vec![start]], 0);
    while let Some(way) = ways.get(done).cloned() {
        for next in &edges[way[way.len() - 1]] {
            if ways.iter().all(|way| way.last() != Some(next)) {
                ways.push([way.as_slice(), &[*next]].concat());
            }
        }
        done += 1;
    }
    ways
}
