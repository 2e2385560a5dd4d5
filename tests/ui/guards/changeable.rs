use std::cell::{Cell, RefCell};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, RwLock};

use jwt_claims::{Claims, NestedClaims};

#[derive(Claims)]
#[claims(ttl = "15m", verify_only)]
struct Access {
    cell: Cell<bool>,
    roles: RefCell<Vec<String>>,
    tenant: Box<Mutex<String>>,
    lock: Option<RwLock<String>>,
    #[claim(data)]
    is_admin: AtomicBool,
}

#[derive(NestedClaims)]
struct Org {
    name: Mutex<String>,
}

fn main() {}
