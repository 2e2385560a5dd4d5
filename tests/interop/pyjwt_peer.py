"""PyJWT as a peer: a request a line on stdin, an answer a line on stdout, both JSON.

    {"do": "issue", "alg": ..., "jwk": {...}, "claims": {...}}                       {"token": ...}
    {"do": "verify", "alg": ..., "jwk": {...}, "token": ..., "iss": ..., "aud": ...}  {"claims": {...}}

A request that PyJWT refuses is answered {"error": ...}.
"""

import json
import sys

import jwt


def answer(request):
    algorithm = request["alg"]
    key = jwt.PyJWK.from_dict(request["jwk"], algorithm=algorithm).key
    if request["do"] == "issue":
        headers = {"kid": request["jwk"]["kid"]} if "kid" in request["jwk"] else None
        return {"token": jwt.encode(request["claims"], key, algorithm=algorithm, headers=headers)}
    claims = jwt.decode(
        request["token"],
        key,
        algorithms=[algorithm],
        issuer=request["iss"],
        audience=request["aud"],
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    return {"claims": claims}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except jwt.PyJWTError as error:
        reply = {"error": type(error).__name__}
    print(json.dumps(reply), flush=True)
