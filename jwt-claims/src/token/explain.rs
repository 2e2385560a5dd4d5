//! Explains why a token is accepted or refused: every check in order with its result,
//! as text and as data.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use crate::base::registered::{CONFIRMATION, RegisteredClaim};
use crate::claims::Claims;
use crate::contract::declared::ContextFree;
use crate::error::violation::Violation;
use crate::error::{Error, ErrorKind};
use crate::judge::ENCRYPTED;
use crate::policy::Policy;
use crate::policy::nested::Placed;
use crate::token::Token;

/// The result of every check of a token, in order. `Display` writes one line for each;
/// `Serialize` has the same data.
///
/// It shows what a policy expects, so it is for developers and logs, not for the sender
/// of the token. It contains no text of a claim.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    accepted: bool,
    steps: Vec<Step>,
}

/// One check of an [`Explanation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    check: Cow<'static, str>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// The check passed.
    Passed,
    /// The check failed.
    Failed,
    /// The check did not run, because an earlier one failed.
    NotReached,
}

impl Explanation {
    /// True if the token is accepted.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.accepted
    }

    /// The checks, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl Step {
    /// What is checked: `signature`, `exp`, `roles: any_of "admin"`, …
    #[must_use]
    pub fn check(&self) -> &str {
        &self.check
    }

    /// The result.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The code of the error or violation, if the check failed.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        self.code
    }

    /// What was expected and found, if the check failed.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    fn new(check: impl Into<Cow<'static, str>>, outcome: Outcome) -> Self {
        Self { check: check.into(), outcome, code: None, detail: None }
    }

    fn broken(check: &'static str, error: &Error) -> Self {
        Self {
            code: Some(error.code()),
            detail: Some(error.to_string()),
            ..Self::new(check, Outcome::Failed)
        }
    }

    fn failed(check: impl Into<Cow<'static, str>>, violation: &Violation) -> Self {
        Self {
            code: Some(violation.code()),
            detail: Some(violation.to_string()),
            ..Self::new(check, Outcome::Failed)
        }
    }
}

impl Token<'_> {
    /// Verifies the token like [`verify`](Token::verify), and returns the result of
    /// each check.
    #[must_use]
    pub fn explain<'t, C: Claims<'t> + ContextFree>(&'t self) -> Explanation {
        self.explain_with::<C>(&())
    }

    /// The same for [`verify_with`](Token::verify_with).
    #[must_use]
    pub fn explain_with<'t, C: Claims<'t>>(&'t self, cx: &C::Context<'_>) -> Explanation {
        let mut steps = authenticity(self.evidence().err().as_ref(), self.is_encrypted());
        let signed = steps.iter().all(|step| step.outcome == Outcome::Passed);
        let outcome = self.verify_with::<C>(cx);
        let (payload, found) = match &outcome {
            Ok(_) => (Step::new("payload", Outcome::Passed), Some(Found::NOTHING)),
            Err(error) if error.kind() == ErrorKind::Claims => {
                (Step::new("payload", Outcome::Passed), Some(Found::of(error)))
            }
            Err(error) if signed => (Step::broken("payload", error), None),
            Err(_) => (Step::new("payload", Outcome::NotReached), None),
        };
        steps.push(payload);
        match self.signed().and_then(|signed| signed.chosen(C::POLICY)) {
            Ok(policy) => {
                steps.extend(C::POLICY.kinds().map(|kinds| chosen(kinds.by(), policy)));
                claims(policy, found, &mut steps);
            }
            Err(_) => match C::POLICY.kinds() {
                Some(_) => steps.extend(found.iter().flat_map(|found| found.violations).map(unchosen)),
                None => claims(C::POLICY, found, &mut steps),
            },
        }
        Explanation { accepted: outcome.is_ok(), steps }
    }
}

/// The step of the outer layer of an encrypted token.
const DECRYPTION: &str = "decryption";

/// The step that selects the variant of an enum.
fn chosen(by: &str, policy: &Policy) -> Step {
    Step::new(format!("kinds_by {by}: {}", policy.type_name()), Outcome::Passed)
}

/// The step for a token of no variant.
fn unchosen(violation: &Violation) -> Step {
    Step::failed(format!("kinds_by {}", violation.claim()), violation)
}

/// The checks up to the signature; at most one fails. For an encrypted token, those after
/// the decryption are of the signed token inside.
fn authenticity(error: Option<&Error>, is_encrypted: bool) -> Vec<Step> {
    let mut order = vec![
        ("size", ErrorKind::TooLarge),
        ("structure", ErrorKind::Malformed),
        ("header", ErrorKind::Header),
        ("key", ErrorKind::Key),
        ("signature", ErrorKind::Signature),
    ];
    if is_encrypted {
        order.insert(1, (DECRYPTION, ErrorKind::Decryption));
    }
    let is_outside = |error: &Error| is_encrypted && !error.is_inside_encrypted();
    let failed = order.iter().position(|(check, of)| {
        error.is_some_and(|error| match (*check, error.kind()) {
            (DECRYPTION, kind) => is_outside(error) && kind != ErrorKind::TooLarge,
            (_, ErrorKind::Unavailable) => *of == ErrorKind::Key,
            (_, kind) => *of == kind,
        })
    });
    let steps = order.iter().enumerate().map(|(nth, (check, _))| match (failed, error) {
        (Some(failed), Some(error)) if nth == failed => Step::broken(check, error),
        (Some(failed), _) if nth > failed => Step::new(*check, Outcome::NotReached),
        _ => Step::new(*check, Outcome::Passed),
    });
    steps.collect()
}

