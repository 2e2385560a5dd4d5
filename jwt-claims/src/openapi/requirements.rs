//! The roles and scopes that a policy requires.

use crate::policy::answer::{Answer, is_about_the_token};
use crate::policy::demands::texts;
use crate::policy::{Policy, Rule, RuleSpec};

/// The most alternatives of a document.
const MOST: usize = 32;

/// The alternatives, each with all the names that it needs. One without names, if
/// nothing is required beyond a valid token.
pub(super) fn alternatives(policy: &'static Policy) -> Vec<Vec<String>> {
    let mut variants = policy.variants().map(|(_, _, variant)| variant).peekable();
    if variants.peek().is_some() {
        return variants.flat_map(alternatives).collect();
    }
    let mut all = vec![Vec::new()];
    for spec in policy.rules().into_iter().filter(|spec| is_required(spec)) {
        let names = texts(std::iter::once(spec));
        match spec.rule {
            Rule::AllOf | Rule::Equals => all.iter_mut().for_each(|one: &mut Vec<String>| add(one, &names)),
            Rule::AnyOf | Rule::OneOf | Rule::AtLeast if (1..=MOST / all.len()).contains(&names.len()) => {
                all = all.iter().flat_map(|one| names.iter().map(|name| with(one, name))).collect();
            }
            _ => {}
        }
    }
    all
}

/// True if each token needs it, and one that does not meet it gets 403.
fn is_required(spec: &RuleSpec) -> bool {
    let by_name = if is_about_the_token(spec.claim) { Answer::InvalidToken } else { spec.rule.answer() };
    !spec.if_present && spec.when.is_none() && spec.answer.unwrap_or(by_name) == Answer::InsufficientScope
}

fn with(names: &[String], name: &String) -> Vec<String> {
    let mut names = names.to_vec();
    add(&mut names, std::slice::from_ref(name));
    names
}

fn add(names: &mut Vec<String>, more: &[String]) {
    for name in more {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
}
