"""jwcrypto as a peer: a request a line on stdin, an answer a line on stdout, both JSON.

    {"do": "encrypt", "alg": ..., "enc": ..., "jwk": {...}, "plaintext": text}    {"token": ...}
    {"do": "decrypt", "alg": ..., "enc": ..., "jwk": {...}, "token": ...}         {"plaintext": text, "header": {...}}

A request that jwcrypto refuses is answered {"error": ...}.
"""

import json
import sys

from jwcrypto import jwe, jwk
from jwcrypto.common import JWException


def answer(request):
    key = jwk.JWK(**request["jwk"])
    algs = [request["alg"], request["enc"]]
    if request["do"] == "encrypt":
        header = {"alg": request["alg"], "enc": request["enc"], "cty": "JWT"}
        if "kid" in request["jwk"]:
            header["kid"] = request["jwk"]["kid"]
        token = jwe.JWE(request["plaintext"].encode(), json.dumps(header), algs=algs)
        token.add_recipient(key)
        return {"token": token.serialize(compact=True)}
    token = jwe.JWE(algs=algs)
    token.deserialize(request["token"], key)
    return {"plaintext": token.payload.decode(), "header": token.jose_header}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except (JWException, ValueError) as error:
        reply = {"error": type(error).__name__}
    print(json.dumps(reply), flush=True)
