//! The derive where `jwt-claims` has another name and nothing else is at hand:
//! neither a prelude nor serde.

#![no_implicit_prelude]

/// A role under `crate = "…"`.
#[derive(::claims_under_another_name::ClaimValue, Debug)]
#[claim_value(crate = "::claims_under_another_name", ascending)]
pub enum Role {
    /// Reads.
    Viewer,
    /// Writes.
    Editor,
    /// What later versions know.
    #[claim_value(unknown)]
    Other(::std::string::String),
}

/// Claims with such a role.
#[derive(::claims_under_another_name::Claims, Debug)]
#[claims(crate = "::claims_under_another_name", ttl = "5m")]
pub struct Member {
    /// As what.
    #[claim(at_least = Role::Viewer)]
    pub role: Role,
}

/// Claims under `crate = "…"`.
#[derive(::claims_under_another_name::Claims, Debug)]
#[claims(crate = "::claims_under_another_name")]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "5m", check = Access::is_sound)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// Who.
    pub sub: ::std::string::String,
    /// What they may do.
    #[claim(any_of = ["editor", "admin"], len(max = 3))]
    pub role_names: ::std::vec::Vec<::std::string::String>,
    /// Where.
    #[claim(non_empty, starts_with = "a", if_present)]
    #[serde(default)]
    pub tenant: ::std::option::Option<::std::string::String>,
    /// How much.
    #[claim(range(min = 1, max = 5))]
    pub level: u8,
    /// For whom.
    pub aud: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    /// Since when.
    pub nbf: ::std::option::Option<u64>,
}

/// An object among claims, under `crate = "…"`.
#[derive(::claims_under_another_name::NestedClaims, Debug)]
#[claims(crate = "::claims_under_another_name", either(a, b), verify_only)]
pub struct Inner<'a> {
    /// One.
    #[claim(non_empty, path = "deep.a")]
    #[serde(borrow)]
    pub a: ::std::option::Option<::std::borrow::Cow<'a, str>>,
    /// Or another.
    #[claim(non_empty)]
    pub b: ::std::option::Option<&'a str>,
}

/// Claims around it.
#[derive(::claims_under_another_name::Claims, Debug)]
#[claims(crate = "::claims_under_another_name", verify_only)]
pub struct Outer<'a> {
    /// Ruled.
    #[claim(nested)]
    #[serde(borrow)]
    pub inner: Inner<'a>,
    /// Far in.
    #[claim(path = "x.y.z", non_empty)]
    pub far: &'a str,
}

/// Not one of them.
pub const NOBODY: &str = "nobody";

::claims_under_another_name::rules! {
    /// Known to everybody.
    pub Known { sub(starts_with = "a", check = crate::is_somebody), tenant(one_of = ["acme", crate::NOBODY]) }
}

/// Whether it is somebody.
#[must_use]
pub fn is_somebody(name: &str) -> bool {
    name != NOBODY
}

/// Its rules have a name.
#[derive(::claims_under_another_name::Claims, Debug)]
#[claims(crate = "::claims_under_another_name", ttl = "5m", rules = Known)]
pub struct Ruled<'a> {
    /// Ruled.
    pub sub: &'a str,
    /// Ruled, too.
    pub tenant: &'a str,
}

impl Access {
    fn is_sound(&self) -> bool {
        self.level < 5
    }
}

#[cfg(test)]
mod tests {
    use ::claims_under_another_name::{Issuer, SigningKey, Verifier};
    use ::std::prelude::rust_2024::*;
    use ::std::{assert_eq, vec};

    #[test]
    fn another_name_is_no_obstacle() {
        let key = SigningKey::hs256("a secret of at least thirty-two bytes").unwrap();
        let verifier = Verifier::new(key.verifying_key());
        let access = super::Access {
            sub: "alice".to_owned(),
            role_names: vec!["editor".to_owned()],
            tenant: None,
            level: 1,
            aud: None,
            nbf: None,
        };
        let issued = Issuer::new(key).issue(&access).unwrap();
        assert_eq!(verifier.token(issued.as_str()).verify::<super::Access>().unwrap().sub, "alice");
    }
}
