//! The rule that asks the hierarchy.

use super::*;

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Editing {
    #[claim(at_least = Role::Editor)]
    role: Role,
}

#[test]
fn a_single_value() {
    for role in ["editor", "tenant-admin", "root"] {
        assert!(verify::<Editing>(json!({ "role": role })).is_ok(), "{role}");
    }
    let error = verify::<Editing>(json!({"role": "viewer"})).err().unwrap();
    assert!(error.is_insufficient());
    assert_eq!(error.violations()[0].code(), "at_least");
    assert_eq!(
        error.to_string(),
        "claims refused: `role`: expected at least \"editor\", found a value that does not imply it"
    );
    assert_eq!(refused::<Editing>(json!({})), ["role: missing"]);
}

#[test]
fn issuing_is_held_to_it() {
    let claims = Editing { role: Role::TenantAdmin };
    assert_eq!(round_trip(&claims), claims);
    assert_eq!(issued(&claims)["role"], "tenant-admin");
    assert_eq!(not_issued(&Editing { role: Role::Viewer }), ["role: at_least"]);
}

#[derive(Claims)]
#[claims(verify_only)]
#[allow(dead_code)]
struct Options {
    #[claim(at_least = Role::Editor)]
    role: Option<Role>,
    #[claim(if_present, at_least = Role::Editor)]
    second: Option<Role>,
    #[claim(if_present, at_least = Role::Editor)]
    third: Option<Vec<Role>>,
}

#[test]
fn options_are_required_unless_if_present() {
    assert!(verify::<Options>(json!({"role": "editor"})).is_ok());
    assert_eq!(refused::<Options>(json!({})), ["role: missing"]);
    let low = json!({"role": "viewer", "second": "viewer", "third": ["viewer"]});
    assert_eq!(refused::<Options>(low), ["role: at_least", "second: at_least", "third: at_least"]);
}

macro_rules! collections {
    ($($module:ident: $type:ty;)*) => {$(
        mod $module {
            use super::*;

            #[derive(Claims)]
            #[claims(verify_only)]
            #[allow(dead_code)]
            struct Roles {
                #[claim(at_least = Role::TenantAdmin)]
                roles: $type,
            }

            #[test]
            fn any_member_will_do() {
                assert!(verify::<Roles>(json!({"roles": ["viewer", "root"]})).is_ok());
                assert_eq!(refused::<Roles>(json!({"roles": ["viewer", "editor"]})), ["roles: at_least"]);
            }
        }
    )*};
}
collections! {
    a_vec: Vec<Role>;
    an_array: [Role; 2];
    a_deque: VecDeque<Role>;
    an_ordered_set: BTreeSet<Role>;
    a_hashed_set: HashSet<Role>;
    a_box: Box<[Role]>;
    a_cow: Cow<'static, [Role]>;
}

#[derive(Claims)]
#[claims(verify_only)]
#[allow(dead_code)]
struct Writing {
    #[claim(at_least = Permission::Read, none_of = [Permission::Owner])]
    permissions: Vec<Permission>,
}

#[test]
fn found_is_counted_and_not_quoted() {
    assert!(verify::<Writing>(json!({"permissions": ["s3cret", "write"]})).is_ok());
    assert_eq!(refused::<Writing>(json!({"permissions": ["owner"]})), ["permissions: none_of"]);
    assert_eq!(refused::<Writing>(json!({"permissions": []})), ["permissions: at_least"]);
    let error = verify::<Writing>(json!({"permissions": ["audit", "s3cret"]})).err().unwrap();
    let expected = "`permissions`: expected at least \"read\", found 2 members, none that implies it";
    assert_eq!(error.to_string(), format!("claims refused: {expected}"));
}

/// A hierarchy can be written by hand.
#[derive(Debug, serde::Deserialize, PartialEq)]
struct Level(u8);

impl Implies for Level {
    fn implies(&self, wanted: &Self) -> bool {
        self.0 >= wanted.0
    }
}

const SECOND: Level = Level(2);

#[derive(Claims)]
#[claims(verify_only)]
#[allow(dead_code)]
struct Leveled {
    #[claim(at_least = SECOND)]
    level: Level,
}

#[test]
fn a_hierarchy_by_hand() {
    assert!(verify::<Leveled>(json!({"level": 3})).is_ok());
    assert_eq!(refused::<Leveled>(json!({"level": 1})), ["level: at_least"]);
}

#[test]
fn a_hundred_thousand_roles_are_looked_at_once_each() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COMPARED: AtomicUsize = AtomicUsize::new(0);
    const COUNT: usize = 100_000;

    #[derive(Debug, serde::Deserialize)]
    struct Counted(#[allow(dead_code)] Role);
    impl Implies for Counted {
        fn implies(&self, _: &Self) -> bool {
            COMPARED.fetch_add(1, Ordering::Relaxed);
            false
        }
    }
    const WANTED: Counted = Counted(Role::Editor);

    #[derive(Claims)]
    #[claims(verify_only)]
    #[allow(dead_code)]
    struct Many {
        #[claim(at_least = WANTED)]
        roles: Vec<Counted>,
    }
    let payload = json!({"exp": 1_800_000_060, "roles": vec!["viewer"; COUNT]}).to_string();
    let verifier = super::super::support::verifier().with_max_token_bytes(2 << 20);
    let token = super::super::support::signed(&payload);
    let error = verifier.token(&token).verify::<Many>().err().unwrap();
    assert_eq!(error.violations()[0].code(), "at_least");
    assert_eq!(COMPARED.load(Ordering::Relaxed), COUNT);
}
