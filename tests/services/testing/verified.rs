//! Verified claims for handlers.

use jwt_claims::testing::{verified, verified_as, verified_with};
use jwt_claims::{Claims, Verified};

use super::panic_of;

struct Here<'a> {
    tenant: &'a str,
}

#[derive(Claims, Debug)]
#[claims(context = Here<'_>, issuer = ["https://a.example", "https://b.example"])]
struct Access {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

#[derive(Claims, Debug)]
struct User {
    sub: String,
    #[claim(any_of = ["editor", "admin"])]
    roles: Vec<String>,
}

#[derive(Claims, Debug)]
#[claims(verify_only, rules(roles(any_of = ["admin"])))]
struct Admin(User);

fn user(role: &str) -> User {
    User { sub: "alice".into(), roles: vec![role.into()] }
}

#[test]
fn valid_claims_are_verified() {
    let user: Verified<User> = verified(&user("editor"));
    assert_eq!(user.roles, ["editor"]);
    assert!(user.registered().expires_at().is_some());

    let admin: Verified<Admin> = verified_as(&self::user("admin"));
    assert_eq!(admin.into_base().sub, "alice");

    let access = verified_with(&Access { tenant: "acme".into() }, &Here { tenant: "acme" });
    assert_eq!(access.registered().issuer(), Some("https://a.example"));
}

#[test]
fn invalid_claims_panic_with_the_violations() {
    for message in [
        panic_of(|| verified(&user("guest"))),
        panic_of(|| verified_as::<Admin>(&user("editor"))),
        panic_of(|| verified_as::<Admin>(&user("guest"))),
    ] {
        let message = message.expect("a panic");
        assert!(message.contains("`roles`") || message.contains("roles: "), "{message}");
    }
    let message = panic_of(|| verified_with(&Access { tenant: "acme".into() }, &Here { tenant: "other" }));
    assert!(message.expect("a panic").contains("tenant"));
}
