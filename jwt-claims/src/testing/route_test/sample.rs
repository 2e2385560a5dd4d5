//! Claims that routes accept, and what makes them weaker.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::attempt::{Attempt, Expected};
use super::sender::Sender;
use crate::base::registered::RegisteredClaim;
use crate::claims::OwnedClaims;
use crate::policy::Policy;
use crate::testing::token::TestToken;
use crate::token::verifier::Verifier;

/// The tokens for the routes of one claims type.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) policy: &'static Policy,
    pub(super) attempts: Vec<Attempt>,
}

impl Sample {
    /// The tokens of a valid sample.
    ///
    /// # Panics
    /// If it is not valid for the claims type.
    #[track_caller]
    pub(super) fn new<C: OwnedClaims>(
        sender: &Sender,
        verifier: &Verifier,
        token: &TestToken,
        cx: &C::Context<'_>,
    ) -> Self {
        let (policy, token) = (C::POLICY, &sender.own(token));
        let refusal = |token: &TestToken| sender.refusal::<C>(verifier, token, cx);
        if let Some(error) = refusal(token) {
            panic!("the sample is not valid as `{}`: {error}", policy.type_name());
        }
        let mut refused = sender.wrong_credentials(token);
        refused.push(("with changed claims", sender.credential(&token.clone().tampered())));
        refused.push(("without a signature", sender.credential(&token.clone().unsigned())));
        if token.checks(RegisteredClaim::Exp) {
            refused.push(("with an expired token", sender.credential(&token.clone().expired())));
        }
        let refused =
            refused.into_iter().map(|(what, sent)| Attempt::new(what, sent, Expected::Unauthorized));
        let weaker = changes(policy, token).into_iter().filter(|(_, token)| refusal(token).is_some());
        let weaker =
            weaker.map(|(what, token)| Attempt::new(what, sender.credential(&token), Expected::Refused));
        let valid = Attempt::new("with a valid token", sender.credential(token), Expected::Allowed);
        Self { policy, attempts: refused.chain(weaker).chain([valid]).collect() }
    }
}

/// The token without each claim that has rules, and with an empty one. Not every change
/// makes it invalid.
fn changes(policy: &'static Policy, token: &TestToken) -> Vec<(String, TestToken)> {
    let mut changed = Vec::new();
    for claims in demanding(policy) {
        let present: Vec<&String> = claims.iter().filter(|claim| token.claim(claim).is_some()).collect();
        let without = |token: TestToken, claim: &&String| token.without(claim);
        if present.is_empty() {
            continue;
        }
        let names = present.iter().map(|claim| format!("`{claim}`")).collect::<Vec<_>>().join(" and ");
        changed.push((format!("without {names}"), present.iter().fold(token.clone(), without)));
        if let [claim] = present[..]
            && let Some(empty) = token.claim(claim).and_then(|value| empty(value.get()))
        {
            changed.push((format!("with an empty {names}"), token.clone().with(claim, empty)));
        }
    }
    changed
}

/// The claims with rules. Those of an `either` are together: one of them is enough.
fn demanding(policy: &'static Policy) -> BTreeSet<BTreeSet<String>> {
    let policies = std::iter::once(policy).chain(policy.variants().map(|(_, _, policy)| policy));
    let rules = policies.flat_map(Policy::placed_rules);
    let claims = rules.map(|placed| match placed.spec.alternatives() {
        [] => BTreeSet::from([placed.claim.into_owned()]),
        alternatives => alternatives.iter().map(|rule| rule.claim.to_owned()).collect(),
    });
    claims.collect()
}

/// The empty value of the same JSON type.
fn empty(json: &str) -> Option<Value> {
    match json.as_bytes().first()? {
        b'[' => Some(json!([])),
        b'"' => Some(json!("")),
        b'{' => Some(json!({})),
        _ => None,
    }
}
