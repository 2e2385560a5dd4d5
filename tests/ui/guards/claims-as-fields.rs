use std::collections::HashMap;

use jwt_claims::Claims;
use serde::{Deserialize, Serialize};

#[derive(Claims, Deserialize, Serialize)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
}

type Alias = Access;
type Aliases = Vec<Option<Access>>;

/// A type that the library does not know.
#[derive(Deserialize, Serialize)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Plain {
    access: Access,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Flattened {
    #[serde(flatten)]
    access: Access,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Held {
    option: Option<Access>,
    list: Vec<Access>,
    pointer: Box<Access>,
    map: HashMap<String, Access>,
    pair: (String, Access),
    array: [Access; 2],
    alias: Alias,
    aliases: Aliases,
    page: Page<Access>,
    #[claim(path = "realm.access")]
    at_a_path: Access,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Generic<T> {
    access: Access,
    pair: (T, Vec<Access>),
}

fn main() {}
