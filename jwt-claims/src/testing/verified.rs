//! Verified claims for unit tests of handlers.

use crate::claims::{IssueClaims, OwnedClaims};
use crate::contract::declared::ContextFree;
use crate::testing::kit::TestKit;
use crate::token::verified::Verified;

/// Verified claims, to call a handler in a unit test. A token with these claims is
/// issued and verified, so the test cannot run with claims that no token could have.
///
/// ```
/// use jwt_claims::{Claims, Verified, testing::verified};
///
/// #[derive(Claims)]
/// #[claims(ttl = "15m")]
/// struct Access {
///     sub: String,
///     #[claim(any_of = ["editor", "admin"])]
///     roles: Vec<String>,
/// }
///
/// fn greeting(access: Verified<Access>) -> String {
///     format!("hello {}", access.sub)
/// }
///
/// // in a test
/// let alice = Access { sub: "alice".into(), roles: vec!["editor".into()] };
/// assert_eq!(greeting(verified(&alice)), "hello alice");
/// ```
///
/// # Panics
/// If the claims are not valid; the message has the violations.
#[must_use]
#[track_caller]
pub fn verified<C: IssueClaims + OwnedClaims + ContextFree>(claims: &C) -> Verified<C> {
    verified_with(claims, &())
}

/// The same for a claims type with a context.
///
/// # Panics
/// If the claims are not valid in this context; the message has the violations.
#[must_use]
#[track_caller]
pub fn verified_with<C: IssueClaims + OwnedClaims>(claims: &C, cx: &C::Context<'_>) -> Verified<C> {
    let kit = TestKit::new();
    read::<C>(&kit, &kit.token_with(claims, cx).text(), cx)
}

/// The same for a claims type that is never issued (`verify_only`), from the claims that
/// it extends.
///
/// ```
/// use jwt_claims::{Claims, Verified, testing::verified_as};
///
/// #[derive(Claims)]
/// #[claims(ttl = "15m")]
/// struct Access {
///     sub: String,
///     roles: Vec<String>,
/// }
///
/// #[derive(Claims)]
/// #[claims(verify_only, rules(roles(any_of = ["admin"])))]
/// struct AdminAccess(Access);
///
/// let root = Access { sub: "root".into(), roles: vec!["admin".into()] };
/// let admin: Verified<AdminAccess> = verified_as(&root);
/// ```
///
/// # Panics
/// If the claims are not valid for `C`; the message has the violations.
#[must_use]
#[track_caller]
pub fn verified_as<C: OwnedClaims + ContextFree>(claims: &(impl IssueClaims + ContextFree)) -> Verified<C> {
    let kit = TestKit::new();
    let token = kit.token(claims);
    #[cfg(feature = "jwe")]
    let token = if C::POLICY.is_encrypted() { token.encrypted_for(kit.decryption_key()) } else { token };
    read::<C>(&kit, &token.text(), &())
}

#[track_caller]
fn read<C: OwnedClaims>(kit: &TestKit, text: &str, cx: &C::Context<'_>) -> Verified<C> {
    let verified = kit.verifier().verify_with::<C>(text, cx);
    verified.unwrap_or_else(|error| panic!("not valid as `{}`: {error}", C::POLICY.type_name()))
}
