//! Security requirements and responses for OpenAPI, by hand and from generators.

use std::collections::BTreeSet;

use aide::axum::ApiRouter;
use aide::axum::routing::get;
use aide::openapi::OpenApi;
use jwt_claims::http::Guard;
use jwt_claims::openapi::{responses, scheme, security, utoipa6, with_dpop};
use jwt_claims::{ClaimValue, Claims, Scopes, Verified};
use jwt_claims_tests::responses::{Access, Admin};
use serde_json::{Value, json};
use utoipa::openapi::path::OperationBuilder;

#[derive(Claims)]
struct Everything {
    #[claim(all_of = ["a", "b"])]
    scope: Scopes,
    #[claim(any_of = ["x", "y"])]
    roles: Vec<String>,
    #[claim(one_of = ["p", "q"])]
    plan: String,
    #[claim(equals = "acme")]
    tenant: String,
}

#[derive(Claims)]
struct NotRequired {
    #[claim(if_present, any_of = ["x"])]
    optional: Option<Vec<String>>,
    #[claim(answer = 401, any_of = ["y"])]
    about_the_token: Vec<String>,
    #[claim(any_of = ["pwd"])]
    amr: Vec<String>,
    #[claim(none_of = ["banned"])]
    roles: Vec<String>,
    #[claim(starts_with = "acme-")]
    tenant: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ClaimValue)]
#[claim_value(ascending)]
enum Role {
    Reader,
    Editor,
    Admin,
}

#[derive(Claims)]
struct Level {
    #[claim(at_least = Role::Editor)]
    role: Role,
}

#[derive(Claims)]
struct Many {
    #[claim(any_of = ["a", "b", "c", "d", "e", "f"])]
    one: Vec<String>,
    #[claim(any_of = ["g", "h", "i", "j", "k", "l"])]
    two: Vec<String>,
}

#[derive(Claims)]
#[claims(kinds_by = "typ", verify_only)]
enum Either {
    Exporter(Exporter),
    Other(Other),
}

#[derive(Claims)]
#[claims(typ = "exporter+jwt")]
struct Exporter {
    #[claim(all_of = ["orders:export"])]
    scope: Scopes,
}

#[derive(Claims)]
#[claims(typ = "other+jwt")]
struct Other {
    #[claim(any_of = ["z"])]
    groups: Vec<String>,
}

#[test]
fn requirements_are_the_rules_whose_answer_is_403() {
    assert_eq!(security::<Access>(), json!([{ "bearer": [] }]));
    assert_eq!(security::<NotRequired>(), json!([{ "bearer": [] }]));
    assert_eq!(security::<Admin>(), json!([{ "bearer": ["admin"] }]));
    let all = security::<Everything>();
    let names = |one: &Value| -> BTreeSet<String> {
        one["bearer"]
            .as_array()
            .expect("names")
            .iter()
            .map(|name| name.as_str().expect("text").into())
            .collect()
    };
    let all: BTreeSet<_> = all.as_array().expect("alternatives").iter().map(names).collect();
    let of = |texts: [&str; 5]| texts.map(str::to_owned).into();
    let expected = [("x", "p"), ("x", "q"), ("y", "p"), ("y", "q")];
    assert_eq!(all, expected.map(|(role, plan)| of(["a", "b", role, plan, "acme"])).into());
    // each level that is enough
    assert_eq!(security::<Level>(), json!([{ "bearer": ["Editor"] }, { "bearer": ["Admin"] }]));
    // 36 alternatives are too many for a document
    assert_eq!(security::<Many>().as_array().expect("alternatives").len(), 6);
    assert_eq!(security::<Either>(), json!([{ "bearer": ["orders:export"] }, { "bearer": ["z"] }]));
}

#[test]
fn a_route_without_permissions_has_no_403() {
    let statuses =
        |all: serde_json::Map<String, Value>| all.into_iter().map(|(status, _)| status).collect::<Vec<_>>();
    assert_eq!(statuses(responses::<Access>()), ["400", "401", "503"]);
    assert_eq!(statuses(responses::<Admin>()), ["400", "401", "403", "503"]);
}

/// aide documents a handler by its argument.
#[test]
fn aide_documents_handlers_by_their_arguments() {
    async fn orders(_: Verified<Admin>) -> &'static str {
        ""
    }
    let mut document = OpenApi::default();
    let router: ApiRouter<Guard> = ApiRouter::new().api_route("/orders", get(orders));
    let _ = router.finish_api(&mut document);
    let mut document = serde_json::to_value(document).expect("JSON");
    let operation = &mut document["paths"]["/orders"]["get"];
    assert_eq!(operation["security"], json!([{ "bearer": ["admin"] }]));
    for (status, response) in responses::<Admin>() {
        let actual = &mut operation["responses"][&status];
        for header in actual["headers"].as_object_mut().expect("headers").values_mut() {
            // aide writes the default
            assert_eq!(
                header.as_object_mut().and_then(|header| header.remove("style")),
                Some("simple".into())
            );
        }
        assert_eq!(*actual, response, "{status}");
    }
}

#[test]
fn utoipa_has_the_same_and_keeps_what_an_operation_has() {
    let own = utoipa::openapi::Response::new("of the application");
    let mut operation = OperationBuilder::new().response("401", own).build();
    utoipa6::protect::<Admin>(&mut operation);
    let operation = serde_json::to_value(operation).expect("JSON");
    assert_eq!(operation["security"], json!([{ "bearer": ["admin"] }]));
    assert_eq!(operation["responses"]["401"]["description"], "of the application");
    assert_eq!(operation["responses"]["403"], responses::<Admin>()["403"]);
    let mut document = utoipa::openapi::OpenApi::default();
    utoipa6::add_scheme(&mut document);
    let document = serde_json::to_value(document).expect("JSON");
    assert_eq!(document["components"]["securitySchemes"]["bearer"], scheme());
}