/// True if the rule was broken. A check on the whole struct may name a claim.
fn is_of_rule(rule: &Placed, violation: &Violation) -> bool {
    (rule.is_at(violation.claim()) || rule.claim.is_empty())
        && violation.rule() == rule.spec.rule.name()
        && violation.expected() == rule.spec.expected()
}

/// The violations of the claims.
#[derive(Clone, Copy)]
struct Found<'e> {
    violations: &'e [Violation],
    /// The number of further violations.
    left_out: usize,
}

impl<'e> Found<'e> {
    const NOTHING: Self = Self { violations: &[], left_out: 0 };

    fn of(error: &'e Error) -> Self {
        Self { violations: error.violations(), left_out: error.violations_left_out() }
    }
}

/// The checks of the claims; `None` means that they did not run.
fn claims(policy: &Policy, found: Option<Found<'_>>, steps: &mut Vec<Step>) {
    let left = found.iter().flat_map(|found| found.violations).collect();
    let (rules, mut checks) = (policy.placed_rules(), Checks { steps, left, is_reached: found.is_some() });
    checks.registered(&rules, policy.is_encrypted());
    checks.rules(&rules, found);
    let Checks { left, steps, .. } = checks;
    steps.extend(left.into_iter().map(|violation| Step::failed(violation.rule(), violation)));
    if let Some(left_out @ 1..) = found.map(|found| found.left_out) {
        steps.push(Step::new(format!("and {left_out} more"), Outcome::Failed));
    }
}

/// The checks so far, and the violations that are not reported yet.
struct Checks<'s, 'e> {
    steps: &'s mut Vec<Step>,
    left: Vec<&'e Violation>,
    is_reached: bool,
}

impl Checks<'_, '_> {
    /// Adds a check: failed for each violation of it, or passed.
    fn check(&mut self, name: Cow<'static, str>, is_reached: bool, is_of: impl Fn(&Violation) -> bool) {
        let failed = self.left.extract_if(.., |violation| is_of(violation));
        let before = self.steps.len();
        self.steps.extend(failed.map(|violation| Step::failed(name.clone(), violation)));
        if self.steps.len() == before {
            self.steps.push(Step::new(name, if is_reached { Outcome::Passed } else { Outcome::NotReached }));
        }
    }

    /// Encryption, `typ` and the claims that the library knows.
    fn registered(&mut self, rules: &[Placed], is_encrypted: bool) {
        let is_reached = self.is_reached;
        // of most types there is nothing to say
        if is_encrypted || self.left.iter().any(|violation| violation.rule() == ENCRYPTED) {
            self.check(ENCRYPTED.into(), is_reached, |violation| violation.rule() == ENCRYPTED);
        }
        self.check("typ".into(), is_reached, |violation| violation.rule() == "typ");
        for claim in RegisteredClaim::ALL {
            // a wrong type has the line `types`, and a rule has its own line below
            self.check(claim.name().into(), is_reached, |violation| {
                violation.claim() == claim.name()
                    && violation.rule() != "type"
                    && !rules.iter().any(|rule| is_of_rule(rule, violation))
            });
        }
        self.check(CONFIRMATION.into(), is_reached, |violation| violation.rule() == CONFIRMATION);
    }

    /// The types of all fields, then the rules.
    fn rules(&mut self, rules: &[Placed], found: Option<Found<'_>>) {
        let found = found.unwrap_or(Found::NOTHING);
        self.check("types".into(), self.is_reached, is_misfit);
        // if a claim has the wrong type, no rule is checked, and the rules of
        // violations that are not listed are not known
        let is_known = self.is_reached && found.left_out == 0 && !found.violations.iter().any(is_misfit);
        for rule in rules {
            let is_inside_nothing = found.violations.iter().any(|violation| is_around(violation, rule));
            let is_of = |violation: &Violation| is_of_rule(rule, violation);
            self.check(rule.to_string().into(), is_known && !is_inside_nothing, is_of);
        }
    }
}

/// True if a claim is missing or has the wrong type.
fn is_misfit(violation: &Violation) -> bool {
    matches!(violation.rule(), "type" | "required" | "deny_unknown_fields")
}

/// True if an object around the rule's claim is absent.
fn is_around(violation: &Violation, rule: &Placed) -> bool {
    let below = rule.claim.strip_prefix(violation.claim());
    violation.rule() == "nested" && below.is_some_and(|below| below.starts_with(['.', '[']))
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", if self.accepted { "accepted" } else { "refused" })?;
        self.steps.iter().try_for_each(|step| writeln!(f, "  {step}"))
    }
}

/// `[x] exp: expected …`.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.outcome {
            Outcome::Passed => "ok      ",
            Outcome::Failed => "FAILED  ",
            Outcome::NotReached => "skipped ",
        };
        write!(f, "{mark}{}", self.check)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, " ({detail})"))
    }
}
