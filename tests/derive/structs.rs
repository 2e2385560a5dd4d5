//! Structs of every form that Rust has.

use jwt_claims::Claims;
use serde_json::json;

use super::support::{accepted, refused, round_trip};

mod inner {
    use jwt_claims::Claims;

    /// Private fields.
    #[derive(Claims, Debug, PartialEq)]
    #[claims(ttl = "5m")]
    pub(crate) struct Private {
        sub: String,
        pub(crate) tenant: String,
        pub(super) plan: u8,
    }

    impl Private {
        pub(crate) fn new(sub: &str) -> Self {
            Self { sub: sub.into(), tenant: "acme".into(), plan: 1 }
        }

        pub(crate) fn sub(&self) -> &str {
            &self.sub
        }
    }
}

#[test]
fn private_fields() {
    let private = inner::Private::new("alice");
    let read = round_trip(&private);
    assert_eq!((read.sub(), &*read.tenant, read.plan), ("alice", "acme", 1));
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
pub(crate) struct Raw {
    #[claim(one_of = ["user", "service"])]
    r#type: String,
    r#match: Option<bool>,
}

#[test]
fn raw_identifiers() {
    let raw = Raw { r#type: "user".into(), r#match: None };
    assert_eq!(round_trip(&raw), raw);
    assert_eq!(refused::<Raw>(json!({"type": "x"})), ["type: one_of"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Empty {}

#[test]
fn no_fields() {
    assert_eq!(round_trip(&Empty {}), Empty {});
    assert_eq!(refused::<Empty>(json!({"exp": 1})), ["exp: expired"]);
}

/// serde's own derives beside ours, before and after it.
#[derive(
    serde::Serialize, Claims, serde::Deserialize, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord,
)]
#[claims(ttl = "5m")]
#[serde(rename_all = "camelCase", default)]
struct Beside {
    tenant_id: String,
    #[claim(if_present, non_empty)]
    #[serde(alias = "groups")]
    role_names: Vec<String>,
    child: Option<Box<Self>>,
    more: Vec<Self>,
}

#[test]
fn serde_beside_and_self_in_fields() {
    let child = Beside { tenant_id: "inner".into(), ..Beside::default() };
    let claims = Beside {
        tenant_id: "acme".into(),
        role_names: vec!["a".into()],
        child: Some(Box::new(child.clone())),
        more: vec![child],
    };
    assert_eq!(round_trip(&claims), claims);
    let json = serde_json::to_value(&claims).unwrap();
    assert_eq!(json["tenantId"], "acme");
    assert_eq!(json.get("exp"), None);
    assert_eq!(serde_json::from_value::<Beside>(json).unwrap(), claims);
}

#[derive(Claims, serde::Deserialize, serde::Serialize, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
}

#[test]
fn a_generic_tree() {
    let leaf = |value| Tree { value, children: vec![] };
    let tree = Tree { value: 1_u8, children: vec![leaf(2), leaf(3)] };
    assert_eq!(round_trip(&tree), tree);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Dropped {
    sub: String,
    secret: Vec<u8>,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        self.secret.fill(0);
    }
}

#[test]
fn a_struct_with_drop() {
    let dropped = Dropped { sub: "alice".into(), secret: vec![1, 2] };
    assert_eq!(round_trip(&dropped), dropped);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Configured {
    #[cfg(any())]
    gone: NoSuchType,
    #[cfg(all())]
    #[cfg_attr(all(), claim(non_empty), serde(rename = "org"))]
    tenant: String,
}

#[test]
fn configured_fields() {
    let configured = Configured { tenant: "acme".into() };
    assert_eq!(round_trip(&configured), configured);
    assert_eq!(refused::<Configured>(json!({"org": ""})), ["org: non_empty"]);
}

/// Fields, types, literals and whole attributes from a macro's fragments.
macro_rules! claims_type {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }
     roles: $any:expr_2021, min: $min:literal, max: $max:tt, issuer: $issuer:literal, check: $check:path) => {
        #[derive(Claims, Debug, PartialEq)]
        $(#[$meta])*
        #[claims(issuer = $issuer, ttl = "5m")]
        $vis struct $name {
            $($(#[$field_meta])* $field: $type,)*
            #[claim(range(min = $min, max = $max), check = $check)]
            level: u8,
        }
    };
}

fn is_not_five(level: &u8) -> bool {
    *level != 5
}

claims_type! {
    /// Made by a macro.
    #[serde(rename_all = "camelCase")]
    pub(crate) struct FromMacro {
        #[claim(any_of = ["editor", "admin"], len(min = 1, max = 3))]
        role_names: Vec<String>,
        #[claim(starts_with = "acme-", non_empty)]
        tenant: Option<String>,
        exact: u8,
    }
    roles: (), min: 1, max: 9, issuer: "https://auth.example.com", check: is_not_five
}

#[test]
fn structs_from_macros() {
    let claims =
        FromMacro { role_names: vec!["admin".into()], tenant: Some("acme-1".into()), exact: 1, level: 3 };
    assert_eq!(round_trip(&claims), claims);
    let iss = "https://auth.example.com";
    assert_eq!(
        refused::<FromMacro>(json!({"iss": iss, "roleNames": ["x"], "tenant": "b", "exact": 1, "level": 5})),
        ["roleNames: any_of", "tenant: starts_with", "level: check"]
    );
    assert_eq!(
        refused::<FromMacro>(json!({"iss": iss, "roleNames": ["admin"], "exact": 1, "level": 0})),
        ["tenant: missing", "level: range"]
    );
}

/// A constant of the macro's own scope, and one of the caller's.
macro_rules! with_constant {
    ($wanted:path) => {
        #[derive(Claims, Debug)]
        struct WithConstant {
            #[claim(equals = $wanted)]
            plan: String,
            #[claim(any_of = [OWN])]
            roles: Vec<String>,
        }
    };
}

#[test]
fn structs_in_functions_see_what_the_function_sees() {
    const OWN: &str = "own";
    const WANTED: &str = "pro";
    with_constant!(WANTED);
    fn is_odd(n: &u8) -> bool {
        n % 2 == 1
    }
    #[derive(Claims, Debug)]
    struct Local {
        #[claim(equals = WANTED)]
        plan: String,
        #[claim(check = is_odd)]
        n: u8,
    }
    let local: Local = accepted(json!({"plan": "pro", "n": 1}));
    assert_eq!((&*local.plan, local.n), ("pro", 1));
    assert_eq!(refused::<Local>(json!({"plan": "x", "n": 2})), ["plan: equals", "n: check"]);
    let read: WithConstant = accepted(json!({"plan": "pro", "roles": ["own"]}));
    assert_eq!((&*read.plan, read.roles.len()), ("pro", 1));
}

macro_rules! hundred {
    ($($field:ident)*) => {
        #[derive(Claims, Debug, PartialEq, Default)]
        #[claims(ttl = "5m")]
        struct Hundred {
            $(#[claim(if_present, range(max = 200))] $field: Option<u8>,)*
        }

        #[test]
        fn a_hundred_fields() {
            let mut hundred = Hundred::default();
            let mut n = 0;
            $(n += 1; hundred.$field = Some(n);)*
            assert_eq!(n, 100);
            assert_eq!(round_trip(&hundred), hundred);
            assert_eq!(refused::<Hundred>(json!({"a00": 201, "j09": 255})), ["a00: range", "j09: range"]);
        }
    };
}
hundred! {
    a00 a01 a02 a03 a04 a05 a06 a07 a08 a09 b00 b01 b02 b03 b04 b05 b06 b07 b08 b09
    c00 c01 c02 c03 c04 c05 c06 c07 c08 c09 d00 d01 d02 d03 d04 d05 d06 d07 d08 d09
    e00 e01 e02 e03 e04 e05 e06 e07 e08 e09 f00 f01 f02 f03 f04 f05 f06 f07 f08 f09
    g00 g01 g02 g03 g04 g05 g06 g07 g08 g09 h00 h01 h02 h03 h04 h05 h06 h07 h08 h09
    i00 i01 i02 i03 i04 i05 i06 i07 i08 i09 j00 j01 j02 j03 j04 j05 j06 j07 j08 j09
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct ReadOnly {
    name: OnlyRead,
}

#[derive(serde::Deserialize, Debug)]
struct OnlyRead(String);

#[test]
fn verify_only_needs_no_serialize() {
    assert_eq!(accepted::<ReadOnly>(json!({"name": "x"})).name.0, "x");
}