/// A document of a generator, changed as a whole.
#[test]
fn a_document_with_dpop_has_its_scheme_and_its_header() {
    async fn orders(_: Verified<Admin>) -> &'static str {
        ""
    }
    let mut document = OpenApi::default();
    let router: ApiRouter<Guard> = ApiRouter::new().api_route("/orders", get(orders));
    let _ = router.api_route("/health", get(async || "ok")).finish_api(&mut document);
    let mut document = serde_json::to_value(document).expect("JSON");
    let key = json!({ "type": "apiKey", "in": "header", "name": "x-key" });
    let id = json!({ "name": "id", "in": "query", "schema": { "type": "string" } });
    document["components"] = json!({ "securitySchemes": { "bearer": scheme(), "key": key } });
    document["paths"]["/optional"] = json!({
        "summary": "with and without a token",
        "parameters": [],
        "get": { "security": [{}, { "bearer": ["a"] }], "parameters": [id] },
    });
    let changed = with_dpop(document.clone());
    let schemes = &changed["components"]["securitySchemes"];
    assert_eq!((&schemes["dpop"]["type"], &schemes["dpop"]["scheme"]), (&json!("http"), &json!("DPoP")));
    assert!(schemes.get("bearer").is_none() && schemes.get("key").is_some());
    let orders = &changed["paths"]["/orders"]["get"];
    assert_eq!(orders["security"], json!([{ "dpop": ["admin"] }]));
    let proof = &orders["parameters"][0];
    assert_eq!(
        (&proof["name"], &proof["in"], &proof["required"]),
        (&json!("DPoP"), &json!("header"), &json!(true))
    );
    let optional = &changed["paths"]["/optional"]["get"];
    assert_eq!(optional["security"], json!([{}, { "dpop": ["a"] }]));
    assert_eq!(
        (&optional["parameters"][0]["name"], &optional["parameters"][1]["required"]),
        (&json!("id"), &json!(false))
    );
    assert_eq!(changed["paths"]["/health"], document["paths"]["/health"]);
    // once is enough, and other documents stay as they are
    assert_eq!(with_dpop(changed.clone()), changed);
    for other in [json!(null), json!([]), json!({ "paths": { "/": null } })] {
        assert_eq!(with_dpop(other.clone()), other);
    }
    // and the types of a generator read it
    serde_json::from_str::<OpenApi>(&changed.to_string()).expect("a document");
}

/// Wherever a document can have operations: all of its requirements name a scheme that it has.
#[test]
fn a_document_with_dpop_is_changed_everywhere() {
    let needed = || json!({ "security": [{ "bearer": ["a"] }] });
    let callbacks = || json!({ "paid": { "{$request.body#/url}": { "post": needed() } } });
    let mut with_callbacks = needed();
    with_callbacks["callbacks"] = callbacks();
    let document = json!({
        "security": [{ "bearer": [] }],
        "paths": {
            "/explicit": { "get": with_callbacks },
            "/inherited": { "get": {}, "x-note": {}, "put": { "security": [] } },
        },
        "webhooks": { "paid": { "post": needed() } },
        "components": {
            "securitySchemes": { "bearer": scheme() },
            "pathItems": { "shared": { "get": needed() } },
            "callbacks": callbacks(),
        },
    });
    let changed = with_dpop(document);
    assert!(!changed.to_string().contains("\"bearer\""), "{changed}");
    assert_eq!(changed["security"], json!([{ "dpop": [] }]));
    for operation in [
        "/paths/~1explicit/get",
        "/paths/~1explicit/get/callbacks/paid/{$request.body#~1url}/post",
        "/paths/~1inherited/get",
        "/webhooks/paid/post",
        "/components/pathItems/shared/get",
        "/components/callbacks/paid/{$request.body#~1url}/post",
    ] {
        let parameters = &changed.pointer(operation).unwrap()["parameters"];
        assert_eq!((&parameters[0]["name"], parameters.as_array().unwrap().len()), (&json!("DPoP"), 1));
    }
    let inherited = &changed["paths"]["/inherited"];
    assert_eq!((&inherited["x-note"], &inherited["put"]), (&json!({}), &json!({ "security": [] })));
    assert_eq!(with_dpop(changed.clone()), changed);
}

#[test]
fn a_document_that_has_the_header_gets_no_second_one() {
    let header = json!({ "name": "dpop", "in": "header", "schema": { "type": "string" } });
    let reference = json!({ "$ref": "#/components/parameters/Proof" });
    let document = json!({
        "security": [{}, { "bearer": [] }],
        "paths": {
            "/own": { "get": { "parameters": [header] } },
            "/shared": { "get": { "parameters": [reference] } },
            "/item": { "parameters": [header], "get": {} },
            "/other": { "get": { "parameters": [{ "name": "DPoP", "in": "query" }] } },
        },
        "components": { "parameters": { "Proof": header } },
    });
    let changed = with_dpop(document.clone());
    for path in ["/own", "/shared", "/item"] {
        assert_eq!(changed["paths"][path], document["paths"][path]);
    }
    let added = &changed["paths"]["/other"]["get"]["parameters"][1];
    assert_eq!((&added["name"], &added["required"]), (&json!("DPoP"), &json!(false)));
}
