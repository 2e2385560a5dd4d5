use std::borrow::BorrowMut;

use jwt_claims::{Claims, Verified};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
}

fn through_a_field(access: &mut Verified<Access>) {
    access.sub = "root".into();
}

fn through_deref_mut(access: &mut Verified<Access>) -> &mut Access {
    &mut *access
}

fn through_as_mut(access: &mut Verified<Access>) -> &mut Access {
    access.as_mut()
}

fn through_borrow_mut(access: &mut Verified<Access>) -> &mut Access {
    access.borrow_mut()
}

fn moved_out(mut access: Verified<Access>, mut other: Access) {
    std::mem::swap(&mut *access, &mut other);
}

fn main() {}
