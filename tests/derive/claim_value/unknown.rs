//! Strings of no variant: refused, or kept and never a match.

use super::*;

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Strict {
    #[claim(any_of = [Role::Viewer])]
    roles: Vec<Role>,
}

#[test]
fn unknown_strings_are_refused_by_default_and_not_repeated() {
    let claims = json!({"roles": ["viewer", "s3cret, expected x"]});
    let error = verify::<Strict>(claims).err().unwrap();
    assert_eq!(
        error.to_string(),
        r#"claims refused: `roles[1]`: expected one of "viewer", "editor", "tenant-admin", "root", found a string of length 18"#
    );
    assert!(!error.is_insufficient());
    for text in [format!("{error:?}"), error.client_message().to_string()] {
        assert!(!text.contains("s3cret"), "{text}");
    }
    let error = serde_json::from_value::<Role>(json!("s3cret")).unwrap_err().to_string();
    assert!(!error.contains("s3cret"), "{error}");
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Lenient {
    permissions: Vec<Permission>,
}

#[test]
fn what_is_kept_is_written_back_as_it_was() {
    let texts = ["read", "délete \"all\"\n", "", "READ", "other", "Other"];
    let claims = accepted::<Lenient>(json!({ "permissions": texts }));
    assert_eq!(claims.permissions[0], Permission::Read);
    assert!(claims.permissions[1..].iter().all(|kept| !kept.is_known()));
    assert_eq!(issued(&claims)["permissions"], json!(texts));
    assert_eq!(round_trip(&claims), claims);
    assert_eq!(refused::<Lenient>(json!({"permissions": [1]})), ["permissions[0]: wrong_type"]);
}

#[test]
fn nobody_rises_by_being_written_as_unknown() {
    let claims = Lenient { permissions: vec![Permission::Other("owner".into())] };
    assert_eq!(not_issued(&claims), ["permissions: not_written"]);
    assert!(serde_json::to_string(&Permission::Other("owner".into())).is_err());
}

/// A constant is the only way to name an unknown value in a rule.
#[derive(ClaimValue, Clone, Debug, PartialEq)]
#[claim_value(rename_all = "lowercase", ascending)]
enum Tier {
    Free,
    Paid,
    #[claim_value(unknown)]
    Other(Cow<'static, str>),
}

const GOLD: Tier = Tier::Other(Cow::Borrowed("gold"));

/// Its own comparison cannot let it in either.
impl PartialEq<&str> for Tier {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == *text
    }
}

macro_rules! tiers {
    ($($name:ident: $field:ident: $type:ty, $rule:meta;)*) => {$(
        #[derive(Claims)]
        #[claims(verify_only)]
        #[allow(dead_code)]
        struct $name { #[claim($rule)] $field: $type }
    )*};
}
tiers! {
    AnyOf: tiers: Vec<Tier>, any_of = [Tier::Free, GOLD];
    AnyText: tiers: Vec<Tier>, any_of = ["gold"];
    AllOf: tiers: Vec<Tier>, all_of = [GOLD];
    NoneOf: tiers: Vec<Tier>, none_of = [Tier::Free, GOLD];
    OneOf: tier: Tier, one_of = [GOLD, Tier::Paid];
    Equals: tier: Option<Tier>, equals = GOLD;
    EqualsText: tier: Tier, equals = "gold";
    AtLeastIt: tier: Tier, at_least = GOLD;
    AtLeast: tiers: Vec<Tier>, at_least = Tier::Free;
}

#[test]
fn it_meets_no_rule() {
    let (tiers, tier) = (json!({"tiers": ["gold"]}), json!({"tier": "gold"}));
    assert_eq!(refused::<AnyOf>(tiers.clone()), ["tiers: any_of"]);
    assert_eq!(refused::<AnyText>(tiers.clone()), ["tiers: any_of"]);
    assert_eq!(refused::<AllOf>(tiers.clone()), ["tiers: all_of"]);
    assert_eq!(refused::<OneOf>(tier.clone()), ["tier: one_of"]);
    assert_eq!(refused::<Equals>(tier.clone()), ["tier: equals"]);
    assert_eq!(refused::<EqualsText>(tier.clone()), ["tier: equals"]);
    assert_eq!(refused::<AtLeastIt>(tier.clone()), ["tier: at_least"]);
    assert_eq!(refused::<AtLeast>(tiers), ["tiers: at_least"]);
    assert_eq!(refused::<AtLeastIt>(json!({"tier": "paid"})), ["tier: at_least"]);
}

#[test]
fn known_ones_beside_it_do() {
    let tiers = json!({"tiers": ["gold", "free"]});
    assert!(verify::<AnyOf>(tiers.clone()).is_ok());
    assert!(verify::<AtLeast>(tiers.clone()).is_ok());
    assert_eq!(refused::<NoneOf>(tiers), ["tiers: none_of"]);
}

#[test]
fn it_is_none_of_the_forbidden_ones() {
    assert!(verify::<NoneOf>(json!({"tiers": ["gold", "paid"]})).is_ok());
}

#[test]
fn it_is_kept_in_any_text() {
    use std::{rc::Rc, sync::Arc};
    macro_rules! kept {
        ($($type:ty),*) => {$({
            #[derive(ClaimValue)]
            #[allow(dead_code)]
            enum Value { Known, #[claim_value(unknown)] Other($type) }
            let value = Value::parse("new").expect("kept");
            assert_eq!((value.as_str(), value.is_known()), ("new", false));
        })*};
    }
    kept!(String, Box<str>, Rc<str>, Arc<str>, Cow<'static, str>);
}
