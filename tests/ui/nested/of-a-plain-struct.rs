use jwt_claims::Claims;

#[derive(serde::Deserialize, serde::Serialize)]
struct RealmAccess {
    roles: Vec<String>,
}

#[derive(Claims)]
struct Access {
    #[claim(nested)]
    realm_access: RealmAccess,
}

fn main() {}
