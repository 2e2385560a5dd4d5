// What is refused is refused once: uses of the types give no error of their own.
use jwt_claims::{ClaimValue, Claims, Error, Issuer, NestedClaims, OwnedClaims, Token, Verified};

struct RequestCx<'r> {
    tenant: &'r str,
}

#[derive(Claims, Clone, Debug)]
#[claims(audiense = "orders", context = RequestCx<'_>)]
struct WithContext<'a, T: Clone> {
    tenant: &'a str,
    data: T,
}

#[derive(NestedClaims)]
struct Address {
    #[claim(lenn = 2)]
    country: String,
}

#[derive(ClaimValue, Clone, Copy, PartialEq)]
#[claim_value(ascnding)]
enum Role {
    Editor,
    Admin,
}

#[derive(Claims)]
#[claims(ttl = "5m", context = &RequestCx<'_>)]
struct Member {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

// Nothing is wrong here, but with the types of its fields.
#[derive(Claims)]
#[claims(ttl = "5m")]
struct Access {
    #[claim(at_least = Role::Editor, none_of = Role::Admin)]
    roles: Vec<Role>,
    #[claim(nested)]
    address: Address,
}

#[derive(Claims)]
#[claims(ttl = "5 minutes")]
struct Session {
    sub: String,
}

fn owned<C: OwnedClaims>() {}

fn uses(token: &Token<'_>, issuer: &Issuer) -> Result<(), Error> {
    let cx = RequestCx { tenant: "acme" };
    let with_context: Verified<WithContext<'_, u8>> = token.verify_with(&cx)?;
    issuer.issue_with(&*with_context, &cx)?;
    println!("{} {:?}", with_context.tenant, with_context.clone());
    token.verify_with::<Member>(&cx)?;

    let access = token.verify::<Access>()?;
    println!("{} {}", access.address.country, access.roles[0] == Role::Admin);
    issuer.issue(&*access)?;

    owned::<Session>();
    let session = token.verify::<Session>()?;
    println!("{} {} {}", session.sub, Session::POLICY, token.explain::<Session>());
    issuer.issue(&Session { sub: Role::Editor.as_str().into() })?;
    Ok(())
}

fn main() {}
