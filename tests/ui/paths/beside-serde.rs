use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(path = "a.b", name = "b")]
    named: String,
    #[claim(path = "a.c")]
    #[serde(rename = "c")]
    renamed: String,
    #[claim(path = "a.d")]
    #[serde(default)]
    defaulted: String,
    #[claim(path = "a.e")]
    #[serde(skip)]
    skipped: String,
    #[claim(path = "a.f")]
    #[serde(flatten)]
    flattened: std::collections::BTreeMap<String, String>,
}

fn main() {}
