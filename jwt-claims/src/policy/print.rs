//! A policy as text and as JSON, both deterministic: for reviews, snapshots and logs.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::nested::{Placed, placed_alternatives};
use super::rule::{Rule, RuleSpec, alternatives};
use super::{Kind, Kinds, Policy, typ};
use crate::base::registered::{CONFIRMATION, RegisteredClaim};

/// How a registered claim is checked, in one word.
fn presence(policy: &Policy, claim: RegisteredClaim) -> &'static str {
    if policy.unchecked().contains(claim) {
        "unchecked"
    } else if policy.forbidden().contains(claim) {
        "forbidden"
    } else if policy.requires(claim) {
        "required"
    } else {
        "if_present"
    }
}

/// The same for `cnf`.
fn confirmation(policy: &Policy) -> &'static str {
    if policy.unchecked().has_confirmation() { "unchecked" } else { "if_present" }
}

/// The accepted values of a registered claim; empty for any.
fn values(policy: &Policy, claim: RegisteredClaim) -> &'static [&'static str] {
    match claim {
        RegisteredClaim::Iss => policy.issuers(),
        RegisteredClaim::Aud => policy.audiences(),
        _ => &[],
    }
}

/// Writes one line for each requirement, in a fixed order, so that texts can be
/// compared.
///
/// ```
/// # use jwt_claims::Claims;
/// #[derive(Claims)]
/// #[claims(issuer = "https://auth.example.com", ttl = "15m")]
/// struct Session {
///     #[claim(any_of = ["editor", "admin"])]
///     roles: Vec<String>,
/// }
///
/// assert_eq!(Session::POLICY.to_string(), r#"policy of Session
///   typ: absent or "JWT"
///   iss: required, one of "https://auth.example.com"
///   sub: if_present
///   aud: if_present, none expected
///   exp: required
///   nbf: if_present
///   iat: if_present
///   jti: if_present
///   cnf: if_present, proof needed
///   ttl: 900 s
///   roles: any_of "editor", "admin"
/// "#);
/// ```
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "policy of {}", self.type_name())?;
        if let Some(kinds) = self.kinds() {
            return kinds.fmt(f);
        }
        if let Some(base) = self.extends() {
            writeln!(f, "  extends: {}", base.type_name())?;
        }
        if self.is_encrypted() {
            writeln!(f, "  encrypted: required")?;
        }
        match self.spec.typ {
            [] => writeln!(f, "  typ: absent or \"JWT\"")?,
            [typ] => writeln!(f, "  typ: {}", typ::listed(&[*typ], "", "absent"))?,
            typs => writeln!(f, "  typ: one of {}", typ::listed(typs, ", ", "absent"))?,
        }
        for claim in RegisteredClaim::ALL {
            write!(f, "  {claim}: {}", presence(self, claim))?;
            match values(self, claim) {
                [] if claim == RegisteredClaim::Aud && presence(self, claim) == "if_present" => {
                    f.write_str(", none expected")?;
                }
                [] => {}
                values => write!(f, ", one of {}", list(values))?,
            }
            f.write_str("\n")?;
        }
        let proof = if self.unchecked().has_confirmation() { "" } else { ", proof needed" };
        writeln!(f, "  {CONFIRMATION}: {}{proof}", confirmation(self))?;
        for (name, seconds) in self.durations() {
            writeln!(f, "  {name}: {seconds} s")?;
        }
        self.placed_rules().iter().try_for_each(|rule| writeln!(f, "  {rule}"))
    }
}

/// Writes the value of `kinds_by`, then each variant with its policy.
impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  kinds_by: {}", self.by())?;
        for kind in self.list {
            writeln!(f, "  {:?}: {}", kind.value, kind.variant)?;
            kind.policy.to_string().lines().try_for_each(|line| writeln!(f, "    {line}"))?;
        }
        Ok(())
    }
}

/// Quoted, with commas between.
fn list(values: &[&str]) -> String {
    values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(", ")
}

/// `roles: any_of "editor", "admin"`.
impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claim = if self.claim.is_empty() { "(whole)" } else { &self.claim };
        write!(f, "{claim}: {}", self.spec)
    }
}

