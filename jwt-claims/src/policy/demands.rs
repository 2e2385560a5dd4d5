//! The answer to broken rules and absent claims, and the scopes to ask for.

use std::borrow::Cow;

use super::Policy;
use super::answer::{Answer, is_about_the_token};
use super::path::{joined, matches_path};
use super::rule::{Rule, RuleSpec};

/// 401 if one of the answers is 401. `None` for no answers.
fn strictest(answers: impl Iterator<Item = Answer>) -> Option<Answer> {
    answers.reduce(|all, one| if all == Answer::InvalidToken { all } else { one })
}

/// The answer to an absent claim that all of these rules require, without regard to its
/// name.
pub(crate) fn of_absence(rules: &[&RuleSpec]) -> Answer {
    let answers = rules.iter().map(|spec| of_absence_under(spec, None));
    strictest(answers).unwrap_or(Answer::InvalidToken)
}

/// An absent object breaks the rules inside it that require a claim. The answer of the
/// field around it applies to them, too.
fn of_absence_under(spec: &RuleSpec, around: Option<Answer>) -> Answer {
    let chosen = spec.answer.or(around);
    let of_all = |rules: &[RuleSpec]| {
        let needed = rules.iter().filter(|inner| !inner.if_present);
        strictest(needed.map(|inner| of_absence_under(inner, chosen)))
    };
    match spec.rule {
        Rule::Nested(rules) => of_all(rules).or(chosen).unwrap_or(Answer::InvalidToken),
        Rule::Either(rules) => {
            let alternatives = rules.chunk_by(|a, b| a.claim == b.claim).map(of_all);
            mildest(alternatives.flatten()).unwrap_or(Answer::InvalidToken)
        }
        rule => chosen.unwrap_or_else(|| rule.answer()),
    }
}

/// For alternatives: 403 if one of them answers 403.
fn mildest(answers: impl Iterator<Item = Answer>) -> Option<Answer> {
    answers.reduce(|all, one| if all == Answer::InsufficientScope { all } else { one })
}

/// The rules on a missing claim whose field is not an `Option`. They were not checked,
/// because the claims type could not be read.
pub(crate) struct Demands<'p> {
    path: &'p str,
    /// Each rule with its chosen answer, or that of a field around it.
    rules: Vec<(&'static RuleSpec, Option<Answer>)>,
}

impl<'p> Demands<'p> {
    /// The rules on the claim at that path, including those in an `either`. A rule with
    /// a condition counts, because the condition cannot be checked.
    pub(crate) fn on(path: &'p str, policy: &Policy) -> Self {
        let mut demands = Self { path, rules: Vec::new() };
        demands.collect("", None, policy.rules());
        demands
    }

    fn collect(
        &mut self,
        object: &str,
        around: Option<Answer>,
        rules: impl IntoIterator<Item = &'static RuleSpec>,
    ) {
        for spec in rules {
            let chosen = spec.answer.or(around);
            let place = match object {
                "" => Cow::Borrowed(spec.claim),
                object => Cow::Owned(joined(object, spec.claim)),
            };
            match spec.rule {
                Rule::Either(alternatives) => self.collect(object, chosen, alternatives),
                _ if matches_path(&place, self.path) && !spec.if_present => self.rules.push((spec, chosen)),
                _ if matches_path(&place, self.path) => {}
                Rule::Nested(inner) => self.collect(&place, chosen, inner),
                _ => {}
            }
        }
    }

    /// The same rules.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static RuleSpec> {
        self.rules.iter().map(|(spec, _)| *spec)
    }

    /// 401 if there are no rules.
    pub(crate) fn answer(&self) -> Answer {
        let answers = self.rules.iter().map(|(spec, chosen)| match chosen {
            None if is_about_the_token(self.path) => Answer::InvalidToken,
            chosen => of_absence_under(spec, *chosen),
        });
        strictest(answers).unwrap_or(Answer::InvalidToken)
    }
}

/// The scope tokens that the broken rules require: the values of `any_of` and `all_of`
/// on fields of type `Scopes`, without duplicates.
pub(crate) fn wanted_scopes(broken: impl Iterator<Item = &'static RuleSpec>) -> Vec<String> {
    let rules = broken.flat_map(alternatives);
    texts(rules.filter(|spec| spec.scopes && matches!(spec.rule, Rule::AnyOf | Rule::AllOf)))
}

/// The rule, and its alternatives.
fn alternatives(spec: &'static RuleSpec) -> impl Iterator<Item = &'static RuleSpec> {
    std::iter::once(spec).chain(spec.alternatives())
}

/// The values that are text. Values of a context are not known here.
pub(crate) fn texts<'r>(rules: impl Iterator<Item = &'r RuleSpec>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for value in rules.flat_map(|spec| spec.values.texts()) {
        if let Ok(text) = serde_json::from_str(&value)
            && !texts.contains(&text)
        {
            texts.push(text);
        }
    }
    texts
}
