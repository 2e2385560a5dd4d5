//! What broken rules and absent claims come to: an answer, or what to ask for.

use std::borrow::Cow;

use super::Policy;
use super::answer::{Answer, is_about_the_token};
use super::path::{joined, matches_path};
use super::rule::{Rule, RuleSpec};

/// Of several answers: 401 wins. `None` for no answers.
fn strictest(answers: impl Iterator<Item = Answer>) -> Option<Answer> {
    answers.reduce(|all, one| if all == Answer::InvalidToken { all } else { one })
}

/// The answer where a claim is not there that all of these rules need and its
/// name does not matter.
pub(crate) fn of_absence(rules: &[&RuleSpec]) -> Answer {
    let answers = rules.iter().map(|spec| of_absence_under(spec, None));
    strictest(answers).unwrap_or(Answer::InvalidToken)
}

/// An absent object breaks the rules that need a claim inside it; what the
/// field around it has chosen is for them, too.
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

/// Of alternatives: where more permission would meet one, that is the answer.
fn mildest(answers: impl Iterator<Item = Answer>) -> Option<Answer> {
    answers.reduce(|all, one| if all == Answer::InsufficientScope { all } else { one })
}

/// The rules on a claim that is not there although its field is no `Option`:
/// nobody could look at them, for there is no value of the claims type.
pub(crate) struct Demands<'p> {
    path: &'p str,
    /// Each with the answer that it, or a field around it, has chosen.
    rules: Vec<(&'static RuleSpec, Option<Answer>)>,
}

impl<'p> Demands<'p> {
    /// The rules on the claim at that path, those in an `either` too. Whether
    /// the condition of one holds cannot be known: it counts.
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

    /// 401 where there are none.
    pub(crate) fn answer(&self) -> Answer {
        let answers = self.rules.iter().map(|(spec, chosen)| match chosen {
            None if is_about_the_token(self.path) => Answer::InvalidToken,
            chosen => of_absence_under(spec, *chosen),
        });
        strictest(answers).unwrap_or(Answer::InvalidToken)
    }
}

/// The scope tokens that broken rules want: the values of `any_of` and
/// `all_of` on fields of type `Scopes`, each once.
pub(crate) fn wanted_scopes(broken: impl Iterator<Item = &'static RuleSpec>) -> Vec<String> {
    let rules = broken.flat_map(alternatives);
    texts(rules.filter(|spec| spec.scopes && matches!(spec.rule, Rule::AnyOf | Rule::AllOf)))
}

/// The rule, and those of which one must hold.
fn alternatives(spec: &'static RuleSpec) -> impl Iterator<Item = &'static RuleSpec> {
    std::iter::once(spec).chain(spec.alternatives())
}

/// The values that are text and known: what a context holds is not.
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
