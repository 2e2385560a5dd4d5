"""PyJWT and jwcrypto as peers for JWK Sets: a request a line on stdin, an answer a line on stdout, both JSON.

    {"do": "make", "with": ..., "algs": [...], "claims": {...}}               {"jwks": {...}, "tokens": {alg: token}}
    {"do": "read", "with": ..., "jwks": {...}, "tokens": {alg: token}}        {"claims": {alg: {...}}}
    {"do": "fetch", "with": "pyjwt", "url": ..., "tokens": {alg: token}}      {"claims": {alg: {...}}}

A request that the peer refuses is answered {"error": ...}.
"""

import json
import sys

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwcrypto import jwk
from jwcrypto import jwt as jwcrypto_jwt
from jwcrypto.common import JWException

CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


def pyjwt_make(algs, claims):
    curves = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}
    keys, tokens = [], {}
    for alg in algs:
        if alg in curves:
            key = ec.generate_private_key(curves[alg]())
        elif alg == "EdDSA":
            key = ed25519.Ed25519PrivateKey.generate()
        else:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        # as PyJWT writes it: without `alg` and `use`
        public = jwt.get_algorithm_by_name(alg).to_jwk(key.public_key(), as_dict=True)
        keys.append({**public, "kid": f"of {alg}"})
        tokens[alg] = jwt.encode(claims, key, algorithm=alg, headers={"kid": f"of {alg}"})
    return {"jwks": {"keys": keys}, "tokens": tokens}


def pyjwt_read(jwks, tokens):
    keys = jwt.PyJWKSet.from_dict(jwks)
    claims = {}
    for alg, token in tokens.items():
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims[alg] = jwt.decode(token, key, algorithms=[alg], options={"verify_aud": False})
    return {"claims": claims}


def pyjwt_fetch(url, tokens):
    client = jwt.PyJWKClient(url)
    claims = {}
    for alg, token in tokens.items():
        key = client.get_signing_key_from_jwt(token)
        claims[alg] = jwt.decode(token, key, algorithms=[alg], options={"verify_aud": False})
    return {"claims": claims}


def jwcrypto_make(algs, claims):
    keys, tokens = jwk.JWKSet(), {}
    for alg in algs:
        if alg in CURVES:
            kind = {"kty": "EC", "crv": CURVES[alg]}
        elif alg == "EdDSA":
            kind = {"kty": "OKP", "crv": "Ed25519"}
        else:
            kind = {"kty": "RSA", "size": 2048}
        key = jwk.JWK.generate(kid=f"of {alg}", use="sig", alg=alg, **kind)
        keys.add(key)
        token = jwcrypto_jwt.JWT(header={"alg": alg, "kid": f"of {alg}"}, claims=claims)
        token.make_signed_token(key)
        tokens[alg] = token.serialize()
    return {"jwks": json.loads(keys.export(private_keys=False)), "tokens": tokens}


def jwcrypto_read(jwks, tokens):
    keys = jwk.JWKSet.from_json(json.dumps(jwks))
    claims = {}
    for alg, token in tokens.items():
        claims[alg] = json.loads(jwcrypto_jwt.JWT(jwt=token, key=keys, algs=[alg]).claims)
    return {"claims": claims}


def answer(request):
    functions = {
        ("make", "pyjwt"): pyjwt_make,
        ("read", "pyjwt"): pyjwt_read,
        ("fetch", "pyjwt"): pyjwt_fetch,
        ("make", "jwcrypto"): jwcrypto_make,
        ("read", "jwcrypto"): jwcrypto_read,
    }
    function = functions[request.pop("do"), request.pop("with")]
    return function(**request)


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except (jwt.PyJWTError, JWException, ValueError) as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
