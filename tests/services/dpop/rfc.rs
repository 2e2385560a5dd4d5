//! The examples of RFC 9449, at the time when they were made.

use http::Request;
use jwt_claims::FixedClock;
use jwt_claims::dpop::Dpop;
use jwt_claims::store::MemoryStore;

/// Figure 5: a request to a token endpoint.
const TOKEN_REQUEST: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
/// Figure 13: a request with a token.
const RESOURCE_REQUEST: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
/// Section 6.1.
const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

fn dpop(origin: &str, now: i64) -> Dpop {
    let store = MemoryStore::new(10).unwrap();
    Dpop::new(store, origin).unwrap().with_clock(FixedClock::at(now))
}

#[tokio::test]
async fn the_proof_of_the_token_request_has_the_key_of_section_6() {
    let request = Request::post("/token").header("DPoP", TOKEN_REQUEST).body(()).unwrap();
    let key = dpop("https://server.example.com", 1_562_262_616).verify_proof(&request).await.unwrap();
    assert_eq!(key.to_string(), JKT);
    let late = dpop("https://server.example.com", 1_562_262_677).verify_proof(&request).await;
    assert_eq!(late.unwrap_err().code(), "dpop_proof_outdated");
}

// Its token is opaque, so no guard can read it: `dpop/checker.rs` compares `ath`.
#[tokio::test]
async fn the_proof_of_the_resource_request_is_for_its_url() {
    let request = Request::get("/protectedresource").header("DPoP", RESOURCE_REQUEST).body(()).unwrap();
    let key = dpop("https://resource.example.org", 1_562_262_618).verify_proof(&request).await.unwrap();
    assert_eq!(key.to_string(), JKT);
    let elsewhere = dpop("https://server.example.com", 1_562_262_618).verify_proof(&request).await;
    assert_eq!(elsewhere.unwrap_err().code(), "dpop_proof_mismatch");
}
