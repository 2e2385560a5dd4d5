use jwt_claims::Claims;

#[derive(Claims)]
#[serde(untagged, remote = "Other", crate = "::serde", rename_all_fields = "camelCase")]
struct Access {
    tenant: String,
}

fn main() {}
