//! What a guard allocates beside the claims: for the request, a lookup, and a proof.

use http::Request;
use jwt_claims::OwnedClaims;
use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::Guard;
use jwt_claims::revocation::Revocations;
use jwt_claims::store::MemoryStore;

use super::*;
use crate::verified::ready;

#[derive(Claims)]
#[claims(ttl = "10m")]
struct Bearer {
    sub: String,
    sid: String,
}

#[derive(Claims)]
#[claims(ttl = "10m")]
struct Bound {
    sub: String,
    sid: String,
    cnf: Confirmation,
}

/// What a guard allocates for the last of these requests.
fn measured<C>(guard: &Guard, requests: &[Request<()>; 2]) -> u64
where
    C: for<'a> OwnedClaims<Context<'a> = ()>,
{
    let mut requests = requests.iter();
    allocations(|| ready(guard.authenticate::<C>(requests.next().unwrap(), &())).map(drop).unwrap())
}

#[test]
fn a_lookup_costs_little_and_a_proof_a_token_of_its_own() {
    for algorithm in ALGORITHMS {
        let key = SigningKey::generate(algorithm).unwrap();
        let guard = Guard::new(Verifier::new(key.verifying_key()));
        let issuer = Issuer::new(key);
        let store = || MemoryStore::new(10).unwrap();
        let (sub, sid) = ("alice".to_owned(), "AAECAwQFBgcICQoLDA0ODw".to_owned());

        let token = issuer.issue(&Bearer { sub: sub.clone(), sid: sid.clone() }).unwrap();
        let header = format!("Bearer {}", token.as_str());
        let bearer = || Request::get("/orders").header("authorization", &header).body(()).unwrap();
        let alone = measured::<Bearer>(&guard, &[bearer(), bearer()]);
        let with_lookup = guard.clone().with_revocations(Revocations::new(store()));
        let lookup = measured::<Bearer>(&with_lookup, &[bearer(), bearer()]);

        let proof_key = ProofKey::generate(Algorithm::ES256).unwrap();
        let cnf = Confirmation::new(proof_key.thumbprint());
        let token = issuer.issue(&Bound { sub, sid, cnf }).unwrap();
        let bound = || {
            let proof = proof_key.proof("GET", "https://api.example.com/orders").for_token(token.as_str());
            let request = Request::get("/orders").header("authorization", format!("DPoP {}", token.as_str()));
            request.header("dpop", proof.sign().unwrap()).body(()).unwrap()
        };
        let with_dpop = guard.with_dpop(Dpop::new(store(), "https://api.example.com").unwrap());
        let proof = measured::<Bound>(&with_dpop, &[bound(), bound()]);
        // two strings, the payload, and four of the request; four more for two keys and their values
        assert_eq!((alone, lookup), (7, 11), "{algorithm}");
        // a JWS with a key of its own
        assert!(proof <= 90, "{algorithm}: {proof}");
    }
}