/// `any_of "editor", "admin"`.
impl fmt::Display for RuleSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule.name())?;
        if let Rule::Either(rules) = self.rule {
            write!(f, " {}", alternatives("", rules, &ToString::to_string))?;
        }
        match (self.rule, self.values.texts().as_slice()) {
            (_, []) => {}
            (Rule::AtLeast, [least, implying @ ..]) if !implying.is_empty() => {
                write!(f, " {least} (or {})", implying.join(", "))?;
            }
            (_, values) => write!(f, " {}", values.join(", "))?,
        }
        if self.if_present {
            f.write_str(" (if_present)")?;
        }
        if let Some(when) = self.when {
            write!(f, " (when {when})")?;
        }
        if let Some(answer) = self.answer {
            write!(f, " (answer {})", answer.status())?;
        }
        self.set.map_or(Ok(()), |set| write!(f, " (of {set})"))
    }
}

impl Policy {
    /// The declared durations, in seconds.
    fn durations(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let all = [
            ("leeway", self.leeway()),
            ("ttl", self.ttl()),
            ("max_age", self.max_age()),
            ("max_lifetime", self.max_lifetime()),
        ];
        all.into_iter().filter_map(|(name, seconds)| Some((name, seconds?)))
    }
}

/// The same as a JSON object: `type`, `encrypted` if tokens must be encrypted, `typ`, `claims`, the declared durations in
/// seconds, and `rules`. `typ` is the declared type, an array if several are declared, in
/// which `null` is an absent `typ`, and `null` if none is declared. For an enum: `type`, `kinds_by`, and `kinds` with a policy
/// each.
impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.type_name())?;
        if let Some(kinds) = self.kinds() {
            map.serialize_entry("kinds_by", kinds.by())?;
            map.serialize_entry("kinds", kinds.list)?;
            return map.end();
        }
        if let Some(base) = self.extends() {
            map.serialize_entry("extends", base.type_name())?;
        }
        if self.is_encrypted() {
            map.serialize_entry("encrypted", &true)?;
        }
        match self.spec.typ {
            [] => map.serialize_entry("typ", &None::<&str>)?,
            [typ] => map.serialize_entry("typ", typ)?,
            typs => map.serialize_entry("typ", typs)?,
        }
        map.serialize_entry("claims", &RegisteredClaims(self))?;
        for (name, seconds) in self.durations() {
            map.serialize_entry(name, &seconds)?;
        }
        map.serialize_entry("rules", &self.placed_rules())?;
        map.end()
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut kind = serializer.serialize_struct("Kind", 3)?;
        kind.serialize_field("kind", self.value)?;
        kind.serialize_field("variant", self.variant)?;
        kind.serialize_field("policy", self.policy)?;
        kind.end()
    }
}

struct RegisteredClaims<'p>(&'p Policy);

impl Serialize for RegisteredClaims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(policy) = *self;
        let mut list = serializer.serialize_seq(Some(RegisteredClaim::ALL.len() + 1))?;
        for claim in RegisteredClaim::ALL {
            let (presence, values) = (presence(policy, claim), values(policy, claim));
            list.serialize_element(&Held { claim: claim.name(), presence, values })?;
        }
        list.serialize_element(&Held { claim: CONFIRMATION, presence: confirmation(policy), values: &[] })?;
        list.end()
    }
}

#[derive(serde::Serialize)]
struct Held {
    claim: &'static str,
    presence: &'static str,
    values: &'static [&'static str],
}

impl Serialize for Placed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (spec, is_either) = (self.spec, matches!(self.spec.rule, Rule::Either(_)));
        let optional = [is_either, spec.when.is_some(), spec.answer.is_some(), spec.set.is_some()];
        let fields = 4 + optional.into_iter().filter(|given| *given).count();
        let mut rule = serializer.serialize_struct("Rule", fields)?;
        rule.serialize_field("claim", &self.claim)?;
        rule.serialize_field("rule", spec.rule.name())?;
        rule.serialize_field("values", &spec.values)?;
        rule.serialize_field("if_present", &spec.if_present)?;
        if let Some(when) = spec.when {
            rule.serialize_field("when", when)?;
        }
        if let Some(answer) = spec.answer {
            rule.serialize_field("answer", &answer.status())?;
        }
        if let Some(set) = spec.set {
            rule.serialize_field("set", set)?;
        }
        if let Rule::Either(rules) = spec.rule {
            rule.serialize_field("alternatives", &placed_alternatives(rules))?;
        }
        rule.end()
    }
}
