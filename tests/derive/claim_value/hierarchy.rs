//! Who implies whom.

use super::*;

#[test]
fn ascending_and_descending() {
    #[derive(ClaimValue, Clone, Copy, PartialEq)]
    #[claim_value(descending)]
    enum TopDown {
        Admin,
        Editor,
        Viewer,
    }
    let ascending = [Role::Viewer, Role::Editor, Role::TenantAdmin, Role::Superuser];
    for (high, role) in ascending.iter().enumerate() {
        for (low, wanted) in ascending.iter().enumerate() {
            assert_eq!(role.implies(wanted), high >= low, "{role:?} {wanted:?}");
        }
    }
    assert!(TopDown::Admin.implies(&TopDown::Viewer) && TopDown::Editor.implies(&TopDown::Editor));
    assert!(!TopDown::Viewer.implies(&TopDown::Editor) && !TopDown::Editor.implies(&TopDown::Admin));
}

#[test]
fn a_graph_is_transitive_and_no_more() {
    use Permission::{Audit, Other, Owner, Read, Write};
    let implied =
        [(Owner, "Owner Write Audit Read"), (Write, "Write Read"), (Audit, "Audit"), (Read, "Read")];
    for (permission, expected) in implied {
        let all = [Owner, Write, Audit, Read];
        let found: Vec<_> = all.iter().filter(|wanted| permission.implies(wanted)).collect();
        let found: Vec<_> = found.iter().map(|wanted| format!("{wanted:?}")).collect();
        assert_eq!(found.join(" "), expected);
    }
    let unknown = Other("read".into());
    assert!(!unknown.implies(&Read) && !Owner.implies(&unknown) && !unknown.implies(&unknown));
}

#[test]
fn a_diamond_is_no_cycle() {
    #[derive(ClaimValue)]
    enum Diamond {
        #[claim_value(implies(Left, Right))]
        Top,
        #[claim_value(implies(Bottom))]
        Left,
        #[claim_value(implies(Bottom))]
        Right,
        Bottom,
    }
    assert!(Diamond::Top.implies(&Diamond::Bottom) && !Diamond::Left.implies(&Diamond::Right));
    assert!(!Diamond::Bottom.implies(&Diamond::Top) && Diamond::Right.implies(&Diamond::Bottom));
}
