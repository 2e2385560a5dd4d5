//! 401 or 403: which answer a broken rule calls for (RFC 6750 §3.1). The same
//! table is in `CODES.md`, and a test compares the two.

use std::borrow::Cow;

use crate::error::violation::Violation;
use crate::policy::{Policy, Rule, RuleSpec, joined, matches_path};

/// What a service answers to a token that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 401 `invalid_token`: the token is not for this.
    InvalidToken,
    /// 403 `insufficient_scope`: the token is for this, but does not grant it.
    InsufficientScope,
}

impl Answer {
    /// What a choice of the user's, the claim's name and the rule come to, in
    /// this order.
    pub(crate) fn of_violation(chosen: Option<Self>, about_the_token: bool, by_rule: Self) -> Self {
        chosen.unwrap_or(if about_the_token { Self::InvalidToken } else { by_rule })
    }

    /// The HTTP status code.
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
        }
    }
}

/// Claims about whom and what a token is for, beside the registered ones: a
/// rule on one of them is never about permission.
const ABOUT_THE_TOKEN: [&str; 18] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "nonce",
    "azp",
    "client_id",
    "token_use",
    "acr",
    "amr",
    "auth_time",
    "sid",
    "cnf",
    "at_hash",
    "c_hash",
];

/// Whether the claim at that path is, or is inside, a claim about the token.
pub(crate) fn is_about_the_token(path: &str) -> bool {
    let name = path.split(['.', '[']).next().unwrap_or(path);
    ABOUT_THE_TOKEN.contains(&name)
}

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

/// The authentication context classes of which broken rules want one.
pub(crate) fn wanted_acr(violations: &[Violation]) -> Vec<String> {
    let of_acr = violations.iter().filter(|violation| violation.claim() == "acr");
    let is_list =
        |spec: &&RuleSpec| matches!(spec.rule, Rule::Equals | Rule::OneOf | Rule::AnyOf | Rule::AtLeast);
    texts(of_acr.flat_map(Violation::rules).filter(is_list))
}

/// The rule, and those of which one must hold.
fn alternatives(spec: &'static RuleSpec) -> impl Iterator<Item = &'static RuleSpec> {
    std::iter::once(spec).chain(spec.alternatives())
}

/// The values that are text and known: what a context holds is not.
fn texts<'r>(rules: impl Iterator<Item = &'r RuleSpec>) -> Vec<String> {
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

/// Whether this is a broken rule on when or how the user has logged in (RFC
/// 9470), that another login would meet.
pub(crate) fn is_about_login(violation: &Violation) -> bool {
    matches!(violation.claim(), "acr" | "auth_time")
        && violation.rules().next().is_some()
        && !violation.is_permission()
}
