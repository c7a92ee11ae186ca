#!/usr/bin/env python3
"""Makes noise_ikpsk2.json: one session of Noise_IKpsk2_25519_AESGCM_SHA256.

Written from the Noise Protocol Framework, revision 34, and from nothing else: it shares no code
with the Swift implementation, so the two agree only if both follow the specification. Needs the
Python package `cryptography`. Without arguments it writes the vector; given a file of vectors in
the same format, it checks itself against those of the protocol instead.
"""

import hashlib
import hmac
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PROTOCOL = "Noise_IKpsk2_25519_AESGCM_SHA256"


def public(private: bytes) -> bytes:
    key = X25519PrivateKey.from_private_bytes(private).public_key()
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def agree(private: bytes, other: bytes) -> bytes:
    key = X25519PrivateKey.from_private_bytes(private)
    return key.exchange(X25519PublicKey.from_public_bytes(other))


def hkdf(chaining_key: bytes, material: bytes, outputs: int) -> list[bytes]:
    """Section 4.3."""
    temporary = hmac.digest(chaining_key, material, "sha256")
    result, last = [], b""
    for number in range(1, outputs + 1):
        last = hmac.digest(temporary, last + bytes([number]), "sha256")
        result.append(last)
    return result


def seal(key: bytes, counter: int, data: bytes, plaintext: bytes) -> bytes:
    """Section 12.4: the nonce is four zero bytes and a big-endian counter."""
    return AESGCM(key).encrypt(bytes(4) + counter.to_bytes(8, "big"), plaintext, data)


class SymmetricState:
    """Section 5.2."""

    def __init__(self) -> None:
        name = PROTOCOL.encode()
        self.hash = name.ljust(32, b"\0") if len(name) <= 32 else hashlib.sha256(name).digest()
        self.chaining_key = self.hash
        self.key: bytes | None = None
        self.counter = 0

    def mix_hash(self, data: bytes) -> None:
        self.hash = hashlib.sha256(self.hash + data).digest()

    def mix_key(self, material: bytes) -> None:
        self.chaining_key, self.key = hkdf(self.chaining_key, material, 2)
        self.counter = 0

    def mix_key_and_hash(self, material: bytes) -> None:
        self.chaining_key, data, self.key = hkdf(self.chaining_key, material, 3)
        self.mix_hash(data)
        self.counter = 0

    def encrypt_and_hash(self, plaintext: bytes) -> bytes:
        assert self.key is not None
        sealed = seal(self.key, self.counter, self.hash, plaintext)
        self.counter += 1
        self.mix_hash(sealed)
        return sealed

    def split(self) -> list[bytes]:
        return hkdf(self.chaining_key, b"", 2)


def session(static, ephemeral, other_static, other_ephemeral, prologue, psk, payloads):
    """What initiator and responder write, with the keys of both at hand; the rest is transport."""
    state = SymmetricState()
    state.mix_hash(prologue)
    state.mix_hash(public(other_static))

    # -> e, es, s, ss; with a pre-shared key, e is mixed into the key as well (section 9.2).
    message = public(ephemeral)
    state.mix_hash(message)
    state.mix_key(message)
    state.mix_key(agree(ephemeral, public(other_static)))
    message += state.encrypt_and_hash(public(static))
    state.mix_key(agree(static, public(other_static)))
    messages = [message + state.encrypt_and_hash(payloads[0])]

    # <- e, ee, se, psk
    message = public(other_ephemeral)
    state.mix_hash(message)
    state.mix_key(message)
    state.mix_key(agree(other_ephemeral, public(ephemeral)))
    state.mix_key(agree(other_ephemeral, public(static)))
    state.mix_key_and_hash(psk)
    messages.append(message + state.encrypt_and_hash(payloads[1]))

    keys = state.split()
    for number, payload in enumerate(payloads[2:]):
        messages.append(seal(keys[number % 2], number // 2, b"", payload))
    return messages, state.hash


def recompute(vector: dict):
    values = {
        name: bytes.fromhex(vector[name])
        for name in ("init_static", "init_ephemeral", "resp_static", "resp_ephemeral",
                     "init_prologue")
    }
    return session(
        values["init_static"], values["init_ephemeral"], values["resp_static"],
        values["resp_ephemeral"], values["init_prologue"], bytes.fromhex(vector["init_psks"][0]),
        [bytes.fromhex(message["payload"]) for message in vector["messages"]])


def check(path: Path) -> None:
    vectors = json.loads(path.read_text())["vectors"]
    for vector in [vector for vector in vectors if vector["protocol_name"] == PROTOCOL]:
        messages, handshake_hash = recompute(vector)
        assert [sent.hex() for sent in messages] == [
            message["ciphertext"] for message in vector["messages"]]
        assert handshake_hash.hex() == vector["handshake_hash"]
        print(f"{PROTOCOL}: agrees")


def write(path: Path) -> None:
    def secret(label: str) -> str:
        return hashlib.sha256(f"selvedge vector, {label}".encode()).hexdigest()

    payloads = [b"first payload", b"", b"from initiator", b"from responder", bytes(100), b"\xff"]
    vector = {
        "protocol_name": PROTOCOL,
        "init_prologue": b"selvedge vector".hex(),
        "init_psks": [secret("pre-shared key")],
        "init_static": secret("initiator static"),
        "init_ephemeral": secret("initiator ephemeral"),
        "resp_static": secret("responder static"),
        "resp_ephemeral": secret("responder ephemeral"),
        "messages": [{"payload": payload.hex()} for payload in payloads],
    }
    vector["init_remote_static"] = public(bytes.fromhex(vector["resp_static"])).hex()
    messages, handshake_hash = recompute(vector)
    for message, sent in zip(vector["messages"], messages):
        message["ciphertext"] = sent.hex()
    vector["handshake_hash"] = handshake_hash.hex()
    path.write_text(json.dumps({"vectors": [vector]}, indent=2) + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        check(Path(sys.argv[1]))
    else:
        write(Path(__file__).with_suffix(".json"))
